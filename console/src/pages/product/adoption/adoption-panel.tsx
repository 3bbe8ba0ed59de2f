import { Badge, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../format/format.ts';
import { useNotify } from '../../../page/notify.ts';
import { Panel } from '../../../page/panel.tsx';
import { useMayChange } from '../../../session/session.ts';
import { type ProductDetail, useUpdateProduct } from '../product-queries.ts';

/** For how long adoption may be switched on; the server allows no more than the last. */
const offeredDays = [1, 7, 30] as const;

/** Whether devices that nobody knows may come in, until when, and the switch for it. */
export function AdoptionPanel({ product }: { readonly product: ProductDetail }) {
  const { t } = useTranslation('product');
  const format = useFormat();
  const mayChange = useMayChange();
  const { product_key, adoption_until: until } = product;
  const isOn = until !== null && until * 1000 > Date.now();
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
  const isPendingFor = (until: 'a time' | 'off') =>
    update.isPending && (update.variables.adoption_until === null) === (until === 'off');
  return (
    <Group gap="xs" role="group" aria-label={t('adoption.letIn')}>
      <Text size="sm">{t('adoption.letIn')}</Text>
      {offeredDays.map((days) => (
        <Button key={days} variant="default" disabled={isPendingFor('a time')} onClick={() => set(days)}>
          {t('adoption.days', { count: days })}
        </Button>
      ))}
      {isOn && (
        <Button variant="outline" color="red" loading={isPendingFor('off')} onClick={() => set(0)}>
          {t('adoption.end')}
        </Button>
      )}
    </Group>
  );
}
