import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../page/panel.tsx';
import type { DataPoint } from '../data-point.ts';
import { StatusBadge } from '../status-badge.tsx';
import type { LiveDevice } from './live-device.ts';
import { PointRow } from './point-row.tsx';
import { PointValueText } from './point-value-text.tsx';

interface AlarmStateProps {
  readonly kind: 'fault' | 'alert';
  readonly points: readonly DataPoint[];
  readonly live: LiveDevice;
}

/** Which faults or alerts there are now. */
export function AlarmState({ kind, points, live }: AlarmStateProps) {
  const { t } = useTranslation('device');
  return (
    <Panel title={t(`alarm.${kind}s`)}>
      <div>
        {points.map((point) => {
          const value = live.values.get(point.name);
          return (
            <PointRow key={point.name} point={point} value={value}>
              {value === undefined ? (
                <PointValueText point={point} value={undefined} />
              ) : (
                <AlarmBadge kind={kind} isRaised={Boolean(value.value)} />
              )}
            </PointRow>
          );
        })}
      </div>
    </Panel>
  );
}

function AlarmBadge({ kind, isRaised }: { kind: AlarmStateProps['kind']; isRaised: boolean }) {
  const { t } = useTranslation('device');
  if (!isRaised)
    return (
      <StatusBadge tone="neutral" Icon={IconCheck}>
        {t('alarm.none')}
      </StatusBadge>
    );
  return (
    <StatusBadge tone={kind === 'fault' ? 'bad' : 'warning'} Icon={IconAlertTriangle}>
      {t('alarm.raised')}
    </StatusBadge>
  );
}
