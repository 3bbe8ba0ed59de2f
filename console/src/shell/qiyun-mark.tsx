import { Group, Text } from '@mantine/core';

/** Icon and name. */
export function QiyunMark() {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src="/icon.svg" alt="" width={28} height={28} />
      <Text fw={600} size="lg" style={{ whiteSpace: 'nowrap' }}>
        Qiyun 企云
      </Text>
    </Group>
  );
}
