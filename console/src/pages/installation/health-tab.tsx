import { SimpleGrid, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { FigureCard } from '../../page/figure-card.tsx';
import type { Installation } from './installation-queries.ts';
import { LastDay } from './last-day.tsx';
import { ProcessesPanel } from './processes-panel.tsx';
import { SettingsPanel } from './settings-panel.tsx';

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** Whether it runs, how much it does, and how that was in the last 24 hours. */
export function HealthTab({ installation }: { readonly installation: Installation }) {
  const { t } = useTranslation('installation');
  const format = useFormat();
  const { processes, started_at, disk, time } = installation;
  const uptime = (seconds: number) => {
    const [unit, length] = units.find(([, each]) => seconds >= each) ?? units[2];
    return t(`health.${unit}`, { count: Math.floor(seconds / length) });
  };
  const well = processes.filter(({ healthy }) => healthy).length;
  const sum = (of: (process: Installation['processes'][number]) => number | null) =>
    processes.reduce((total, process) => total + (of(process) ?? 0), 0);
  return (
    <Stack>
      <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }} spacing="sm">
        <FigureCard
          label={t('health.state')}
          value={t(well === processes.length ? 'health.well' : 'health.unwell')}
          hint={t('health.processesWell', { well, total: processes.length })}
        />
        <FigureCard
          label={t('health.uptime')}
          value={started_at === null ? '–' : uptime(time - started_at)}
          hint={started_at !== null && t('health.since', { time: format.time(started_at) })}
        />
        <FigureCard label={t('health.sessions')} value={format.number(sum(({ sessions }) => sessions))} />
        <FigureCard
          label={t('health.messages')}
          value={format.number(
            sum(({ messages_per_s }) => messages_per_s),
            1,
          )}
        />
        <FigureCard label={t('health.memory')} value={format.bytes(sum((process) => process.memory_bytes))} />
        <FigureCard
          label={t('health.disk')}
          value={format.percent(disk.used_bytes / (disk.used_bytes + disk.free_bytes))}
          hint={t('health.free', { bytes: format.bytes(disk.free_bytes) })}
        />
      </SimpleGrid>
      <LastDay />
      <ProcessesPanel processes={processes} />
      <SettingsPanel installation={installation} />
    </Stack>
  );
}
