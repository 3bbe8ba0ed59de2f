import { Select } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { type Enterprise, type Product, productsQuery, useScope } from './scope.ts';

const everything = 'all';

/** Chooses what the pages show. A page about one thing gives way to the list that the thing was in. */
export function ScopeSelect() {
  const { t } = useTranslation('shell');
  const { enterprises, product, enterpriseId } = useScope();
  const { data: products } = useSuspenseQuery(productsQuery);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const section = `/${pathname.split('/')[1]}`;
  const choose = (value: string | null) => {
    const [name, id] = (value ?? everything).split(':');
    void navigate({ pathname: section, search: id ? `?${name}=${encodeURIComponent(id)}` : '' });
  };
  return (
    <Select
      aria-label={t('scope')}
      searchable
      allowDeselect={false}
      w={{ base: 180, sm: 260 }}
      nothingFoundMessage={t('nothingFound')}
      value={chosenValue(product, enterpriseId)}
      onChange={choose}
      data={[
        { value: everything, label: t('allProducts') },
        ...enterprises.map((enterprise) => groupOf(enterprise, products, t('allOfEnterprise'))),
      ]}
    />
  );
}

function chosenValue(product: Product | undefined, enterpriseId: string | undefined): string {
  if (product) return `product_key:${product.product_key}`;
  return enterpriseId ? `enterprise_id:${enterpriseId}` : everything;
}

function groupOf({ enterprise_id, name }: Enterprise, products: readonly Product[], allOfIt: string) {
  const own = products.filter((product) => product.enterprise_id === enterprise_id);
  return {
    group: name,
    items: [
      { value: `enterprise_id:${enterprise_id}`, label: `${name} · ${allOfIt}` },
      ...own.map((product) => ({ value: `product_key:${product.product_key}`, label: product.name })),
    ],
  };
}
