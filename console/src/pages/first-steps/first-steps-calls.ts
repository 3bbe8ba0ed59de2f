import { queryOptions } from '@tanstack/react-query';
import { answerOf, managementApi } from '../../api/api-client.ts';

export const examplesQuery = queryOptions({
  queryKey: ['example products'],
  queryFn: () => answerOf(managementApi.GET('/console/v1/example_products')),
  select: ({ examples }) => examples,
  staleTime: Number.POSITIVE_INFINITY,
});

export function createEnterprise(name: string) {
  return answerOf(managementApi.POST('/admin/v1/enterprises', { body: { name } }));
}

interface NewProduct {
  readonly enterpriseId: string;
  readonly name: string;
  readonly datapoints: unknown;
}

export function createProduct({ enterpriseId, name, datapoints }: NewProduct) {
  const params = { path: { enterprise_id: enterpriseId } };
  return answerOf(
    managementApi.POST('/admin/v1/enterprises/{enterprise_id}/products', {
      params,
      body: { name, datapoints },
    }),
  );
}

export function startVirtualDevice(productKey: string) {
  const params = { path: { product_key: productKey } };
  return answerOf(managementApi.PUT('/console/v1/products/{product_key}/virtual_device', { params }));
}
