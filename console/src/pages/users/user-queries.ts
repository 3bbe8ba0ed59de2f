import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, enterpriseApi, managementApi } from '../../api/api-client.ts';
import { ApiError } from '../../api/api-error.ts';
import type { paths } from '../../generated/management-api.ts';

const userPath = '/console/v1/users/{uid}';

export type UserDetail = paths[typeof userPath]['get']['responses'][200]['content']['application/json'];

export const registeredFields = ['username', 'phone', 'email', 'uid'] as const;
export const boundFields = ['username', 'phone', 'email', 'uid', 'did', 'mac', 'device_sn'] as const;
export type SoughtField = (typeof boundFields)[number];

/** What lists show of a user. */
export interface ListedUser {
  readonly uid: string;
  readonly username: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly is_anonymous: boolean;
  /** Seconds since the epoch. */
  readonly created_at: number;
  /** Of the device that was searched for. */
  readonly is_owner?: boolean;
}

interface UserPage {
  readonly users: readonly ListedUser[];
  readonly total: number;
}

export interface UserSearch {
  readonly enterpriseId: string;
  /** Left out: all who registered; else those who have bound a device of the product. */
  readonly productKey?: string | undefined;
  readonly by: SoughtField;
  /** Empty: everybody. */
  readonly value: string;
  readonly limit: number;
  readonly skip: number;
}

export function useUsers(search: UserSearch) {
  return useQuery({
    queryKey: ['users', search],
    queryFn: () => (search.productKey ? boundUsers(search, search.productKey) : registeredUsers(search)),
    placeholderData: keepPreviousData,
  });
}

async function boundUsers({ by, value, limit, skip }: UserSearch, product_key: string): Promise<UserPage> {
  const query = { limit, skip, ...(value && { type: by, val: value }) };
  const { objects, meta } = await answerOf(
    enterpriseApi.GET('/v1/products/{product_key}/users/search', {
      params: { path: { product_key }, query },
    }),
  );
  return { users: objects as ListedUser[], total: meta.total };
}

async function registeredUsers({ enterpriseId, by, value, limit, skip }: UserSearch): Promise<UserPage> {
  if (by === 'uid' && value) return oneUser(enterpriseId, value);
  const query = { limit, skip, ...(value && { [by]: value }) };
  const { objects, meta } = await answerOf(
    managementApi.GET('/admin/v1/enterprises/{enterprise_id}/users', {
      params: { path: { enterprise_id: enterpriseId }, query },
    }),
  );
  return { users: objects, total: meta.total };
}

async function oneUser(enterpriseId: string, uid: string): Promise<UserPage> {
  try {
    const user = await readUser(uid);
    const users = user.enterprise_id === enterpriseId ? [user] : [];
    return { users, total: users.length };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { users: [], total: 0 };
    throw error;
  }
}

function readUser(uid: string): Promise<UserDetail> {
  return answerOf(managementApi.GET(userPath, { params: { path: { uid } } }));
}

export function useUser(uid: string) {
  return useQuery({ queryKey: ['user', { uid }], queryFn: () => readUser(uid) });
}

export function useEraseUser(uid: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(managementApi.DELETE('/admin/v1/users/{uid}', { params: { path: { uid } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['users'] }),
  });
}
