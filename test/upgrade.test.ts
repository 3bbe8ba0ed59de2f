import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Database } from '../src/store/database.ts';
import { migrate, readMigrations } from '../src/store/migrate.ts';
import { patientTransactions } from '../src/store/patient-transactions.ts';
import { foldTallies, rebuildTallies } from '../src/store/tally.ts';
import { ApiClient } from './api-client.ts';
import { createCustomer } from './customer.ts';
import { HandDrivenDevice } from './hand-driven-device.ts';
import { inDataFolder, olderInstallation, writeOlderData, writeOlderFiles } from './older-data.ts';
import { recountEveryReport } from './recount-every-report.ts';
import { ServerProcess } from './server-process.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

// A start takes a second or two, and several times that on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const migrations = await readMigrations();
const versions = migrations.map(({ version }) => version);
const newest = versions.at(-1)!;
/** Those that are followed by a migration that changes rows, and the one before ours. */
const written = versions.filter((_, index) => {
  const next = migrations[index + 1];
  return next && (index === versions.length - 2 || /^(insert|update|delete|select)/m.test(next.sql));
});

describe('data of every older schema', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());

  test('is, once it is migrated, as if the newest program had written it, and counted as a new count does', async () => {
    await writeOlderData(db.database, newest);
    const expected = await devices();
    expect(written.length).toBeGreaterThan(3);
    for (const version of written) {
      await writeOlderData(db.database, version);
      await migrate(db.database);
      expect(await devices(), `version ${version}`).toEqual(expected);
      const counted = await sums();
      await rebuildTallies(patientTransactions(db.database.connection));
      expect(await sums(), `version ${version}`).toEqual(counted);
    }
  });

  async function facts(sql: string): Promise<string[]> {
    const { rows } = await db.database.query<{ fact: string }>(`${sql} order by 1`);
    return rows.map(({ fact }) => fact);
  }

  /** Whatever is kept of devices, but for groups and people, of whom the first versions knew nothing. */
  function devices(): Promise<string[]> {
    return facts(
      `select concat_ws(' ', 'device', did, mac, device_sn, longitude, latitude, location_source, image) as fact
         from device left join device_state on device_id = id
       union all select concat_ws(' ', 'standing', device_id, product_id, place_id, is_disabled, is_online, is_faulty, is_alert,
         was_faulty, was_alert, first_online_on, last_active_on, session_seq, keep_alive_s, client_ip) from device_standing
       union all select concat_ws(' ', 'activity', device_id, year, dates, weeks, months) from device_activity
       union all select concat_ws(' ', 'alarm', device_id, product_id, seq, name, kind, cleared_at is null) from alarm
       union all select concat_ws(' ', 'frame', device_id, seq, kind, definition_version, payload) from frame`,
    );
  }

  async function sums(): Promise<string[]> {
    await foldTallies(db.database);
    return facts(
      `select concat_ws(' ', scope, metric, period, place_id, status, name, amount) as fact from tally where amount <> 0
       union all select concat_ws(' ', cycle, period, block, devices) from period_activity`,
    );
  }
});

/** From when on there are users, and groups. */
const firstWithPeople = 4;
/** Stops schema version 24 in its middle: with an error the first time, for ever the second time, and then no more. */
const brake = `
  create schema brake;
  create sequence brake.life;
  create function brake.hold() returns event_trigger language plpgsql as $$
  declare
    life bigint;
  begin
    if exists (select from pg_event_trigger_ddl_commands() where object_identity = 'public.member') then
      life := nextval('brake.life');
      if life = 1 then raise 'No space left on device' using errcode = 'disk_full'; end if;
      if life = 2 then perform pg_sleep(3600); end if;
    end if;
  end $$;
  create event trigger held on ddl_command_end when tag in ('CREATE TABLE') execute function brake.hold()`;

/** The first one, the first that counts, and the one before ours. */
const started = [1, 4, versions.at(-2)!];

describe('the server, started on an older data folder', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.prepare();
    await writeOlderFiles(server.dataDir);
  });
  afterAll(() => server.remove());

  test.each(started)('of schema version %i has everything that was in it', async (version) => {
    await inDataFolder(server.dataDir, (database) => writeOlderData(database, version));
    await server.start();
    onTestFinished(async () => void (await server.kill('SIGKILL')));
    const prefix = `/v1/products/${olderInstallation.productKey}`;
    const api = new ApiClient({ server, prefix, authorization: `token ${olderInstallation.token}` });
    await expectDevices(api);
    await expectReports(api);
    if (version >= firstWithPeople) await expectPeople(api);
    const { token } = await new ApiClient({ server, prefix }).post(
      '/access_token',
      olderInstallation.enterprise,
    );
    expect(token).toBeTruthy();
    const device = await HandDrivenDevice.connect(server, olderInstallation.device);
    device.end();
  });

  test('goes on after a migration that failed and one that was killed in the middle: each time all of it or nothing', async () => {
    await inDataFolder(server.dataDir, async (database) => {
      await writeOlderData(database, 1);
      await database.query(brake);
    });
    const history = () => server.query('select version from schema_migration order by version');
    const failed = await server.launch().exited;
    expect([failed.code, failed.errorOutput]).toEqual([
      1,
      expect.stringMatching(
        /Qiyun cannot run: 0024-members.sql could not be applied: No space left on device; the database is as it was, /,
      ),
    ]);

    server.launch();
    const isHeld = async () =>
      (await server.query(`select from pg_stat_activity where wait_event = 'PgSleep'`)).length;
    await expect.poll(() => isHeld().catch(() => 0), { timeout: 60_000 }).toBe(1);
    expect(await history()).toEqual([{ version: 1 }]);
    await server.kill('SIGKILL');

    await server.start();
    onTestFinished(async () => void (await server.kill('SIGKILL')));
    expect(await history()).toEqual(versions.map((version) => ({ version })));
    const { productKey, token } = olderInstallation;
    const prefix = `/v1/products/${productKey}`;
    await expectDevices(new ApiClient({ server, prefix, authorization: `token ${token}` }));
  });

  async function expectDevices(api: ApiClient): Promise<void> {
    const { did } = olderInstallation.device;
    expect((await api.get('/devices/search?is_online=1')).meta.total).toBe(0);
    expect((await api.get('/devices/search?is_faulty=1')).objects).toMatchObject([{ did }]);
    const logged = (await api.get(`/devices/${did}/data?sort=asc`)).objects;
    expect(logged).toMatchObject([{ attrs: { litres: 41 } }, { attrs: { litres: 42, dry: 1 } }]);
    expect((await api.get(`/devices/${did}/online?sort=asc`)).objects).toMatchObject([
      { type: 'dev_online' },
      { type: 'dev_offline', payload: { reason: 'offline_exception' } },
    ]);
  }

  async function expectReports(api: ApiClient): Promise<void> {
    const database = new Database(await server.databaseConnection(), 1);
    onTestFinished(() => database.close());
    const { rows } = await database.query<{ today: string }>('select report_date(now()) as today');
    const scope = { database, today: rows[0]!.today, productId: 1, gid: undefined };
    const reports = await recountEveryReport({ ...scope, get: (path) => api.get(path) });
    for (const { path, answered, recounted } of reports) expect(answered, path).toEqual(recounted);
    expect(await api.get('/summary')).toMatchObject({ total: 2, online: 0, active: { '7_day': 2 } });
    expect((await api.get('/fault/report/events')).count).toEqual({ total: 2, resolved: 1, unresolved: 1 });
  }

  async function expectPeople(api: ApiClient): Promise<void> {
    const { device, appid, userToken, gid } = olderInstallation;
    expect((await api.get(`/users/search?type=did&val=${device.did}`)).objects).toMatchObject([
      { username: 'lao-wang', is_owner: true },
    ]);
    const headers = { 'x-gizwits-application-id': appid, 'x-gizwits-user-token': userToken };
    const user = new ApiClient({ server, prefix: '/app', headers });
    expect((await user.get('/users')).name).toBe('老王');
    expect((await user.get('/bindings')).devices).toMatchObject([
      { did: device.did, passcode: device.passcode },
    ]);
    expect((await api.get(`/device_groups/${gid}`)).macs).toEqual(['02000000000b']);
  }
});

describe('a start is refused, says what to do, and changes nothing', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start();
    await server.kill('SIGKILL');
  });
  afterAll(() => server.remove());

  async function refusal(): Promise<string> {
    const { code, errorOutput } = await server.launch().exited;
    expect(code).toBe(1);
    return errorOutput;
  }

  const history = async (database: Database) =>
    (await database.query('select * from schema_migration order by version')).rows;

  test.each([
    [
      'when a newer program has changed the database',
      `insert into schema_migration (version, name, checksum) values (9999, '9999-later.sql', 'x')`,
      'delete from schema_migration where version = 9999',
      /^Qiyun cannot run: the database has schema version 9999, and this program knows \d+: a newer one .* restore a backup .*\n$/,
    ],
    [
      'when a program with another history has changed it',
      `update schema_migration set checksum = 'x' || checksum where version = 4`,
      'update schema_migration set checksum = substr(checksum, 2) where version = 4',
      /^Qiyun cannot run: the database was made with another 0004-standings-and-tallies.sql .* restore a backup .*\n$/,
    ],
  ])('%s', async (_, doctor, heal, sentence) => {
    const before = await inDataFolder(server.dataDir, async (database) => {
      await database.query(doctor);
      return history(database);
    });
    expect(await refusal()).toMatch(sentence);
    await inDataFolder(server.dataDir, async (database) => {
      expect(await history(database)).toEqual(before);
      await database.query(heal);
    });
  });

  test('when PostgreSQL is of another major version, older or newer; with its own the data is there', async () => {
    const path = join(server.dataDir, 'postgres', 'cluster', 'PG_VERSION');
    const ours = await readFile(path, 'utf8');
    for (const other of ['17', '19']) {
      await writeFile(path, `${other}\n`);
      expect(await refusal()).toMatch(
        new RegExp(`^Qiyun cannot run: .* was written by PostgreSQL ${other}, .*docs/operations.md.*\n$`),
      );
      expect(await readFile(path, 'utf8')).toBe(`${other}\n`);
    }
    await writeFile(path, ours);
    await server.start();
  });

  test('when the sealing key is missing, without which the secrets that are there cannot be opened', async () => {
    await createCustomer(server);
    await server.kill('SIGKILL');
    const path = join(server.dataDir, 'sealing-key');
    await rename(path, `${path}.elsewhere`);
    expect(await refusal()).toMatch(/^Qiyun cannot run: .*sealing-key is missing, .* from a backup\n$/);
    await rename(`${path}.elsewhere`, path);
    await server.start();
  });
});
