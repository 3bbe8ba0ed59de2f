import { Alert, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { DetailList } from '../../page/detail-list.tsx';
import { Panel } from '../../page/panel.tsx';
import type { Installation } from './installation-queries.ts';
import { LogSizes } from './log-sizes.tsx';
import { RebuildReports } from './rebuild-reports.tsx';

const fullShare = 0.9;

/** The database, the disk it is on, and what the logs take of it. */
export function StorageTab({ installation }: { readonly installation: Installation }) {
  const { t } = useTranslation('installation');
  const format = useFormat();
  const { database, disk, retention_days, audit_days } = installation;
  // Some of the disk is kept for the system: that is neither used nor free.
  const used = disk.used_bytes / (disk.used_bytes + disk.free_bytes);
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Panel title={t('database.title')}>
          <DetailList
            details={[
              {
                label: t('database.kind'),
                value: database.embedded
                  ? t('database.embedded')
                  : t('database.own', { host: database.host, name: database.name }),
              },
              { label: 'PostgreSQL', value: database.version },
              { label: t('database.size'), value: format.bytes(database.bytes) },
              {
                label: t('database.connections'),
                value: t('database.connectionsOf', {
                  used: database.connections,
                  most: database.max_connections,
                }),
              },
            ]}
          />
        </Panel>
        <Panel title={t('disk.title')}>
          <Progress
            value={100 * used}
            color={used > fullShare ? 'red' : undefined!}
            aria-label={t('disk.share')}
          />
          <DetailList
            details={[
              {
                label: t('disk.used'),
                value: t('disk.usedOf', {
                  used: format.bytes(disk.used_bytes),
                  share: format.percent(used),
                }),
              },
              { label: t('disk.free'), value: format.bytes(disk.free_bytes) },
              {
                label: t('disk.folder'),
                value: (
                  <Text span size="sm" ff="monospace">
                    {disk.data_dir}
                  </Text>
                ),
              },
            ]}
          />
          {used > fullShare && (
            <Alert color="red" icon={<IconAlertTriangle />}>
              {t('disk.full')}
            </Alert>
          )}
        </Panel>
      </SimpleGrid>
      <LogSizes partitions={installation.partitions} retentionDays={retention_days} auditDays={audit_days} />
      <RebuildReports />
    </Stack>
  );
}
