import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';

const secondMs = 1_000;

/**
 * Answers are shown at once when they are known, and asked for again when they are older than some seconds. A refusal of
 * whoever is no longer logged in leads to the log-in.
 */
export function createQueryClient(): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof ApiError && error.status === 401)
      void client.invalidateQueries({ queryKey: ['session'] });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5 * secondMs,
        // A refusal will be the same again; a server that starts will be back.
        retry: (failures, error) => failures < 3 && (!(error instanceof ApiError) || error.status === 0),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
  return client;
}
