import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { FigureCard } from '../../page/figure-card.tsx';
import type { PointCount } from './alarm-queries.ts';

const figures = [
  ['openFaults', 'fault', 'open'],
  ['openAlerts', 'alert', 'open'],
  ['raisedFaults', 'fault', 'raised'],
  ['raisedAlerts', 'alert', 'raised'],
] as const;

/** Of the whole product; undefined while it is not known. */
export function AlarmFigures({ points }: { readonly points: readonly PointCount[] | undefined }) {
  const { t } = useTranslation('alarms');
  const format = useFormat();
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }}>
      {figures.map(([label, kind, what]) => (
        <FigureCard
          key={label}
          label={t(label)}
          value={points && format.number(sumOf(points, kind, what))}
          hint={what === 'raised' ? t('inPeriod') : t('now')}
        />
      ))}
    </SimpleGrid>
  );
}

function sumOf(points: readonly PointCount[], kind: PointCount['kind'], what: 'open' | 'raised'): number {
  return points.reduce((sum, point) => sum + (point.kind === kind ? point[what] : 0), 0);
}
