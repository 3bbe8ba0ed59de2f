import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, managementApi } from '../../api/api-client.ts';
import type { paths } from '../../generated/management-api.ts';

const appsPath = '/admin/v1/enterprises/{enterprise_id}/apps';

export type App =
  paths[typeof appsPath]['get']['responses'][200]['content']['application/json']['objects'][number];

export function useApps(enterpriseId: string) {
  return useQuery({
    queryKey: ['apps', { enterpriseId }],
    queryFn: () =>
      answerOf(
        managementApi.GET(appsPath, {
          params: { path: { enterprise_id: enterpriseId }, query: { limit: 1000 } },
        }),
      ),
    select: ({ objects }) => objects,
  });
}

export function useAppChanges(enterpriseId: string) {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['apps'] });
  const create = useMutation({
    mutationFn: (name: string) =>
      answerOf(
        managementApi.POST(appsPath, { params: { path: { enterprise_id: enterpriseId } }, body: { name } }),
      ),
    onSuccess,
  });
  const rotate = useMutation({
    mutationFn: (appid: string) =>
      answerOf(managementApi.POST('/admin/v1/apps/{appid}/rotate_secret', { params: { path: { appid } } })),
  });
  const remove = useMutation({
    mutationFn: (appid: string) =>
      answerOf(managementApi.DELETE('/admin/v1/apps/{appid}', { params: { path: { appid } } })),
    onSuccess,
  });
  return { create, rotate, remove };
}
