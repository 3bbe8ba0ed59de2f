import { Box, NavLink, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Chapter, Report } from './report.ts';
import classes from './report-menu.module.css';
import type { ChangeState } from './report-state.ts';
import { reports } from './reports.ts';

const chapters: readonly Chapter[] = ['devices', 'alarms', 'users'];

const ofChapter = (chapter: Chapter) => reports.filter((report) => report.chapter === chapter);

/** All reports with a sentence each. */
export function ReportMenu({ chosen }: { readonly chosen: Report }) {
  const { t } = useTranslation('reports');
  const searchOf = useReportSearch();
  return (
    <Box component="nav" aria-label={t('title')} className={classes.menu} visibleFrom="md">
      {chapters.map((chapter) => (
        <Stack key={chapter} gap={2} mb="md">
          <Text size="xs" fw={600} c="dimmed" px="xs">
            {t(`chapter.${chapter}`)}
          </Text>
          {ofChapter(chapter).map((report) => (
            <NavLink
              key={report.name}
              component={Link}
              to={{ search: searchOf(report) }}
              label={t(`report.${report.name}.name`)}
              description={t(`report.${report.name}.about`)}
              active={report === chosen}
              aria-current={report === chosen ? 'page' : undefined}
              className={classes.report ?? ''}
            />
          ))}
        </Stack>
      ))}
    </Box>
  );
}

interface ReportSelectProps {
  readonly chosen: Report;
  readonly change: ChangeState;
}

/** The same where there is no room beside the report. */
export function ReportSelect({ chosen, change }: ReportSelectProps) {
  const { t } = useTranslation('reports');
  return (
    <Select
      hiddenFrom="md"
      label={t('choose')}
      allowDeselect={false}
      value={chosen.name}
      onChange={(name) => change({ report: name ?? '', at: '' })}
      data={chapters.map((chapter) => ({
        group: t(`chapter.${chapter}`),
        items: ofChapter(chapter).map(({ name }) => ({ value: name, label: t(`report.${name}.name`) })),
      }))}
    />
  );
}

/** What is chosen for one report is chosen for the next, as far as it takes it. */
function useReportSearch() {
  const [search] = useSearchParams();
  return (report: Report) => {
    const next = new URLSearchParams(search);
    next.set('report', report.name);
    for (const name of ['skip', 'at']) next.delete(name);
    return `?${next}`;
  };
}
