import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLock, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useLogOut, useSession } from '../session/session.ts';

const ChangePassword = lazy(async () => ({
  default: (await import('../session/change-password.tsx')).ChangePassword,
}));

/** Who one is, another password, and the way out. */
export function AccountMenu() {
  const { t } = useTranslation('shell');
  const { name, role, enterprise_name } = useSession();
  const logOut = useLogOut();
  const [isChanging, changing] = useDisclosure(false);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('account')}>
            <IconUserCircle size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{[name, t(`role.${role}`), enterprise_name].filter(Boolean).join(' · ')}</Menu.Label>
          {role !== 'admin' && (
            <Menu.Item leftSection={<IconLock size={16} />} onClick={changing.open}>
              {t('changePassword')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => logOut.mutate()}>
            {t('logOut')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isChanging && (
        <Suspense>
          <ChangePassword onClose={changing.close} />
        </Suspense>
      )}
    </>
  );
}
