import { NumberInput, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/format.ts';
import {
  type DataType,
  type DraftPoint,
  dataTypes,
  type Kind,
  kinds,
  realOf,
  uintSpecOf,
  wireMaxOf,
} from './definition-draft.ts';
import { EnumTextsInput } from './enum-texts-input.tsx';
import type { PointComplaints, PointField } from './point-complaints.ts';

interface PointFormProps {
  readonly point: DraftPoint;
  readonly complaints: PointComplaints;
  readonly isReadOnly: boolean;
  onChange(change: Partial<DraftPoint>): void;
}

type NumberField = 'min' | 'max' | 'ratio' | 'addition' | 'lenBytes';

/** Everything about one data point. */
export function PointForm({ point, complaints, isReadOnly, onChange }: PointFormProps) {
  const { t } = useTranslation('product');
  const isAlarm = point.kind === 'alert' || point.kind === 'fault';
  const errorOf = (field: PointField) => {
    const complaint = complaints[field];
    return complaint && t(`complaint.${complaint}`);
  };
  const texts = { readOnly: isReadOnly, size: 'sm' } as const;
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput
          {...texts}
          label={t('point.name')}
          description={t('point.nameHint')}
          required
          spellCheck={false}
          value={point.name}
          error={errorOf('name')}
          onChange={({ currentTarget: { value } }) => onChange({ name: value })}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        <TextInput
          {...texts}
          label={t('point.displayName')}
          description={t('point.displayNameHint')}
          value={point.displayName}
          error={errorOf('displayName')}
          onChange={({ currentTarget: { value } }) => onChange({ displayName: value })}
        />
        <Select
          {...texts}
          label={t('point.kind')}
          allowDeselect={false}
          value={point.kind}
          onChange={(value) => value && onChange({ kind: value as Kind })}
          data={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
        <Select
          {...texts}
          label={t('point.dataType')}
          allowDeselect={false}
          disabled={isAlarm}
          value={point.dataType}
          onChange={(value) => value && onChange(changeOfType(value as DataType, point))}
          data={dataTypes.map((value) => ({ value, label: t(`dataType.${value}`) }))}
        />
      </SimpleGrid>
      {isAlarm && (
        <Text size="xs" c="dimmed">
          {t('point.alarmHint')}
        </Text>
      )}
      {point.dataType === 'enum' && (
        <EnumTextsInput
          texts={point.texts}
          error={errorOf('texts')}
          isReadOnly={isReadOnly}
          onChange={(next) => onChange({ texts: next })}
        />
      )}
      {wireMaxOf(point.dataType) !== undefined && (
        <NumberFields point={point} errorOf={errorOf} isReadOnly={isReadOnly} onChange={onChange} />
      )}
      {point.dataType === 'binary' && (
        <NumberInput
          {...texts}
          label={t('point.lenBytes')}
          maw={220}
          allowDecimal={false}
          required
          value={point.lenBytes ?? ''}
          error={errorOf('lenBytes')}
          onChange={(value) => onChange({ lenBytes: numberOf(value) })}
        />
      )}
      <Textarea
        {...texts}
        label={t('point.description')}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={512}
        value={point.description}
        onChange={({ currentTarget: { value } }) => onChange({ description: value })}
      />
    </Stack>
  );
}

interface NumberFieldsProps extends Pick<PointFormProps, 'point' | 'isReadOnly' | 'onChange'> {
  errorOf(field: NumberField): string | undefined;
}

function NumberFields({ point, errorOf, isReadOnly, onChange }: NumberFieldsProps) {
  const { t } = useTranslation('product');
  const format = useFormat();
  const spec = uintSpecOf(point);
  const placeholders = { min: '0', max: String(wireMaxOf(point.dataType)), ratio: '1', addition: '0' };
  return (
    <div>
      <SimpleGrid cols={{ base: 2, xs: 4 }} spacing="sm">
        {(['min', 'max', 'ratio', 'addition'] as const).map((field) => (
          <NumberInput
            key={field}
            size="sm"
            label={t(`point.${field}`)}
            readOnly={isReadOnly}
            allowDecimal={field === 'ratio' || field === 'addition'}
            allowNegative={field === 'addition'}
            placeholder={placeholders[field]}
            hideControls
            value={point[field] ?? ''}
            error={errorOf(field)}
            onChange={(value) => onChange({ [field]: numberOf(value) })}
          />
        ))}
      </SimpleGrid>
      <Text size="xs" c="dimmed" mt={6}>
        {t('point.realRange', {
          from: format.number(realOf(spec, spec.min)),
          to: format.number(realOf(spec, spec.max)),
          step: format.number(spec.ratio),
        })}
      </Text>
    </div>
  );
}

function changeOfType(dataType: DataType, point: DraftPoint): Partial<DraftPoint> {
  return {
    dataType,
    ...(dataType === 'enum' && point.texts.length === 0 && { texts: ['A', 'B'] }),
    ...(dataType === 'binary' && { lenBytes: point.lenBytes ?? 8 }),
  };
}

function numberOf(value: number | string): number | undefined {
  return value === '' || Number.isNaN(Number(value)) ? undefined : Number(value);
}
