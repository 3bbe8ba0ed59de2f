import { SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type AddressTab, AddressTabs } from '../../page/address-tabs.tsx';
import { PageFrame } from '../../page/page-frame.tsx';
import { useOneEnterprise } from '../../scope/one-enterprise.ts';
import { type Enterprise, useScope } from '../../scope/scope.ts';
import { useSession } from '../../session/session.ts';
import { AuditLog } from '../audit/audit-log.tsx';
import { AllowListPanel } from './allow-list-panel.tsx';
import { ApiCalls } from './api-calls.tsx';
import { AppsPanel } from './apps-panel.tsx';
import { CodeSamples } from './code-samples.tsx';
import { CredentialsPanel } from './credentials-panel.tsx';
import { DebugPagePanel } from './debug-page-panel.tsx';
import { EnterprisesPanel } from './enterprises-panel.tsx';
import { MembersPanel } from './members-panel.tsx';
import { QuotaPanel } from './quota-panel.tsx';

/** How programs and people of an enterprise get in, and what they did. */
export function ApiAccessPage() {
  const { t } = useTranslation('api-access');
  const { role } = useSession();
  const enterprise = useOneEnterprise();
  const tabs = [
    ...(enterprise ? tabsOf(enterprise) : []),
    ...(role === 'admin' ? [['enterprises', () => <EnterprisesPanel />] as const] : []),
  ].map(([value, content]): AddressTab => ({ value, label: t(`tab.${value}`), content }));
  return (
    <PageFrame
      title={t('title')}
      description={t(enterprise ? 'description' : 'descriptionEmpty', { enterprise: enterprise?.name })}
    >
      <AddressTabs tabs={tabs} />
    </PageFrame>
  );
}

function tabsOf(enterprise: Enterprise) {
  const { enterprise_id: enterpriseId } = enterprise;
  return [
    ['access', () => <Access key={enterpriseId} enterprise={enterprise} />],
    ['calls', () => <ApiCalls enterpriseId={enterpriseId} />],
    ['apps', () => <AppsPanel enterpriseId={enterpriseId} />],
    ['members', () => <MembersPanel enterpriseId={enterpriseId} />],
    ['audit', () => <AuditLog enterpriseId={enterpriseId} />],
  ] as const;
}

function Access({ enterprise }: { readonly enterprise: Enterprise }) {
  const { products, product } = useScope();
  const own = products.filter(({ enterprise_id }) => enterprise_id === enterprise.enterprise_id);
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <CredentialsPanel enterprise={enterprise} />
        <DebugPagePanel products={own} product={product} />
      </SimpleGrid>
      <QuotaPanel enterpriseId={enterprise.enterprise_id} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <AllowListPanel enterprise={enterprise} />
        <CodeSamples enterpriseId={enterprise.enterprise_id} productKey={(product ?? own[0])?.product_key} />
      </SimpleGrid>
    </Stack>
  );
}
