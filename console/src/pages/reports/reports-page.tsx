import { Box, Flex, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Calendars } from '../../calendar/calendars.tsx';
import { PageFrame } from '../../page/page-frame.tsx';
import { Panel } from '../../page/panel.tsx';
import { WithProduct } from '../../page/with-product.tsx';
import type { Product } from '../../scope/scope.ts';
import { ReportMenu, ReportSelect } from './report-menu.tsx';
import { ReportParametersForm } from './report-parameters.tsx';
import { useReportState } from './report-state.ts';
import { ReportView } from './report-view.tsx';

/** Every report of the API about the chosen product. */
export function ReportsPage() {
  return <WithProduct>{(product) => <ReportsOfProduct product={product} />}</WithProduct>;
}

function ReportsOfProduct({ product }: { readonly product: Product }) {
  const { t } = useTranslation('reports');
  const state = useReportState();
  const { report, parameters, change } = state;
  return (
    <Calendars>
      <PageFrame title={t('title')} description={`${product.name} · ${t('description')}`}>
        <Flex gap="lg" align="flex-start">
          <ReportMenu chosen={report} />
          <Box flex={1} miw={0}>
            <Stack gap="md">
              <ReportSelect chosen={report} change={change} />
              <Panel title={t(`report.${report.name}.name`)}>
                <Text size="sm" c="dimmed">
                  {t(`report.${report.name}.about`)}
                </Text>
                <ReportParametersForm
                  key={report.name}
                  product={product}
                  report={report}
                  parameters={parameters}
                  change={change}
                />
              </Panel>
              <ReportView key={report.name} product={product} state={state} />
            </Stack>
          </Box>
        </Flex>
      </PageFrame>
    </Calendars>
  );
}
