import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, managementApi } from '../../api/api-client.ts';
import type { paths } from '../../generated/management-api.ts';

const membersPath = '/admin/v1/enterprises/{enterprise_id}/members';
const memberPath = '/admin/v1/members/{member_id}';

export type Member =
  paths[typeof membersPath]['get']['responses'][200]['content']['application/json']['objects'][number];
export type NewMember = NonNullable<
  paths[typeof membersPath]['post']['requestBody']
>['content']['application/json'];
export type MemberChange = NonNullable<
  paths[typeof memberPath]['patch']['requestBody']
>['content']['application/json'];

export const memberRoles = ['manager', 'viewer'] as const satisfies readonly Member['role'][];

export function useMembers(enterpriseId: string) {
  return useQuery({
    queryKey: ['members', { enterpriseId }],
    queryFn: () =>
      answerOf(
        managementApi.GET(membersPath, {
          params: { path: { enterprise_id: enterpriseId }, query: { limit: 1000 } },
        }),
      ),
    select: ({ objects }) => objects,
  });
}

export function useMemberChanges(enterpriseId: string) {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['members'] });
  const create = useMutation({
    mutationFn: (body: NewMember) =>
      answerOf(managementApi.POST(membersPath, { params: { path: { enterprise_id: enterpriseId } }, body })),
    onSuccess,
  });
  const update = useMutation({
    mutationFn: ({ memberId, ...body }: MemberChange & { memberId: string }) =>
      answerOf(managementApi.PATCH(memberPath, { params: { path: { member_id: memberId } }, body })),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (memberId: string) =>
      answerOf(managementApi.DELETE(memberPath, { params: { path: { member_id: memberId } } })),
    onSuccess,
  });
  return { create, update, remove };
}
