/**
 * What differs from PostgreSQL's own defaults. Durability (fsync, synchronous_commit, full_page_writes) is
 * left as it is: on. The package is built without lz4, and pglz costs more processor time than it saves
 * writes, so WAL stays uncompressed.
 */
const defaults: Readonly<Record<string, string>> = {
  listen_addresses: '',
  cluster_name: 'qiyun',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  shared_buffers: '128MB',
  max_connections: '50',
  max_wal_size: '2GB',
  checkpoint_completion_target: '0.9',
  random_page_cost: '1.1',
  jit: 'off',
  // The latest-state rows are updated in place all day long: vacuum little and often.
  autovacuum_naptime: '20s',
  autovacuum_vacuum_scale_factor: '0.05',
  autovacuum_analyze_scale_factor: '0.05',
};

/** Command line arguments of `postgres`: our defaults, overridden by `settings`, and the socket's folder. */
export function settingArguments(
  socketFolder: string,
  settings: Readonly<Record<string, string>> = {},
): string[] {
  const quotedFolder = `"${socketFolder.replaceAll('"', '""')}"`; // the value is a comma-separated list
  const all = { ...defaults, ...settings, unix_socket_directories: quotedFolder };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
