import { Badge, Button, Group, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import { useNotify } from '../../../page/notify.ts';
import { Panel } from '../../../page/panel.tsx';
import { useMayChange } from '../../../session/session.ts';
import { type ProductDetail, useUpdateProduct } from '../product-queries.ts';

/** For how long adoption may be switched on; the server allows no more than the last. */
const offeredDays = [1, 7, 30] as const;
const renewMs = 10_000;

/** Whether devices that nobody knows may come in, until when, and the switch for it. */
export function AdoptionPanel({ product }: { readonly product: ProductDetail }) {
  const { t } = useTranslation('product');
  const format = useFormat();
  const mayChange = useMayChange();
  const { product_key, adoption_until: until } = product;
  const [nowMs, setNowMs] = useState(Date.now);
  // It ends by itself while somebody looks.
  useInterval(() => setNowMs(Date.now()), renewMs, { autoInvoke: true });
  const isOn = until !== null && until * 1000 > nowMs;
  return (
    <Panel
      title={t('adoption.title')}
      actions={
        <Badge variant={isOn ? 'dot' : 'default'} color={isOn ? 'green' : 'gray'} tt="none" fw={500}>
          {t(isOn ? 'adoption.on' : 'adoption.off')}
        </Badge>
      }
    >
      <Text size="sm" maw={680}>
        {t('adoption.hint')}
      </Text>
      <Text size="sm" fw={500} role="status">
        {isOn ? t('adoption.until', { time: format.time(until) }) : t('adoption.nobodyComesIn')}
      </Text>
      {mayChange && <AdoptionSwitch productKey={product_key} isOn={isOn} />}
    </Panel>
  );
}

function AdoptionSwitch({ productKey, isOn }: { readonly productKey: string; readonly isOn: boolean }) {
  const { t } = useTranslation('product');
  const notify = useNotify();
  const update = useUpdateProduct(productKey);
  const set = (days: number) => {
    const adoption_until = days === 0 ? null : Math.floor(Date.now() / 1000) + days * 86_400;
    update.mutate({ adoption_until }, { onError: notify.failed });
  };
  return (
    <Group gap="xs" role="group" aria-label={t('adoption.letIn')}>
      <Text size="sm">{t('adoption.letIn')}</Text>
      {offeredDays.map((days) => (
        <Button key={days} variant="default" onClick={() => set(days)}>
          {t('adoption.days', { count: days })}
        </Button>
      ))}
      {isOn && (
        <Button variant="outline" color="red" onClick={() => set(0)}>
          {t('adoption.end')}
        </Button>
      )}
    </Group>
  );
}
