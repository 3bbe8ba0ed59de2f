import { Alert, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../page/dialog.tsx';
import type { LayoutChanges } from './layout-changes.ts';

interface SaveDefinitionProps {
  readonly isOpen: boolean;
  readonly changes: LayoutChanges;
  readonly isSaving: boolean;
  onClose(): void;
  onSave(): void;
}

/** Says what a new version means to devices in the field before it is saved. */
export function SaveDefinition({ isOpen, changes, isSaving, onClose, onSave }: SaveDefinitionProps) {
  const { t } = useTranslation('product');
  const { t: shell } = useTranslation('shell');
  const { bytesBefore, bytesAfter, isAnotherProtocol } = changes;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('save.title')}>
      <Stack>
        <Alert color="orange" icon={<IconAlertTriangle />}>
          {t('save.warning')}
        </Alert>
        <List size="sm" spacing={6}>
          {isAnotherProtocol && <List.Item>{t('save.protocol')}</List.Item>}
          {(['moved', 'added', 'removed'] as const)
            .filter((which) => changes[which].length > 0)
            .map((which) => (
              <List.Item key={which}>
                {t(`save.${which}`)} <Names names={changes[which]} />
              </List.Item>
            ))}
          {bytesBefore !== bytesAfter && (
            <List.Item>{t('save.bytes', { before: bytesBefore, after: bytesAfter })}</List.Item>
          )}
        </List>
        <Text size="sm">{t('save.advice')}</Text>
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            {shell('cancel')}
          </Button>
          <Button loading={isSaving} onClick={onSave}>
            {t('save.anyway')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

const mostNames = 12;

function Names({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation('product');
  return (
    <>
      {names.slice(0, mostNames).map((name) => (
        <Fragment key={name}>
          <Code>{name}</Code>{' '}
        </Fragment>
      ))}
      {names.length > mostNames && t('save.more', { count: names.length - mostNames })}
    </>
  );
}
