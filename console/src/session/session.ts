import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { answerOf, managementApi } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import type { paths } from '../generated/management-api.ts';

export type Session = paths['/console/v1/session']['get']['responses'][200]['content']['application/json'];

export type Credentials = NonNullable<
  paths['/console/v1/session']['post']['requestBody']
>['content']['application/json'];

const sessionKey = ['session'];
/** Nobody is asked for who never logged in here: browsers show the refusal as an error of the page. */
const begunHere = 'qiyun.session';

/** Who is logged in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async (): Promise<Session | null> => {
    if (!localStorage.getItem(begunHere)) return null;
    try {
      return await answerOf(managementApi.GET('/console/v1/session'));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return forgetSession();
      throw error;
    }
  },
  staleTime: 60_000,
});

/** Below `RequireSession` only. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data!;
}

/** Whether the person may change anything: a viewer may not. */
export function useMayChange(): boolean {
  return useSession().role !== 'viewer';
}

export function useLogIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (credentials: Credentials) =>
      answerOf(managementApi.POST('/console/v1/session', { body: credentials })),
    onSuccess: (session) => {
      localStorage.setItem(begunHere, 'begun');
      queries.setQueryData(sessionKey, session);
    },
  });
}

export function useLogOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(managementApi.DELETE('/console/v1/session')),
    // Nothing of what the last person saw stays.
    onSuccess: () => {
      queries.setQueryData(sessionKey, forgetSession());
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionKey[0] });
    },
  });
}

function forgetSession(): null {
  localStorage.removeItem(begunHere);
  return null;
}
