import { Text } from '@mantine/core';
import type { DataPoint } from '../data-point.ts';
import type { Frame } from '../device-queries.ts';
import { useValueText } from '../live/point-value-text.tsx';
import classes from './decoded-values.module.css';

interface DecodedValuesProps {
  readonly attrs: NonNullable<Frame['attrs']>;
  readonly points: readonly DataPoint[];
}

/** The data points that a frame carries, by their names of today. */
export function DecodedValues({ attrs, points }: DecodedValuesProps) {
  const text = useValueText();
  const byName = new Map(points.map((point) => [point.name, point]));
  return (
    <dl className={classes.values}>
      {Object.entries(attrs).map(([name, value]) => {
        const point = byName.get(name);
        return (
          <div key={name} className={classes.pair} title={name}>
            <Text component="dt" size="xs" c="dimmed" span>
              {point?.label ?? name}
            </Text>
            <Text component="dd" m={0} size="xs" fw={500} span>
              {text(point, value)}
            </Text>
          </div>
        );
      })}
    </dl>
  );
}
