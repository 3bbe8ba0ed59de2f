import { Anchor, Badge, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../format/format.ts';
import { useScope } from '../../scope/scope.ts';
import type { Column } from '../../table/column.ts';
import { auditActions } from './audit-actions.ts';
import { type AuditEvent, auditSources } from './audit-queries.ts';

/** How an event of the audit log is shown. */
export function useAuditColumns(): Column<AuditEvent>[] {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const { products, enterprises } = useScope();
  return useMemo(() => {
    const productNames = new Map(products.map(({ product_key, name }) => [product_key, name]));
    const enterpriseNames = new Map(enterprises.map(({ enterprise_id, name }) => [enterprise_id, name]));
    return [
      { id: 'time', header: t('time'), cell: ({ occurred_at }) => format.time(occurred_at) },
      {
        id: 'action',
        header: t('action'),
        cell: ({ action }) => {
          const known = auditActions.find((each) => each === action);
          return known ? t(`actionOf.${known}`) : action;
        },
      },
      { id: 'who', header: t('who'), cell: (event) => <Actor event={event} /> },
      { id: 'result', header: t('result'), cell: ({ result }) => <Result result={result} /> },
      {
        id: 'product',
        header: t('product'),
        cell: ({ product_key }) => (product_key ? (productNames.get(product_key) ?? product_key) : '–'),
      },
      {
        id: 'device',
        header: t('device'),
        cell: ({ did, product_key }) =>
          did && product_key ? (
            <Anchor
              component={Link}
              size="sm"
              ff="monospace"
              to={`/devices/${product_key}/${did}?product_key=${product_key}`}
            >
              {did}
            </Anchor>
          ) : (
            (did ?? '–')
          ),
      },
      {
        id: 'user',
        header: t('user'),
        cell: ({ uid, other_uid }) => [uid, other_uid].filter(Boolean).join(', ') || '–',
      },
      {
        id: 'enterprise',
        header: t('enterprise'),
        isHiddenAtFirst: true,
        cell: ({ enterprise_id }) =>
          enterprise_id ? (enterpriseNames.get(enterprise_id) ?? enterprise_id) : '–',
      },
      { id: 'ip', header: t('ip'), cell: ({ client_ip }) => client_ip ?? '–' },
      {
        id: 'detail',
        header: t('detail'),
        cell: ({ detail }) => {
          const text = detail && Object.keys(detail).length > 0 ? JSON.stringify(detail) : '–';
          return (
            <Text size="xs" ff="monospace" maw={320} truncate title={text}>
              {text}
            </Text>
          );
        },
      },
    ] satisfies Column<AuditEvent>[];
  }, [t, format, products, enterprises]);
}

function Actor({ event: { source, member_username, member_id } }: { readonly event: AuditEvent }) {
  const { t } = useTranslation('audit');
  const known = auditSources.find((each) => each === source);
  const name = member_username ?? member_id;
  return [known ? t(`sourceOf.${known}`) : source, name].filter(Boolean).join(' · ');
}

function Result({ result }: { readonly result: string }) {
  const { t } = useTranslation('audit');
  const isFine = result === 'ok';
  return (
    <Badge
      miw="max-content"
      variant={isFine ? 'default' : 'light'}
      color={isFine ? 'gray' : 'red'}
      tt="none"
      fw={500}
    >
      {isFine ? t('ok') : t('failed', { code: result })}
    </Badge>
  );
}
