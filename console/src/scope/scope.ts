import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { answerOf, managementApi } from '../api/api-client.ts';
import type { paths } from '../generated/management-api.ts';

export type Product =
  paths['/console/v1/products']['get']['responses'][200]['content']['application/json']['products'][number];

export type Enterprise =
  paths['/admin/v1/enterprises']['get']['responses'][200]['content']['application/json']['objects'][number];

/** What the pages show: everything, one enterprise, or one product. */
export interface Scope {
  readonly enterprises: readonly Enterprise[];
  /** Those of the chosen enterprise, or all. */
  readonly products: readonly Product[];
  readonly enterpriseId: string | undefined;
  /** The chosen one; undefined while all are looked at. */
  readonly product: Product | undefined;
}

/** Pages of a product or of its devices have it in their path. */
const pathOfProduct = /^\/(?:products|devices)\/([^/]+)/;
const rememberedAs = 'qiyun.product_key';

export const productsQuery = queryOptions({
  queryKey: ['products'],
  queryFn: () => answerOf(managementApi.GET('/console/v1/products')),
  select: ({ products }) => products,
});

export const enterprisesQuery = queryOptions({
  queryKey: ['enterprises'],
  queryFn: () => answerOf(managementApi.GET('/admin/v1/enterprises', { params: { query: { limit: 1000 } } })),
  select: ({ objects }) => objects,
});

/** What the address chooses: with the product in its path, else with `product_key` or `enterprise_id`. */
export function useScope(): Scope {
  const [search] = useSearchParams();
  const { data: allProducts } = useSuspenseQuery(productsQuery);
  const { data: enterprises } = useSuspenseQuery(enterprisesQuery);
  const { pathname } = useLocation();
  const chosenKey = pathname.match(pathOfProduct)?.[1] ?? search.get('product_key');
  const product = allProducts.find(({ product_key }) => product_key === chosenKey);
  const chosenId = search.get('enterprise_id') ?? product?.enterprise_id;
  const enterprise = enterprises.find(({ enterprise_id }) => enterprise_id === chosenId);
  const products = enterprise
    ? allProducts.filter(({ enterprise_id }) => enterprise_id === enterprise.enterprise_id)
    : allProducts;
  return { enterprises, products, enterpriseId: enterprise?.enterprise_id, product };
}

/** The product that a page is about which shows one only: the chosen one, else the last one, else the first. It is chosen then. */
export function useOneProduct(): Product | undefined {
  const { product, products } = useScope();
  const [, setSearch] = useSearchParams();
  const remembered = localStorage.getItem(rememberedAs);
  const one = product ?? products.find(({ product_key }) => product_key === remembered) ?? products[0];
  const productKey = one?.product_key;
  const isChosen = product !== undefined;
  useEffect(() => {
    if (!productKey) return;
    localStorage.setItem(rememberedAs, productKey);
    if (isChosen) return;
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete('enterprise_id');
        next.set('product_key', productKey);
        return next;
      },
      { replace: true },
    );
  }, [productKey, isChosen, setSearch]);
  return one;
}

/** The part of an address that chooses the same; it goes along to other pages. */
export function useScopeSearch(): string {
  const { product, enterpriseId } = useScope();
  if (product) return `product_key=${product.product_key}`;
  return enterpriseId ? `enterprise_id=${enterpriseId}` : '';
}
