import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { timeTicks, writtenTick } from '../../../charts/time-ticks.ts';
import { useFormat } from '../../../format/format.ts';
import type { Span } from '../device-queries.ts';
import classes from './presence-bar.module.css';
import type { Stretch } from './stretches.ts';

interface PresenceBarProps {
  readonly span: Span;
  readonly stretches: readonly Stretch[];
  readonly onlineShare: number;
}

const mostTicks = 5;
/** Of the width: a time that stands nearer to an end would be cut. */
const edge = 0.05;
const states = ['online', 'offline'] as const;

/** The period as a bar: high where the device was there, low where it was not. */
export function PresenceBar({ span, stretches, onlineShare }: PresenceBarProps) {
  const { t, i18n } = useTranslation('device');
  const format = useFormat();
  const { start_time, end_time } = span;
  const share = (seconds: number) => seconds / (end_time - start_time);
  const place = (seconds: number) => `${share(seconds - start_time) * 100}%`;
  const hasRoom = (seconds: number) => {
    const at = share(seconds - start_time);
    return at >= edge && at <= 1 - edge;
  };
  const locale = i18n.language === 'zh' ? 'zh-CN' : 'en';
  const label = t('connections.bar', { share: format.percent(onlineShare) });
  return (
    <div>
      <div className={classes.bar} role="img" aria-label={label}>
        {stretches.map(({ fromS, toS, state }) => (
          <div
            key={fromS}
            className={classes.stretch}
            data-state={state}
            style={{
              insetInlineStart: place(fromS),
              width: `calc(${share(toS - fromS) * 100}% + 0.5px)`,
            }}
            title={`${t(`connections.state.${state}`)}: ${format.time(fromS)} – ${format.time(toS)}`}
          />
        ))}
      </div>
      <div className={classes.ticks} aria-hidden>
        {timeTicks(start_time, end_time, mostTicks)
          .filter(hasRoom)
          .map((seconds) => (
            <span key={seconds} className={classes.tick} style={{ insetInlineStart: place(seconds) }}>
              {writtenTick(seconds, end_time - start_time, locale)}
            </span>
          ))}
      </div>
      <Group gap="md" mt="xs">
        {states.map((state) => (
          <Group key={state} gap={6}>
            <span className={classes.sign} data-state={state} />
            <Text size="xs" c="dimmed">
              {t(`connections.state.${state}`)}
            </Text>
          </Group>
        ))}
      </Group>
    </div>
  );
}
