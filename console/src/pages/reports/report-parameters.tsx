import { Group, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Product } from '../../scope/scope.ts';
import { useReportCalendar } from '../../session/report-calendar.ts';
import { GroupSelect } from './group-select.tsx';
import type { ParametersProps } from './parameters-props.ts';
import { PeriodFields } from './period-fields.tsx';
import { PlaceSelect } from './place-select.tsx';
import { appsQuery } from './report-queries.ts';
import type { ChangeState } from './report-state.ts';

/** What a report can be asked. */
export function ReportParametersForm({ product, ...props }: ParametersProps & { readonly product: Product }) {
  const { t } = useTranslation('reports');
  const { timeZone } = useReportCalendar();
  const { report, parameters, change } = props;
  const { period, filters } = report;
  if (!period && filters.length === 0) return null;
  return (
    <div>
      <Group align="flex-start" gap="sm">
        {period && <PeriodFields {...props} />}
        {filters.includes('group') && (
          <GroupSelect
            productKey={product.product_key}
            gid={parameters.gid}
            onChange={(gid) => change({ gid })}
          />
        )}
        {filters.includes('place') && (
          <PlaceSelect productKey={product.product_key} path={parameters} onChange={change} />
        )}
        {filters.includes('standing') && <StandingSelects {...props} />}
        {filters.includes('app') && (
          <AppSelect enterpriseId={product.enterprise_id} appid={parameters.appid} change={change} />
        )}
      </Group>
      {period && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('timeZone', { timeZone })}
        </Text>
      )}
    </div>
  );
}

const standings = ['is_online', 'is_faulty', 'is_alert'] as const;

function StandingSelects({ parameters, change }: ParametersProps) {
  const { t } = useTranslation('reports');
  return standings.map((name) => (
    <Select
      key={name}
      label={t(`standing.${name}`)}
      flex="1 1 150px"
      maw={220}
      allowDeselect={false}
      value={parameters[name]}
      onChange={(value) => change({ [name]: value ?? '' })}
      data={[
        { value: '', label: t('either') },
        { value: '1', label: t(`standingOf.${name}.1`) },
        { value: '0', label: t(`standingOf.${name}.0`) },
      ]}
    />
  ));
}

interface AppSelectProps {
  readonly enterpriseId: string;
  readonly appid: string;
  readonly change: ChangeState;
}

function AppSelect({ enterpriseId, appid, change }: AppSelectProps) {
  const { t } = useTranslation('reports');
  const { data: apps = [] } = useQuery(appsQuery(enterpriseId));
  return (
    <Select
      label={t('app')}
      flex="0 1 220px"
      allowDeselect={false}
      value={appid}
      onChange={(value) => change({ appid: value ?? '' })}
      data={[
        { value: '', label: t('allApps') },
        ...apps.map((app) => ({ value: app.appid, label: app.name || app.appid })),
      ]}
    />
  );
}
