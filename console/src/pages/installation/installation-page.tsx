import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type AddressTab, AddressTabs } from '../../page/address-tabs.tsx';
import { Failure } from '../../page/failure.tsx';
import { MissingPage } from '../../page/missing-page.tsx';
import { PageFrame } from '../../page/page-frame.tsx';
import { useSession } from '../../session/session.ts';
import { AuditLog } from '../audit/audit-log.tsx';
import { BackupsPanel } from './backups-panel.tsx';
import { HealthTab } from './health-tab.tsx';
import { type Installation, useInstallation } from './installation-queries.ts';
import { StorageTab } from './storage-tab.tsx';

/** How the installation is, for its administrator. */
export function InstallationPage() {
  const { role } = useSession();
  return role === 'admin' ? <InstallationFrame /> : <MissingPage />;
}

function InstallationFrame() {
  const { t } = useTranslation('installation');
  const { data, error, refetch } = useInstallation();
  const shown = (content: (installation: Installation) => ReactNode) => () =>
    data ? (
      content(data)
    ) : error ? (
      <Failure error={error} onRetry={() => void refetch()} />
    ) : (
      <Skeleton h={640} />
    );
  const tabs: AddressTab[] = [
    {
      value: 'health',
      label: t('tab.health'),
      content: shown((installation) => <HealthTab installation={installation} />),
    },
    {
      value: 'storage',
      label: t('tab.storage'),
      content: shown((installation) => <StorageTab installation={installation} />),
    },
    { value: 'backups', label: t('tab.backups'), content: () => <BackupsPanel /> },
    { value: 'audit', label: t('tab.audit'), content: () => <AuditLog /> },
  ];
  return (
    <PageFrame
      title={t('title')}
      description={data ? t('version', { version: data.version }) : t('description')}
    >
      <AddressTabs tabs={tabs} />
    </PageFrame>
  );
}
