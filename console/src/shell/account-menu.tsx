import { ActionIcon, Menu } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLogOut, useSession } from '../session/session.ts';

/** Who one is, and the way out. */
export function AccountMenu() {
  const { t } = useTranslation('shell');
  const { name, role, enterprise_name } = useSession();
  const logOut = useLogOut();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="lg" aria-label={t('account')}>
          <IconUserCircle size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{[name, t(`role.${role}`), enterprise_name].filter(Boolean).join(' · ')}</Menu.Label>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => logOut.mutate()}>
          {t('logOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
