import { useQuery } from '@tanstack/react-query';
import { answerOf, managementApi } from '../../api/api-client.ts';

/** Definitions to begin with. */
export function useExampleProducts() {
  return useQuery({
    queryKey: ['example-products'],
    queryFn: () => answerOf(managementApi.GET('/console/v1/example_products')),
    select: ({ examples }) => examples,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
