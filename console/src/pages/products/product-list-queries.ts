import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, managementApi } from '../../api/api-client.ts';

const refreshMs = 10_000;

/** Devices of each product, by product_key. */
export function useDeviceCounts() {
  return useQuery({
    queryKey: ['product-device-counts'],
    queryFn: () => answerOf(managementApi.GET('/console/v1/product_device_counts')),
    select: ({ products }) => new Map(products.map((counts) => [counts.product_key, counts])),
    refetchInterval: refreshMs,
  });
}

export interface NewProduct {
  readonly enterpriseId: string;
  readonly name: string;
  /** A definition that the server has found good. */
  readonly datapoints?: unknown;
}

export function useCreateProduct() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ enterpriseId, name, datapoints }: NewProduct) =>
      answerOf(
        managementApi.POST('/admin/v1/enterprises/{enterprise_id}/products', {
          params: { path: { enterprise_id: enterpriseId } },
          body: { name, ...(datapoints !== undefined && { datapoints }) },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['products'] }),
  });
}
