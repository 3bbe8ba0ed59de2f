import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';

interface FailureProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** What went wrong, in the server's words, and a way to try again. */
export function Failure({ error, onRetry }: FailureProps) {
  const { t } = useTranslation('shell');
  const isSilent = error instanceof ApiError && error.status === 0;
  return (
    <Alert
      role="alert"
      color="red"
      icon={<IconAlertCircle />}
      title={isSilent ? t('networkFailed') : t('failed')}
    >
      <Group justify="space-between">
        <Text size="sm">{error instanceof Error ? error.message : String(error)}</Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
