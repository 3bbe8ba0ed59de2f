import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface DownloadButtonProps {
  readonly kind: 'csv' | 'png';
  readonly isDisabled: boolean;
  readonly isSaving?: boolean;
  onClick(): void;
}

/** Saves what a panel shows as a file. */
export function DownloadButton({ kind, isDisabled, isSaving = false, onClick }: DownloadButtonProps) {
  const { t } = useTranslation('shell');
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconDownload size={14} />}
      loading={isSaving}
      disabled={isDisabled}
      onClick={onClick}
    >
      {t(kind)}
    </Button>
  );
}
