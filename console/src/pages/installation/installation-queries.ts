import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, managementApi } from '../../api/api-client.ts';
import type { paths } from '../../generated/management-api.ts';

type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;

export type Installation = Answer<'/console/v1/installation'>;
export type InstallationMetrics = Answer<'/console/v1/installation/metrics'>;
export type Backups = Answer<'/admin/v1/backups'>;
export type Backup = Backups['objects'][number];

const vitalsRefreshMs = 5_000;
const metricsRefreshMs = 30_000;
const runningRefreshMs = 1_000;

export function useInstallation() {
  return useQuery({
    queryKey: ['installation'],
    queryFn: () => answerOf(managementApi.GET('/console/v1/installation')),
    refetchInterval: vitalsRefreshMs,
  });
}

export function useInstallationMetrics() {
  return useQuery({
    queryKey: ['installation-metrics'],
    queryFn: () => answerOf(managementApi.GET('/console/v1/installation/metrics')),
    refetchInterval: metricsRefreshMs,
  });
}

export function useBackups() {
  return useQuery({
    queryKey: ['backups'],
    queryFn: () => answerOf(managementApi.GET('/admin/v1/backups')),
    refetchInterval: ({ state }) =>
      state.data?.objects.some((backup) => backup.state === 'running') ? runningRefreshMs : false,
  });
}

export function useBackupChanges() {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['backups'] });
  const begin = useMutation({
    mutationFn: () => answerOf(managementApi.POST('/admin/v1/backups')),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: (backup_id: string) =>
      answerOf(managementApi.DELETE('/admin/v1/backups/{backup_id}', { params: { path: { backup_id } } })),
    onSuccess,
  });
  return { begin, remove };
}

export function useRebuildReports() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(managementApi.POST('/admin/v1/rebuild_reports')),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['overview'] }),
  });
}
