import { Anchor, Group, Progress, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../format/format.ts';
import { Panel } from '../../page/panel.tsx';
import { defaultDays } from './fleet-history.tsx';
import { type Asked, overviewQuery } from './overview-queries.ts';

/** The products with the most devices online, and how many of theirs are. */
export function TopProducts({ asked }: { readonly asked: Asked }) {
  const { t } = useTranslation('overview');
  const format = useFormat();
  const { data } = useQuery(overviewQuery(asked, defaultDays));
  const most = Math.max(1, ...(data?.top_products ?? []).map(({ total }) => total));
  return (
    <Panel title={t('topProducts')}>
      {!data && <Skeleton h={200} />}
      <Stack gap={6}>
        {data?.top_products.map(({ product_key, name, online, total }) => (
          <Group key={product_key} wrap="nowrap" gap="xs">
            <Anchor
              component={Link}
              to={`/devices?product_key=${product_key}`}
              size="sm"
              truncate
              flex={1}
              miw={0}
            >
              {name}
            </Anchor>
            <Progress.Root
              w={{ base: 90, sm: 180 }}
              aria-label={`${name}: ${t('onlineOf', { online, total })}`}
            >
              <Progress.Section value={(100 * online) / most} aria-label={t('online')} />
              <Progress.Section
                value={(100 * (total - online)) / most}
                color="gray.4"
                aria-label={t('offline')}
              />
            </Progress.Root>
            <Text size="sm" w={100} ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
              {t('onlineOf', { online: format.number(online), total: format.number(total) })}
            </Text>
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}
