import { newHexIdentifier } from '../model/identifiers.ts';
import { hashSecret } from '../model/secrets.ts';
import { isUniqueViolation, type Queryable, type Transactions } from './database.ts';

/** By which of these a person is found; each is one person's in the enterprise. */
const identities = ['username', 'phone', 'email', 'phone_id', 'account'] as const;
type Identity = (typeof identities)[number];

/** A user who comes from elsewhere, without a password: nobody exports those. */
export interface ImportedUser {
  readonly uid: string | undefined;
  /**
   * `email` in lower case; `phone_id` as the app shows it; `account` as `accountText` writes it. At least one, so that the
   * person can log in.
   */
  readonly identities: Readonly<Partial<Record<Identity, string>>>;
  /** What people call him. */
  readonly name: string | undefined;
  readonly createdAtMs: number | undefined;
}

/** The uid the user has now, or the field that stands in the way and why. */
export type UserOutcome = { readonly uid: string } | { readonly refusal: string };

export interface UserImport {
  readonly enterpriseId: string;
  /** The app they count as registered with; undefined: none. */
  readonly appid: string | undefined;
  readonly users: readonly ImportedUser[];
  readonly importedAtMs: number;
}

/** How an account of somebody else's is told apart: `{"wechat": "o6_b"}`. */
export function accountText(src: string, uid: string): string {
  return JSON.stringify({ [src]: uid });
}

const attemptsMax = 5;

/**
 * Enters users, one outcome each in the order given; a refused one leaves the others be. Somebody who is there already is
 * completed with what he lacks and otherwise untouched, so that the same import may run again.
 */
export async function importUsers(
  database: Transactions<UserOutcome[]>,
  order: UserImport,
): Promise<UserOutcome[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction((tx) => new Import(tx, order).run());
    } catch (error) {
      // One of them registered himself in between: he is found on the next attempt.
      if (!isUniqueViolation(error) || attempt === attemptsMax) throw error;
    }
  }
}

interface Person {
  readonly uid: string;
  readonly isOurs: boolean;
  readonly isNew: boolean;
  readonly createdAtMs: number;
  readonly identities: Partial<Record<Identity, string>>;
  name: string | null;
  isCompleted: boolean;
}

interface KnownRow {
  readonly uid: string;
  readonly isOurs: boolean;
  readonly username: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly phone_id: string | null;
  readonly account: Record<string, string> | null;
  readonly name: string | null;
}

class Import {
  readonly #tx: Queryable;
  readonly #order: UserImport;
  readonly #byUid = new Map<string, Person>();
  /** `phone 13800000000` */
  readonly #byIdentity = new Map<string, Person>();

  constructor(tx: Queryable, order: UserImport) {
    this.#tx = tx;
    this.#order = order;
  }

  async run(): Promise<UserOutcome[]> {
    await this.#lockEnterprise();
    await this.#readKnown();
    const outcomes = this.#order.users.map((user) => this.#enter(user));
    const people = [...this.#byUid.values()];
    await this.#create(people.filter((person) => person.isNew));
    await this.#complete(people.filter((person) => !person.isNew && person.isCompleted));
    return outcomes;
  }

  /** Two imports that name the same new people in another order would otherwise wait for each other for ever. */
  async #lockEnterprise(): Promise<void> {
    await this.#tx.query('select from enterprise where enterprise_id = $1 for no key update', [
      this.#order.enterpriseId,
    ]);
  }

  async #readKnown(): Promise<void> {
    const { enterpriseId, users } = this.#order;
    const given = (identity: Identity) => users.flatMap((user) => stored(identity, user) ?? []);
    const { rows } = await this.#tx.query<KnownRow>(
      `select uid, enterprise_id = $1 as "isOurs", username, phone, email, encode(phone_id_hash, 'hex') as phone_id,
         auth_src as account, name
       from app_user where uid in (
         select uid from app_user where uid = any($2)
         union select uid from app_user where enterprise_id = $1 and username = any($3)
         union select uid from app_user where enterprise_id = $1 and phone = any($4)
         union select uid from app_user where enterprise_id = $1 and email = any($5)
         union select uid from app_user where enterprise_id = $1
           and phone_id_hash in (select decode(h, 'hex') from unnest($6::text[]) h)
         union select uid from app_user where enterprise_id = $1 and auth_src in (select a::jsonb from unnest($7::text[]) a))
       order by uid for no key update`,
      [enterpriseId, users.flatMap((user) => user.uid ?? []), ...identities.map(given)],
    );
    for (const row of rows) this.#remember(personOf(row));
  }

  #remember(person: Person): void {
    this.#byUid.set(person.uid, person);
    if (!person.isOurs) return;
    for (const [identity, value] of Object.entries(person.identities))
      this.#byIdentity.set(`${identity} ${value}`, person);
  }

  #enter(user: ImportedUser): UserOutcome {
    const found = identities.map((identity) => {
      const value = stored(identity, user);
      const person = value === undefined ? undefined : this.#byIdentity.get(`${identity} ${value}`);
      return { identity, value, person };
    });
    const byUid = user.uid === undefined ? undefined : this.#byUid.get(user.uid);
    if (byUid?.isOurs === false) return { refusal: 'uid: belongs to another user' };
    const person = byUid ?? (user.uid === undefined ? found.find((one) => one.person)?.person : undefined);
    const other = found.find((one) => one.person && one.person !== person);
    if (other) return { refusal: `${other.identity}: belongs to another user` };
    const given = found.flatMap(({ identity, value }) =>
      value === undefined ? [] : [[identity, value] as const],
    );
    return person ? this.#completePerson(person, user, given) : this.#add(user, given);
  }

  #completePerson(
    person: Person,
    { name }: ImportedUser,
    given: readonly (readonly [Identity, string])[],
  ): UserOutcome {
    const otherwise = given.find(([identity, value]) => (person.identities[identity] ?? value) !== value);
    if (otherwise) return { refusal: `${otherwise[0]}: the user has another one` };
    const lacking = given.filter(([identity]) => person.identities[identity] === undefined);
    const lacksName = person.name === null && name !== undefined;
    if (lacking.length > 0 || lacksName) person.isCompleted = true;
    Object.assign(person.identities, Object.fromEntries(lacking));
    person.name ??= name ?? null;
    this.#remember(person);
    return { uid: person.uid };
  }

  #add(user: ImportedUser, given: readonly (readonly [Identity, string])[]): UserOutcome {
    const person: Person = {
      uid: user.uid ?? newHexIdentifier(),
      isOurs: true,
      isNew: true,
      createdAtMs: user.createdAtMs ?? this.#order.importedAtMs,
      identities: Object.fromEntries(given),
      name: user.name ?? null,
      isCompleted: false,
    };
    this.#remember(person);
    return { uid: person.uid };
  }

  async #create(people: readonly Person[]): Promise<void> {
    if (people.length === 0) return;
    const { enterpriseId, appid, importedAtMs } = this.#order;
    await this.#tx.query(
      `insert into app_user (enterprise_id, appid, updated_at, created_at, uid, name, username, phone, email, phone_id_hash,
         auth_src, is_anonymous)
       select $1, $2, $3, p.created_at, p.uid, p.name, p.username, p.phone, p.email, decode(p.phone_id, 'hex'),
         p.account::jsonb, num_nonnulls(p.username, p.phone, p.email, p.account) = 0
       from unnest($4::timestamptz[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
         as p (created_at, uid, name, username, phone, email, phone_id, account)`,
      [
        enterpriseId,
        appid,
        new Date(importedAtMs),
        people.map((person) => new Date(person.createdAtMs)),
        ...valuesOf(people),
      ],
    );
  }

  async #complete(people: readonly Person[]): Promise<void> {
    if (people.length === 0) return;
    await this.#tx.query(
      `update app_user u set updated_at = $1, name = p.name, username = p.username, phone = p.phone, email = p.email,
         phone_id_hash = decode(p.phone_id, 'hex'), auth_src = p.account::jsonb,
         is_anonymous = num_nonnulls(p.username, p.phone, p.email, p.account) = 0
       from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
         as p (uid, name, username, phone, email, phone_id, account) where u.uid = p.uid`,
      [new Date(this.#order.importedAtMs), ...valuesOf(people)],
    );
  }
}

function valuesOf(people: readonly Person[]): unknown[] {
  const ofIdentity = (identity: Identity) => people.map((person) => person.identities[identity] ?? null);
  return [people.map(({ uid }) => uid), people.map(({ name }) => name), ...identities.map(ofIdentity)];
}

/** As it is kept: of what identifies a phone the hash alone. */
function stored(identity: Identity, user: ImportedUser): string | undefined {
  const value = user.identities[identity];
  return identity === 'phone_id' && value !== undefined ? hashSecret(value).toString('hex') : value;
}

function personOf({ uid, isOurs, name, account, ...row }: KnownRow): Person {
  const [src] = Object.entries(account ?? {});
  const known = { ...row, account: src ? accountText(...src) : null };
  const given = identities.flatMap((identity) => {
    const value = known[identity];
    return value === null ? [] : [[identity, value] as const];
  });
  return {
    uid,
    isOurs,
    isNew: false,
    createdAtMs: 0,
    identities: Object.fromEntries(given),
    name,
    isCompleted: false,
  };
}
