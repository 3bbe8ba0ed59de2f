import { Alert, Button, Group, Switch, Text } from '@mantine/core';
import { IconInfoCircle, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../../page/panel.tsx';
import type { DataPoint, PointValue } from '../data-point.ts';
import type { ControlObstacle } from './control-obstacle.ts';
import type { LiveDevice } from './live-device.ts';
import { Outcome } from './outcome.tsx';
import { PointControl } from './point-control.tsx';
import { PointRow } from './point-row.tsx';
import { PointValueText } from './point-value-text.tsx';
import { type Command, type CommandContent, newestAbout, valueOnTheWay } from './use-commands.ts';

interface ControlsProps {
  readonly points: readonly DataPoint[];
  readonly live: LiveDevice;
  readonly commands: readonly Command[];
  readonly obstacle: ControlObstacle | undefined;
  /** Whether the product's devices acknowledge; else it is only known that a command is sent. */
  readonly isConfirmed: boolean;
  send(content: CommandContent): Promise<void>;
}

type Draft = Readonly<Record<string, PointValue>>;

/** The writable data points: each change is sent at once, or several together. */
export function Controls({ points, live, commands, obstacle, isConfirmed, send }: ControlsProps) {
  const { t } = useTranslation('device');
  const [isCollecting, setCollecting] = useState(false);
  const [draft, setDraft] = useState<Draft>({});
  const pick = (name: string, value: PointValue) => {
    if (isCollecting) setDraft((before) => ({ ...before, [name]: value }));
    else void send({ attrs: { [name]: value } });
  };
  const collect = (isWanted: boolean) => {
    setCollecting(isWanted);
    setDraft({});
  };
  const sendDraft = () => {
    void send({ attrs: draft });
    setDraft({});
  };
  const switchToCollect = (
    <Switch
      label={t('live.collect')}
      labelPosition="left"
      checked={isCollecting}
      disabled={obstacle !== undefined}
      onChange={(event) => collect(event.currentTarget.checked)}
    />
  );
  return (
    <Panel title={t('live.controls')} actions={obstacle !== 'viewer' && switchToCollect}>
      {obstacle && obstacle !== 'viewer' && (
        <Alert color="gray" icon={<IconInfoCircle size={18} />} py="xs">
          {t(`live.obstacle.${obstacle}`)}
        </Alert>
      )}
      <div>
        {points.map((point) => {
          const { name } = point;
          const value = live.values.get(name);
          const command = newestAbout(commands, name);
          const shown = draft[name] ?? valueOnTheWay(command, name, live.reports) ?? value?.value;
          const isInDraft = name in draft;
          const hint = isInDraft ? (
            <Text span inherit c="var(--mantine-primary-color-filled)" fw={500}>
              {t('live.notSentYet')}
            </Text>
          ) : (
            command && <Outcome outcome={command.outcome} isConfirmed={isConfirmed} />
          );
          return (
            <PointRow key={name} point={point} value={value} hint={hint}>
              {obstacle === 'viewer' ? (
                <PointValueText point={point} value={shown} />
              ) : (
                <PointControl
                  point={point}
                  value={shown}
                  isDisabled={obstacle !== undefined}
                  isCollecting={isCollecting}
                  onPick={(picked) => pick(name, picked)}
                />
              )}
            </PointRow>
          );
        })}
      </div>
      {isCollecting && (
        <DraftBar count={Object.keys(draft).length} onSend={sendDraft} onDiscard={() => setDraft({})} />
      )}
    </Panel>
  );
}

interface DraftBarProps {
  readonly count: number;
  onSend(): void;
  onDiscard(): void;
}

function DraftBar({ count, onSend, onDiscard }: DraftBarProps) {
  const { t } = useTranslation('device');
  return (
    <Group justify="flex-end" gap="xs">
      <Text size="sm" c="dimmed" mr="auto" aria-live="polite">
        {count === 0 ? t('live.collectHint') : t('live.changes', { count })}
      </Text>
      <Button variant="default" size="sm" disabled={count === 0} onClick={onDiscard}>
        {t('live.discard')}
      </Button>
      <Button size="sm" leftSection={<IconSend size={16} />} disabled={count === 0} onClick={onSend}>
        {t('live.send')}
      </Button>
    </Group>
  );
}
