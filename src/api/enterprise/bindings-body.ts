import { Type } from 'typebox';
import { invalidField } from '../../model/errors.ts';

const mostDids = 1000;

/** Body of binding and unbinding (contract.md §5). */
export const bindingsBody = Type.Object({
  uid: Type.String(),
  appid: Type.String(),
  dids: Type.Unsafe<string | string[]>({
    type: ['array', 'string'],
    items: { type: 'string' },
    maxItems: mostDids,
  }),
});

/** @throws QiyunError 5002 */
export function parseDids(dids: string | readonly string[]): readonly string[] {
  if (typeof dids !== 'string') return dids;
  const list = dids.split(',').map((did) => did.trim());
  if (list.length > mostDids) throw invalidField('dids', `must be at most ${mostDids}`);
  return list.filter((did) => did !== '');
}
