import { Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import { Panel } from '../../page/panel.tsx';
import { kinds } from './definition-draft.ts';
import { KindMark } from './kind-mark.tsx';
import { PacketDrawing } from './packet-drawing.tsx';
import type { DefinitionPreview } from './product-queries.ts';

interface LayoutPanelProps {
  /** Undefined until the first answer is there. */
  readonly preview: DefinitionPreview | undefined;
  /** Whether the drawing is of an earlier state of the definition. */
  readonly isOutdated: boolean;
  readonly chosenName: string | undefined;
  onChoose(name: string): void;
}

type PacketName = 'status' | 'control';

/** How devices and server write the data points to each other. */
export function LayoutPanel({ preview, isOutdated, chosenName, onChoose }: LayoutPanelProps) {
  const { t } = useTranslation('product');
  const format = useFormat();
  const [packetName, setPacketName] = useState<PacketName>('status');
  const packet = preview?.[packetName];
  return (
    <Panel title={t('layout.title')}>
      <SegmentedControl
        fullWidth
        aria-label={t('layout.packet')}
        value={packetName}
        onChange={(value) => setPacketName(value as PacketName)}
        data={[
          { value: 'status', label: t('layout.status') },
          { value: 'control', label: t('layout.control') },
        ]}
      />
      {!preview || !packet ? (
        <Skeleton h={240} />
      ) : (
        <Stack gap="xs" aria-busy={isOutdated} style={{ filter: isOutdated ? 'grayscale(1)' : undefined }}>
          <Group gap="xs" justify="space-between">
            <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
              {t('layout.size', { count: packet.bytes, bytes: format.number(packet.bytes) })}
            </Text>
            <Text size="xs" c="dimmed">
              {t(`protocol.${preview.protocol_type}`)}
            </Text>
          </Group>
          {packet.bytes === 0 ? (
            <Text size="sm" c="dimmed">
              {t('layout.noControl')}
            </Text>
          ) : (
            <PacketDrawing
              label={t(`layout.${packetName}`)}
              packet={packet}
              points={preview.points}
              chosenName={chosenName}
              onChoose={onChoose}
            />
          )}
          <Group gap={6}>
            {kinds
              .filter((kind) => preview.points.some(({ type }) => type === kind))
              .map((kind) => (
                <KindMark key={kind} kind={kind} />
              ))}
          </Group>
        </Stack>
      )}
    </Panel>
  );
}
