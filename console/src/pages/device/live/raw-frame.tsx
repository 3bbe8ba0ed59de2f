import { Code, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import { CopyButton } from '../../../page/copy-button.tsx';
import { Panel } from '../../../page/panel.tsx';
import { spacedHex } from '../spaced-hex.ts';
import type { LiveDevice } from './live-device.ts';

/** The last frame that only the product's owner understands. */
export function RawFrame({ raw: { time, payload } }: { readonly raw: NonNullable<LiveDevice['raw']> }) {
  const { t } = useTranslation('device');
  const format = useFormat();
  return (
    <Panel title={t('live.lastRaw')} actions={<CopyButton text={payload} label={t('frames.hex')} />}>
      <Code block style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
        {spacedHex(payload)}
      </Code>
      <Group>
        <Text size="xs" c="dimmed">
          {format.time(time)}
        </Text>
      </Group>
    </Panel>
  );
}
