import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../page/copy-button.tsx';
import { Dialog } from '../../page/dialog.tsx';

interface SecretModalProps {
  readonly title: string;
  /** Names, as they stand in the documents, and values. */
  readonly values: readonly (readonly [name: string, value: string])[];
  onClose(): void;
}

/** A new secret, which nobody will ever be shown again. */
export function SecretModal({ title, values, onClose }: SecretModalProps) {
  const { t } = useTranslation('api-access');
  return (
    <Dialog onClose={onClose} title={title} closeOnClickOutside={false}>
      <Stack>
        <Alert color="orange" icon={<IconKey />} title={t('secret.once')}>
          {t('secret.onceHint')}
        </Alert>
        {values.map(([name, value]) => (
          <div key={name}>
            <Text size="xs" c="dimmed">
              {name}
            </Text>
            <Group gap="xs" wrap="nowrap">
              <Code block style={{ flex: 1, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
                {value}
              </Code>
              <CopyButton text={value} label={name} />
            </Group>
          </div>
        ))}
        <Group justify="flex-end">
          <Button data-autofocus onClick={onClose}>
            {t('secret.kept')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
