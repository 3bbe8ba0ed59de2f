import { Type } from 'typebox';
import { endpoint } from '../endpoint.ts';
import { nullable } from '../nullable.ts';
import type { AdminServices } from './admin-services.ts';
import { backupAnswer, toBackupAnswer } from './backup-answer.ts';

const schema = {
  summary: 'Lists the backups, the newest first, and says when they are made',
  response: {
    200: Type.Object({
      /** On the server. Null: the database is not the embedded one, and none are made here. */
      folder: nullable(Type.String()),
      /** Of each day in the time zone of reports. Null: they are made when asked for. */
      hour: nullable(Type.Integer()),
      /** How many of those made by the hour are kept. */
      keep: Type.Integer(),
      objects: Type.Array(backupAnswer),
    }),
  },
};

export const listBackupsEndpoint = ({ backups }: AdminServices) =>
  endpoint(schema, async () => {
    const { folder, hour, keep, backups: made } = await backups.overview();
    return { folder: folder ?? null, hour: hour ?? null, keep, objects: made.map(toBackupAnswer) };
  });
