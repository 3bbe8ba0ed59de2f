/**
 * What lies where in a backup:
 *
 *     20261123T031500Z/              20261123T031500Z.partial while it is made, and when it failed
 *       backup.json                  the description, written last
 *       data/                        small files of the data folder, without which the database is of no use
 *       database/base.tar            PostgreSQL's files
 *       database/backup_manifest     their checksums
 */
export const descriptionName = 'backup.json';
export const dataFolderName = 'data';
export const databaseFolderName = 'database';
export const archivePath = `${databaseFolderName}/base.tar`;
export const manifestPath = `${databaseFolderName}/backup_manifest`;
export const partialSuffix = '.partial';

/**
 * What of the data folder a restored server needs besides PostgreSQL's cluster: the key of the sealed secrets, the name by
 * which it finds its own open sessions, the database's password, and the admin token if it was generated.
 */
export const savedFiles = ['sealing-key', 'instance', 'postgres/password', 'admin-token'] as const;

const idPattern = /^\d{8}T\d{6}Z$/;

/** `20261123T031500Z`. */
export function backupIdAt(ms: number): string {
  return `${new Date(ms).toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
}

export function isBackupId(text: string): boolean {
  return idPattern.test(text);
}
