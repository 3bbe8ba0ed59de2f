import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Queryable } from './database.ts';
import { writeWhole } from './write-whole.ts';

/** Enters the installation at its first start. Returns its report time zone, which later starts cannot change. */
export async function openInstallation(db: Queryable, timeZone: string): Promise<string> {
  await db.query('insert into installation (report_time_zone) values ($1) on conflict do nothing', [
    timeZone,
  ]);
  const { rows } = await db.query<{ report_time_zone: string }>('select report_time_zone from installation');
  return rows[0]!.report_time_zone;
}

/** The name of this data folder among all that may share a database; made at the first start. */
export async function loadInstanceName(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const name = randomUUID();
  await writeWhole(path, `${name}\n`);
  return name;
}
