import { Type } from 'typebox';
import type { AuditAction, AuditedAct } from '../../model/audit-event.ts';
import type { SharingParties } from '../../store/lock-shared-device.ts';
import { nullable } from '../nullable.ts';

const largestId = 2_147_483_647;

export const sharingId = Type.Integer({
  minimum: 1,
  maximum: largestId,
  description: 'the sharing',
  'x-description-zh': '分享记录 id',
  examples: [1],
});
export const sharingParams = Type.Object({ id: sharingId });
/** What changes a sharing answers. */
export const sharingAnswer = Type.Object({ id: sharingId });

export const maskedText = nullable(
  Type.String({
    description: 'with its middle hidden',
    'x-description-zh': '中间部分以 * 代替',
    examples: ['z****g'],
  }),
);

export const utcTime = Type.String({
  description: 'a time, UTC',
  'x-description-zh': 'UTC 时间',
  examples: ['2026-11-22T08:00:00Z'],
});

/** What becomes of a sharing, for the audit log. */
export function actOfAnswer(action: AuditAction, id: number): (parties: SharingParties) => AuditedAct {
  return ({ did, otherUid }) => ({
    action,
    dids: [did],
    ...(otherUid !== null && { otherUid }),
    detail: { sharing_id: id },
  });
}

/** `2026-11-22T08:00:00Z` */
export function utcTimeOf(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+/, '');
}
