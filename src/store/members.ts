import { invalidField, QiyunError } from '../model/errors.ts';
import { hexIdentifierPattern } from '../model/identifiers.ts';
import type { Queryable } from './database.ts';
import { asIdentifierTaken } from './identifier-taken.ts';
import { type Page, readPage } from './read-page.ts';
import { updateRow } from './update-row.ts';

/** A manager changes what belongs to his enterprise, a viewer only looks. */
export type MemberRole = 'manager' | 'viewer';

/** Somebody of an enterprise who works at the console. */
export interface Member {
  readonly memberId: string;
  readonly enterpriseId: string;
  /** In lower case. */
  readonly username: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly createdAtMs: number;
  readonly lastLoginAtMs: number | null;
}

export interface NewMember extends Omit<Member, 'lastLoginAtMs'> {
  readonly passwordHash: string;
}

export interface MemberChanges {
  readonly name?: string | undefined;
  readonly role?: MemberRole | undefined;
  readonly passwordHash?: string | undefined;
}

const columns = `member_id as "memberId", enterprise_id as "enterpriseId", username, name, role,
  created_at as "createdAtMs", last_login_at as "lastLoginAtMs"`;
const membersMax = 1_000;
const memberIdSyntax = new RegExp(hexIdentifierPattern);

/** @throws QiyunError 5002 when somebody has the username, or the enterprise has very many members */
export async function createMember(tx: Queryable, member: NewMember): Promise<void> {
  const { memberId, enterpriseId, username, name, role, passwordHash, createdAtMs } = member;
  const { rows } = await tx.query<{ count: number }>('select count(*) from member where enterprise_id = $1', [
    enterpriseId,
  ]);
  if (rows[0]!.count >= membersMax) throw invalidField('username', `there are ${membersMax} members already`);
  try {
    await tx.query(
      `insert into member (member_id, enterprise_id, username, name, role, password_hash, created_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [memberId, enterpriseId, username, name, role, passwordHash, new Date(createdAtMs)],
    );
  } catch (error) {
    throw asIdentifierTaken(error, 'username');
  }
}

/** Any text may be asked for. */
export async function findMember(db: Queryable, memberId: string): Promise<Member | undefined> {
  if (!memberIdSyntax.test(memberId)) return undefined;
  const { rows } = await db.query<Member>(`select ${columns} from member where member_id = $1`, [memberId]);
  return rows[0];
}

/** A page of an enterprise's members in the order of their creation. */
export function listMembers(
  db: Queryable,
  { enterpriseId, limit, skip }: { enterpriseId: string; limit: number; skip: number },
): Promise<Page<Member>> {
  return readPage<Member>(db, {
    columns,
    source: 'member where enterprise_id = $1',
    orderBy: 'created_at, member_id',
    values: [enterpriseId],
    limit,
    skip,
  });
}

/** Who has another role or password now logs in anew. */
export async function updateMember(tx: Queryable, memberId: string, changes: MemberChanges): Promise<void> {
  const { name, role, passwordHash } = changes;
  const row = { table: 'member', key: { member_id: memberId } } as const;
  await updateRow(tx, { ...row, columns: { name, role, password_hash: passwordHash } });
  if (role ?? passwordHash) await tx.query('delete from console_session where member_id = $1', [memberId]);
}

/** Ends his sessions with him. @throws QiyunError 5017 when he is gone */
export async function deleteMember(tx: Queryable, memberId: string): Promise<void> {
  const { rowCount } = await tx.query('delete from member where member_id = $1', [memberId]);
  if (rowCount === 0) throw new QiyunError('5017');
}
