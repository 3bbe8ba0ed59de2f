import { Button, Group, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { Dialog } from '../../page/dialog.tsx';
import { Refusal } from '../../page/refusal.tsx';
import { useScope } from '../../scope/scope.ts';
import { DefinitionText } from '../product/definition-text.tsx';
import { useExampleProducts } from '../product/example-queries.ts';
import { SecretShownOnce } from '../product/secret-shown-once.tsx';
import { useCheckedDefinition } from '../product/use-checked-definition.ts';
import { useCreateProduct } from './product-list-queries.ts';

type Beginning = 'empty' | 'example' | 'json';
const beginnings: readonly Beginning[] = ['empty', 'example', 'json'];

/** Makes a product and shows its secret, once. */
export function CreateProduct({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('products');
  const navigate = useNavigate();
  const create = useCreateProduct();
  const created = create.data;
  const leave = () => {
    onClose();
    if (created) void navigate(`/products/${created.product_key}?product_key=${created.product_key}`);
  };
  return (
    <Dialog
      onClose={leave}
      size="lg"
      title={t(created ? 'created_title' : 'create')}
      closeOnClickOutside={!created}
    >
      {created ? (
        <Stack>
          <SecretShownOnce
            productName={create.variables.name}
            productKey={created.product_key}
            secret={created.product_secret}
          />
          <Group justify="flex-end">
            <Button data-autofocus onClick={leave}>
              {t('toProduct')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <CreateForm create={create} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface CreateFormProps {
  readonly create: ReturnType<typeof useCreateProduct>;
  onClose(): void;
}

function CreateForm({ create, onClose }: CreateFormProps) {
  const { t } = useTranslation('products');
  const { t: shell } = useTranslation('shell');
  const { enterprises, enterpriseId: scopedId } = useScope();
  const { data: examples = [] } = useExampleProducts();
  const check = useCheckedDefinition();
  const [name, setName] = useState('');
  const [enterpriseId, setEnterpriseId] = useState(scopedId ?? enterprises[0]?.enterprise_id ?? null);
  const [beginning, setBeginning] = useState<Beginning>('empty');
  const [exampleName, setExampleName] = useState<string>();
  const [text, setText] = useState('');
  const example = examples.find((candidate) => candidate.name === exampleName) ?? examples[0];

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const begin = { enterpriseId: enterpriseId!, name: name.trim() };
    if (beginning === 'empty') return create.mutate(begin);
    const written = beginning === 'json' ? text : JSON.stringify(example?.datapoints);
    check.mutate(written, {
      onSuccess: ({ document }) => create.mutate({ ...begin, datapoints: document }),
    });
  };
  const isIncomplete = name.trim() === '' || !enterpriseId || (beginning === 'json' && text.trim() === '');
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t('name')}
          required
          data-autofocus
          maxLength={128}
          autoComplete="off"
          value={name}
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        {enterprises.length > 1 && (
          <Select
            label={t('enterprise')}
            required
            searchable
            allowDeselect={false}
            value={enterpriseId}
            onChange={setEnterpriseId}
            data={enterprises.map(({ enterprise_id, name: label }) => ({ value: enterprise_id, label }))}
          />
        )}
        {enterprises.length === 0 && (
          <Text size="sm" c="var(--mantine-color-error)">
            {t('noEnterprise')}
          </Text>
        )}
        <Radio.Group
          label={t('beginning')}
          value={beginning}
          onChange={(value) => {
            check.reset();
            setBeginning(value as Beginning);
          }}
        >
          <Stack gap="xs" mt="xs">
            {beginnings.map((value) => (
              <Radio
                key={value}
                value={value}
                label={t(`begin.${value}`)}
                description={t(`beginHint.${value}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {beginning === 'example' && example && (
          <Select
            label={t('example')}
            allowDeselect={false}
            value={example.name}
            onChange={(value) => setExampleName(value ?? undefined)}
            data={examples.map((candidate) => candidate.name)}
          />
        )}
        {beginning === 'json' && (
          <DefinitionText
            text={text}
            error={check.error?.message}
            onChange={(next) => {
              check.reset();
              setText(next);
            }}
          />
        )}
        {(create.error ?? (beginning === 'example' ? check.error : null)) && (
          <Refusal>{(create.error ?? check.error)!.message}</Refusal>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {shell('cancel')}
          </Button>
          <Button type="submit" disabled={isIncomplete} loading={check.isPending || create.isPending}>
            {t('createIt')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
