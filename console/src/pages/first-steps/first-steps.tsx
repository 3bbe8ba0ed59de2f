import { Button, Card, Group, Radio, Stack, Stepper, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Failure } from '../../page/failure.tsx';
import { PageFrame } from '../../page/page-frame.tsx';
import type { Enterprise } from '../../scope/scope.ts';
import { useMayChange } from '../../session/session.ts';
import { createEnterprise, createProduct, examplesQuery, startVirtualDevice } from './first-steps-calls.ts';

interface FirstStepsProps {
  /** Those that are there already; without one it is made first. */
  readonly enterprises: readonly Enterprise[];
}

/** From nothing to a device on the screen: an enterprise, a product, a virtual device, and its page. */
export function FirstSteps({ enterprises }: FirstStepsProps) {
  const { t } = useTranslation('first-steps');
  const [created, setCreated] = useState<{ enterpriseId?: string; productKey?: string }>({});
  const enterpriseId = created.enterpriseId ?? enterprises[0]?.enterprise_id;
  const { productKey } = created;
  const step = enterpriseId === undefined ? 0 : productKey === undefined ? 1 : 2;
  if (!useMayChange()) return <PageFrame title={t('nothingYet')}>{t('askManager')}</PageFrame>;
  return (
    <PageFrame title={t('title')} description={t('description')}>
      <Card withBorder padding="lg" maw={720}>
        <Stepper active={step} size="sm" mb="lg">
          <Stepper.Step label={t('enterprise')} />
          <Stepper.Step label={t('product')} />
          <Stepper.Step label={t('device')} />
        </Stepper>
        {step === 0 && <EnterpriseStep onDone={(id) => setCreated({ enterpriseId: id })} />}
        {step === 1 && (
          <ProductStep
            enterpriseId={enterpriseId!}
            onDone={(key) => setCreated({ enterpriseId: enterpriseId!, productKey: key })}
          />
        )}
        {step === 2 && <DeviceStep productKey={productKey!} />}
      </Card>
    </PageFrame>
  );
}

function EnterpriseStep({ onDone }: { readonly onDone: (enterpriseId: string) => void }) {
  const { t } = useTranslation('first-steps');
  const [name, setName] = useState(t('enterpriseName'));
  const create = useMutation({
    mutationFn: createEnterprise,
    onSuccess: ({ enterprise_id }) => onDone(enterprise_id),
  });
  return (
    <Stack>
      <Text size="sm">{t('enterpriseHint')}</Text>
      <TextInput label={t('name')} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      {create.error && <Failure error={create.error} />}
      <Group justify="flex-end">
        <Button loading={create.isPending} disabled={!name.trim()} onClick={() => create.mutate(name.trim())}>
          {t('createEnterprise')}
        </Button>
      </Group>
    </Stack>
  );
}

interface ProductStepProps {
  readonly enterpriseId: string;
  readonly onDone: (productKey: string) => void;
}

function ProductStep({ enterpriseId, onDone }: ProductStepProps) {
  const { t } = useTranslation('first-steps');
  const { data, error } = useQuery(examplesQuery);
  const [chosen, setChosen] = useState('0');
  const create = useMutation({
    mutationFn: createProduct,
    onSuccess: ({ product_key }) => onDone(product_key),
  });
  const example = data?.[Number(chosen)];
  return (
    <Stack>
      <Radio.Group label={t('productHint')} value={chosen} onChange={setChosen}>
        <Stack gap="xs" mt="xs">
          {data?.map(({ name, protocol_type }, index) => (
            <Radio
              key={name}
              value={String(index)}
              label={name}
              description={t('protocol', { type: protocol_type })}
            />
          ))}
        </Stack>
      </Radio.Group>
      {(error ?? create.error) && <Failure error={error ?? create.error} />}
      <Group justify="space-between">
        <Button variant="subtle" component={Link} to="/products">
          {t('ownProduct')}
        </Button>
        <Button
          disabled={!example}
          loading={create.isPending}
          onClick={() =>
            create.mutate({ enterpriseId, name: example!.name, datapoints: example!.datapoints })
          }
        >
          {t('createProduct')}
        </Button>
      </Group>
    </Stack>
  );
}

function DeviceStep({ productKey }: { readonly productKey: string }) {
  const { t } = useTranslation('first-steps');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: startVirtualDevice,
    onSuccess: async ({ did }) => {
      await navigate(`/devices/${productKey}/${did}?product_key=${productKey}`);
      await queries.invalidateQueries();
    },
  });
  return (
    <Stack>
      <Text size="sm">{t('deviceHint')}</Text>
      {start.error && <Failure error={start.error} />}
      <Group justify="flex-end">
        <Button loading={start.isPending} onClick={() => start.mutate(productKey)}>
          {t('startDevice')}
        </Button>
      </Group>
    </Stack>
  );
}
