import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDownload, IconFileImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { download } from '../../format/download.ts';

interface JsonMenuProps {
  /** What is exported; undefined while there is nothing good. */
  readonly document: object | undefined;
  readonly name: string;
  /** Left out for whoever may not. */
  readonly onImport: (() => void) | undefined;
}

/** A definition as a file. */
export function JsonMenu({ document, name, onImport }: JsonMenuProps) {
  const { t } = useTranslation('product');
  const save = () => {
    const text = `${JSON.stringify(document, undefined, 2)}\n`;
    download(`${name}.json`, new Blob([text], { type: 'application/json' }));
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="xs" rightSection={<IconChevronDown size={14} />}>
          {t('json.menu')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {onImport && (
          <Menu.Item leftSection={<IconFileImport size={16} />} onClick={onImport}>
            {t('json.import')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconDownload size={16} />} disabled={!document} onClick={save}>
          {t('json.export')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
