import { Button, Group, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotify } from '../../page/notify.ts';
import { Panel } from '../../page/panel.tsx';
import { useMayChange } from '../../session/session.ts';
import { attrsOf } from './definition-draft.ts';
import { DeleteProduct } from './delete-product.tsx';
import { type ProductChange, type ProductDetail, useUpdateProduct } from './product-queries.ts';

type Settings = Omit<ProductChange, 'datapoints'>;

const choices = {
  registration: ['open', 'preregistered', 'encrypted'],
  association: ['open', 'closed'],
  control_ack: ['required', 'sent'],
} as const;

const limits = { max_messages_per_second: 100_000, max_payload_bytes: 65_535 } as const;

interface SettingsFieldsProps {
  readonly product: ProductDetail;
  readonly settings: Settings;
  readonly isReadOnly: boolean;
  errorOf(name: keyof Settings): string | undefined;
  onChange(change: Settings): void;
}

/** How devices and apps may behave; each setting says what it does. */
export function ProductSettings({ product }: { readonly product: ProductDetail }) {
  const { t: shell } = useTranslation('shell');
  const { t } = useTranslation('product');
  const notify = useNotify();
  const mayChange = useMayChange();
  const update = useUpdateProduct(product.product_key);
  const [changes, setChanges] = useState<Settings>({});
  const message = update.error?.message ?? '';
  const save = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(changes, {
      onSuccess: () => {
        setChanges({});
        notify.done(t('settings.saved'));
      },
      onError: notify.failed,
    });
  };
  const fields: SettingsFieldsProps = {
    product,
    settings: { ...product, ...changes },
    isReadOnly: !mayChange,
    errorOf: (name) => new RegExp(`\\b${name}: (.*)$`).exec(message)?.[1],
    onChange: (change) => {
      update.reset();
      setChanges({ ...changes, ...change });
    },
  };
  return (
    <Stack maw={760}>
      <form onSubmit={save}>
        <Stack>
          <Panel title={t('settings.general')}>
            <TextInput
              label={t('settings.name')}
              required
              maxLength={128}
              readOnly={!mayChange}
              value={fields.settings.name ?? ''}
              error={fields.errorOf('name')}
              onChange={({ currentTarget: { value } }) => fields.onChange({ name: value })}
            />
          </Panel>
          <Panel title={t('settings.devices')}>
            <ChoiceField {...fields} name="registration" />
            <SwitchField {...fields} name="passcode_by_mac" />
            <LimitField {...fields} name="max_messages_per_second" />
            <LimitField {...fields} name="max_payload_bytes" />
          </Panel>
          <Panel title={t('settings.control')}>
            <SwitchField {...fields} name="remote_control" />
            <SwitchField {...fields} name="control_requires_binding" />
            <ChoiceField {...fields} name="control_ack" />
          </Panel>
          <Panel title={t('settings.data')}>
            <SwitchField {...fields} name="agg_data" />
            <PointField {...fields} name="longitude_attr" />
            <PointField {...fields} name="latitude_attr" />
          </Panel>
          <Panel title={t('settings.enterprises')}>
            <ChoiceField {...fields} name="association" />
          </Panel>
          {mayChange && (
            <Group justify="flex-end">
              <Button
                variant="default"
                disabled={Object.keys(changes).length === 0}
                onClick={() => {
                  update.reset();
                  setChanges({});
                }}
              >
                {t('save.discard')}
              </Button>
              <Button type="submit" disabled={Object.keys(changes).length === 0} loading={update.isPending}>
                {shell('save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
      {mayChange && <DeleteProduct product={product} />}
    </Stack>
  );
}

type FieldProps<Name> = SettingsFieldsProps & { readonly name: Name };
type SwitchName = 'remote_control' | 'control_requires_binding' | 'agg_data' | 'passcode_by_mac';

function SwitchField({ name, settings, isReadOnly, errorOf, onChange }: FieldProps<SwitchName>) {
  const { t } = useTranslation('product');
  return (
    <Switch
      label={t(`setting.${name}`)}
      description={t(`settingHint.${name}`)}
      disabled={isReadOnly}
      checked={settings[name] ?? false}
      error={errorOf(name)}
      onChange={({ currentTarget: { checked } }) => onChange({ [name]: checked })}
    />
  );
}

function ChoiceField({ name, settings, isReadOnly, errorOf, onChange }: FieldProps<keyof typeof choices>) {
  const { t } = useTranslation('product');
  const value = settings[name]!;
  return (
    <Select
      label={t(`setting.${name}`)}
      description={t(`settingHint.${name}.${value}` as 'settingHint.association.open')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      allowDeselect={false}
      disabled={isReadOnly}
      maw={420}
      value={value}
      error={errorOf(name)}
      onChange={(next) => next && onChange({ [name]: next })}
      data={choices[name].map((choice) => ({
        value: choice,
        label: t(`choice.${name}.${choice}` as 'choice.association.open'),
      }))}
    />
  );
}

function LimitField({ name, settings, isReadOnly, errorOf, onChange }: FieldProps<keyof typeof limits>) {
  const { t } = useTranslation('product');
  return (
    <NumberInput
      label={t(`setting.${name}`)}
      description={t(`settingHint.${name}`)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder={t('settings.serverDefault')}
      maw={420}
      min={1}
      max={limits[name]}
      clampBehavior="none"
      allowDecimal={false}
      readOnly={isReadOnly}
      thousandSeparator=" "
      value={settings[name] ?? ''}
      error={errorOf(name)}
      onChange={(value) => onChange({ [name]: value === '' ? null : Number(value) })}
    />
  );
}

function PointField({
  name,
  product,
  settings,
  isReadOnly,
  errorOf,
  onChange,
}: FieldProps<'longitude_attr' | 'latitude_attr'>) {
  const { t } = useTranslation('product');
  const numbers = product.datapoints
    ? attrsOf(product.datapoints).filter(({ data_type }) => data_type.startsWith('uint'))
    : [];
  return (
    <Select
      label={t(`setting.${name}`)}
      description={t(`settingHint.${name}`)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder={t('settings.noPoint')}
      clearable
      clearButtonProps={{ 'aria-label': t('settings.clear') }}
      searchable
      disabled={isReadOnly}
      maw={420}
      value={settings[name] ?? null}
      error={errorOf(name)}
      onChange={(value) => onChange({ [name]: value })}
      data={numbers.map((attr) => ({
        value: attr.name,
        label:
          attr.display_name && attr.display_name !== attr.name
            ? `${attr.display_name} · ${attr.name}`
            : attr.name,
      }))}
    />
  );
}
