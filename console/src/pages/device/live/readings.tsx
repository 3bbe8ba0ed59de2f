import { useTranslation } from 'react-i18next';
import { Panel } from '../../../page/panel.tsx';
import type { DataPoint } from '../data-point.ts';
import type { LiveDevice } from './live-device.ts';
import { PointRow } from './point-row.tsx';
import { PointValueText } from './point-value-text.tsx';

interface ReadingsProps {
  readonly points: readonly DataPoint[];
  readonly live: LiveDevice;
}

/** The data points that the device tells and nobody changes. */
export function Readings({ points, live }: ReadingsProps) {
  const { t } = useTranslation('device');
  return (
    <Panel title={t('live.readings')}>
      <div>
        {points.map((point) => {
          const value = live.values.get(point.name);
          return (
            <PointRow key={point.name} point={point} value={value}>
              <PointValueText point={point} value={value?.value} />
            </PointRow>
          );
        })}
      </div>
    </Panel>
  );
}
