import { Anchor, Card, SegmentedControl, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useFormat } from '../../format/format.ts';
import { Failure } from '../../page/failure.tsx';
import { MonoValue } from '../../page/mono-value.tsx';
import { PageFrame } from '../../page/page-frame.tsx';
import { WithEnterprise } from '../../page/with-enterprise.tsx';
import { type Enterprise, useScope } from '../../scope/scope.ts';
import type { Column } from '../../table/column.ts';
import { DataTable } from '../../table/data-table.tsx';
import { Pager } from '../../table/pager.tsx';
import { useSearchState } from '../../table/search-state.ts';
import { useUserName } from './user-name.ts';
import { boundFields, type ListedUser, registeredFields, useUsers } from './user-queries.ts';
import { UserSearchForm } from './user-search-form.tsx';

const pageSize = 50;

/** The people who use the apps of an enterprise; of a chosen product, those who have bound a device of it, too. */
export function UsersPage() {
  return <WithEnterprise>{(enterprise) => <UserList enterprise={enterprise} />}</WithEnterprise>;
}

function UserList({ enterprise }: { readonly enterprise: Enterprise }) {
  const { t } = useTranslation('users');
  const { product } = useScope();
  const [{ kind, by, value, skip }, change] = useSearchState(['kind', 'by', 'value', 'skip']);
  const ofProduct = kind === 'bound' ? product : undefined;
  const fields = ofProduct ? boundFields : registeredFields;
  const field = fields.find((name) => name === by) ?? 'username';
  const search = {
    enterpriseId: enterprise.enterprise_id,
    productKey: ofProduct?.product_key,
    by: field,
    value,
    limit: pageSize,
    skip: Number(skip) || 0,
  };
  const { data, error, isPlaceholderData, refetch } = useUsers(search);
  const columns = useColumns(ofProduct !== undefined && field === 'did' && value !== '');
  return (
    <PageFrame title={t('title')} description={t('description', { enterprise: enterprise.name })}>
      {product && (
        <SegmentedControl
          aria-label={t('kind')}
          value={ofProduct ? 'bound' : 'registered'}
          onChange={(next) => change({ kind: next === 'bound' ? 'bound' : '', by: '', value: '' })}
          data={[
            { value: 'registered', label: t('registered') },
            { value: 'bound', label: t('bound', { product: product.name }) },
          ]}
          style={{ alignSelf: 'flex-start', maxWidth: '100%' }}
        />
      )}
      <Card withBorder>
        <Stack gap="sm">
          <UserSearchForm
            key={`${kind} ${field} ${value}`}
            fields={fields}
            by={field}
            value={value}
            onSearch={(next) => change(next)}
          />
          {error ? (
            <Failure error={error} onRetry={() => void refetch()} />
          ) : (
            <>
              <DataTable
                label={t('title')}
                columns={columns}
                rows={data?.users ?? []}
                idOf={({ uid }) => uid}
                isFetching={!data || isPlaceholderData}
                emptyText={t(value ? 'noneFound' : ofProduct ? 'noneBound' : 'empty')}
                tools={
                  data && (
                    <Text size="sm" c="dimmed">
                      {t('count', { count: data.total })}
                    </Text>
                  )
                }
              />
              {data && data.total > pageSize && (
                <Pager
                  skip={search.skip}
                  limit={pageSize}
                  total={data.total}
                  onSkip={(next) => change({ skip: String(next || '') })}
                />
              )}
            </>
          )}
        </Stack>
      </Card>
    </PageFrame>
  );
}

function useColumns(hasOwner: boolean): Column<ListedUser>[] {
  const { t } = useTranslation('users');
  const format = useFormat();
  const nameOf = useUserName();
  const { search } = useLocation();
  const owner: Column<ListedUser> = {
    id: 'owner',
    header: t('owner'),
    cell: ({ is_owner }) => t(is_owner ? 'yes' : 'no'),
  };
  return [
    {
      id: 'user',
      header: t('user'),
      cell: (user) => (
        <Anchor component={Link} size="sm" fw={500} to={{ pathname: `/users/${user.uid}`, search }}>
          {nameOf(user)}
        </Anchor>
      ),
    },
    { id: 'phone', header: t('field.phone'), cell: ({ phone }) => phone ?? '–' },
    { id: 'email', header: t('field.email'), cell: ({ email }) => email ?? '–' },
    ...(hasOwner ? [owner] : []),
    { id: 'created', header: t('created'), cell: ({ created_at }) => format.time(created_at) },
    { id: 'uid', header: 'uid', cell: ({ uid }) => <MonoValue text={uid} label="uid" /> },
  ];
}
