import type { Database } from './database.ts';

const rememberedMax = 100_000;

/** The days on which users were there, by app (migration 0004, user_activity). */
export class UserActivity {
  readonly #database: Database;
  /** What this process has recorded of `#day`, as `uid/appid`, so that a day's further calls cost nothing. */
  readonly #recorded = new Set<string>();
  #day = '';

  constructor(database: Database) {
    this.#database = database;
  }

  /** @param day `YYYY-MM-DD` in the report time zone */
  async record(uid: string, appid: string, day: string): Promise<void> {
    if (day !== this.#day || this.#recorded.size >= rememberedMax) this.#recorded.clear();
    this.#day = day;
    const key = `${uid}/${appid}`;
    if (this.#recorded.has(key)) return;
    await this.#database.query('select record_user_activity($1, $2, $3)', [uid, appid, day]);
    if (day === this.#day) this.#recorded.add(key);
  }
}
