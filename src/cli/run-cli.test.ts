import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AdminApi,
  adminToken,
  nowSeconds,
  sampleDefinition,
  startAdminApi,
} from '../api/admin/admin-api.test-helper.ts';
import { newDid, newHexIdentifier } from '../model/identifiers.ts';
import { matchesPassword } from '../model/password.ts';
import { runCli } from './run-cli.ts';

let api: AdminApi;
let server: string;
let folder: string;

beforeAll(async () => {
  api = await startAdminApi();
  await api.app.listen({ host: '127.0.0.1', port: 0 });
  server = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'qiyun-test-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await api.close();
});

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  readonly isTTY?: boolean;
  readonly clock?: () => number;
}

async function run(argv: readonly string[], surroundings: Surroundings = {}): Promise<Run> {
  const { env = { QIYUN_SERVER: server, QIYUN_ADMIN_TOKEN: adminToken }, isTTY = false } = surroundings;
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const io = {
    env,
    stdout: output('stdout'),
    stderr: output('stderr'),
    clock: surroundings.clock ?? (() => 0),
  };
  const code = await runCli(argv, io);
  return { code, ...written };
}

/** Runs a command that must succeed; its answer. */
async function answerOf(...argv: string[]) {
  const { code, stdout, stderr } = await run([...argv, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout);
}

async function write(name: string, content: string | object): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function createProduct(): Promise<string> {
  const { enterprise_id: id } = await answerOf('enterprise', 'create', '--name', 'n');
  return (await answerOf('product', 'create', '--enterprise', id, '--name', 'p')).product_key;
}

describe('qiyun enterprise', () => {
  it('creates, changes, lists and erases', async () => {
    const [id, secret] = [newHexIdentifier(), newHexIdentifier()];
    const created = await run(['enterprise', 'create', '--name', '云上', '--id', id, '--secret', secret]);
    expect(created).toEqual({
      code: 0,
      stdout: `enterprise_id:     ${id}\nenterprise_secret: ${secret}\n`,
      stderr: 'Keep the secret: it is shown only this once.\n',
    });
    const change = ['--hourly-quota', '10', '--ip-allow-list', '192.0.2.1, 2001:db8::/32'];
    expect(await answerOf('enterprise', 'update', id, ...change)).toMatchObject({
      name: '云上',
      hourly_quota: 10,
      ip_allow_list: ['192.0.2.1', '2001:db8::/32'],
    });
    const open = await answerOf('enterprise', 'update', id, '--users-search-without-secret', 'on');
    expect(open.users_search_without_secret).toBe(true);
    expect(await answerOf('enterprise', 'update', id, '--ip-allow-list', '')).toHaveProperty(
      'ip_allow_list',
      [],
    );
    const { stdout: list } = await run(['enterprise', 'list']);
    expect(list.split('\n')[0]).toMatch(/^ENTERPRISE ID {21}NAME +HOURLY QUOTA +IP ALLOW LIST +CREATED AT$/);
    expect(list).toContain(`${id}  云上`);
    expect((await answerOf('enterprise', 'rotate-secret', id)).enterprise_secret).not.toBe(secret);
    expect((await run(['enterprise', 'show', id])).stdout).toMatch(/^created_at: +2026-11-22 08:00:00Z$/m);
    const unsure = await run(['enterprise', 'delete', id]);
    expect([unsure.code, unsure.stdout]).toEqual([1, '']);
    expect(unsure.stderr).toMatch(/^This erases enterprise .* for good\. Add --yes to do it\.\n$/);
    expect((await run(['enterprise', 'delete', id, '--yes'])).stdout).toBe(`Enterprise ${id} is erased.\n`);
    expect((await run(['enterprise', 'show', id])).stderr).toBe(
      'The server refused: enterprise id not exist (5003). `qiyun enterprise list` shows those there are.\n',
    );
  });

  it('says when a list goes on', async () => {
    for (const name of ['a', 'b']) await answerOf('enterprise', 'create', '--name', name);
    const { stderr } = await run(['enterprise', 'list', '--limit', '1', '--skip', '1']);
    expect(stderr).toMatch(/^2 to 2 of \d+; see --limit and --skip\.\n$/);
    const behind = await run(['enterprise', 'list', '--skip', '1000']);
    expect(behind.stderr).toMatch(/^None of \d+; see --limit and --skip\.\n$/);
  });
});

describe('qiyun product', () => {
  it('imports a definition with its product_key and shows the data points', async () => {
    const { enterprise_id: id } = await answerOf('enterprise', 'create', '--name', 'n');
    const definition = { ...sampleDefinition('heater'), product_key: newHexIdentifier() };
    const file = await write('heater.json', definition);
    const secret = newHexIdentifier();
    expect(await answerOf('product', 'import', file, '--enterprise', id, '--secret', secret)).toEqual({
      product_key: definition.product_key,
      product_secret: secret,
    });
    const { stdout } = await run(['product', 'show', definition.product_key]);
    expect(stdout).toMatch(/^name: +heater$/m);
    expect(stdout).toMatch(/^1 {3}temperature {2}温度 {10}uint8 {6}status_readonly$/m);
    expect((await answerOf('product', 'show', definition.product_key)).datapoints.name).toBe('heater');
    expect((await answerOf('product', 'list', '--enterprise', id)).objects).toHaveLength(1);
    expect((await run(['product', 'list'])).stdout).toContain(definition.product_key);
  });

  it('creates and updates', async () => {
    const key = await createProduct();
    const file = await write('definition.json', `\ufeff${JSON.stringify(sampleDefinition())}`);
    const settings = ['--remote-control', 'off', '--control-requires-binding', 'on', '--control-ack', 'sent'];
    const access = ['--registration', 'preregistered', '--association', 'open', '--name', 'renamed'];
    expect(
      await answerOf('product', 'update', key, '--definition', file, ...settings, ...access),
    ).toMatchObject({
      definition_version: 1,
      remote_control: false,
      control_requires_binding: true,
      control_ack: 'sent',
      registration: 'preregistered',
      association: 'open',
      name: 'renamed',
    });
    const { product_secret: secret } = await answerOf('product', 'rotate-secret', key);
    expect(api.seal.open(api.catalog.productByKey(key)!.secretSealed)).toBe(secret);
    expect((await run(['product', 'delete', key, '--yes'])).code).toBe(0);
    expect((await run(['product', 'show', key])).stderr).toContain('(5015)');
  });

  it('tells what is wrong with a file', async () => {
    const importing = (file: string) => run(['product', 'import', file, '--enterprise', 'x']);
    expect((await importing(join(folder, 'none.json'))).stderr).toContain(
      'none.json cannot be read (ENOENT)',
    );
    expect((await importing(await write('bad.json', '{'))).stderr).toContain('bad.json is not valid JSON');
    expect((await importing(await write('keyless.json', '{}'))).stderr).toContain('has no product_key');
    const key = await createProduct();
    const bad = await write('bad-definition.json', { ...sampleDefinition(), entities: [] });
    const { code, stderr } = await run(['product', 'update', key, '--definition', bad]);
    expect([code, stderr]).toEqual([
      1,
      'The server refused: form invalid, entities: must hold exactly one entity (5002).\n',
    ]);
  });
});

it('qiyun app creates, lists, rotates and erases', async () => {
  const { enterprise_id: id } = await answerOf('enterprise', 'create', '--name', 'n');
  const { appid, app_secret: secret } = await answerOf('app', 'create', '--enterprise', id, '--name', 'a');
  expect((await run(['app', 'list', '--enterprise', id])).stdout).toContain(appid);
  expect((await answerOf('app', 'rotate-secret', appid)).app_secret).not.toBe(secret);
  expect((await run(['app', 'delete', appid, '--yes'])).stdout).toBe(`App ${appid} is erased.\n`);
});

it('qiyun user lists the users of an enterprise and erases one', async () => {
  const { enterprise_id: id } = await answerOf('enterprise', 'create', '--name', 'n');
  const uid = newHexIdentifier();
  await api.database.query(
    `insert into app_user (uid, enterprise_id, username, created_at, updated_at) values ($1, $2, 'zhang', now(), now())`,
    [uid, id],
  );
  expect((await run(['user', 'list', '--enterprise', id])).stdout).toMatch(new RegExp(`${uid} +zhang`));
  expect((await run(['user', 'delete', uid])).code).toBe(1);
  expect((await run(['user', 'delete', uid, '--yes'])).stdout).toBe(`User ${uid} is erased.\n`);
  expect((await run(['user', 'list', '--enterprise', id])).stdout).not.toContain(uid);
});

describe('qiyun device', () => {
  it('lists, shows, disables, enables and erases', async () => {
    const key = await createProduct();
    const file = await write('one.csv', 'mac,passcode\nAA01,SECRET\n');
    expect(await run(['device', 'import', file, '--product', key])).toEqual({
      code: 0,
      stdout: '1 devices imported, 0 refused.\n',
      stderr: '',
    });
    const { objects } = await answerOf('device', 'list', '--product', key);
    const { did } = objects[0];
    expect((await run(['device', 'list', '--product', key])).stdout).toContain(`${did}  aa01  no`);
    expect((await run(['device', 'show', did])).stdout).toMatch(/^has_passcode: +yes$/m);
    expect((await run(['device', 'disable', did])).stdout).toBe(`Device ${did} is disabled.\n`);
    expect(await answerOf('device', 'show', did)).toHaveProperty('is_disabled', true);
    expect(await answerOf('device', 'enable', did)).toHaveProperty('is_disabled', false);
    expect((await run(['device', 'check-firmware', did, '--type', 'mcu'])).stderr).toBe(
      'The server refused: device offline! (5305). Try again when it is online.\n',
    );
    expect((await run(['device', 'delete', did, '--yes'])).code).toBe(0);
    expect((await run(['device', 'show', did])).stderr).toContain('(5301)');
  });

  it('shows what a device sent in vain', async () => {
    const key = await createProduct();
    await answerOf('device', 'import', await write('one.json', [{ mac: 'aa01' }]), '--product', key);
    const [{ did }] = (await answerOf('device', 'list', '--product', key)).objects;
    await api.database.query(
      `insert into rejected_frame (device_id, received_at, seq, reason, topic, payload)
       select device_id, '2026-11-22T08:00:00.5Z', 1, 'no frame', E'dev2app/\\x1b[2J', '\\xbad0'
       from device_did where did = $1`,
      [did],
    );
    const { stdout } = await run(['device', 'rejected', did]);
    expect(stdout.split('\n')[1]).toBe('2026-11-22 08:00:00.500Z  no frame  dev2app/\\u001b[2J  bad0');
  });
});

describe('devices that wait for approval', () => {
  /** Came in with these dids, while the product was in adoption. */
  async function comeIn(key: string, dids: readonly string[]): Promise<void> {
    await api.database.query(
      `insert into waiting_device (did, product_id, passcode_sealed, client_ip, client_network, first_seen_at, last_seen_at)
       select did, p.id, $3, '192.0.2.1', '192.0.2.1', now(), now() from unnest($1::text[]) did, product p where p.product_key = $2`,
      [dids, key, api.seal.seal('PASSCODE')],
    );
  }

  it('come in for as long as adoption is on, 30 days at most', async () => {
    const key = await createProduct();
    expect(await answerOf('product', 'show', key)).toHaveProperty('adoption_until', null);
    const clock = () => nowSeconds * 1000;
    const on = await run(['product', 'update', key, '--adoption', '7d', '--json'], { clock });
    expect(JSON.parse(on.stdout)).toHaveProperty('adoption_until', nowSeconds + 7 * 86_400);
    const long = await run(['product', 'update', key, '--adoption', '31d'], { clock });
    expect(long.stderr).toContain('adoption_until: must be within 30 days (5002)');
    const clockAhead = () => nowSeconds * 1000 + 600_000;
    const ahead = await run(['product', 'update', key, '--adoption', '30d'], { clock: clockAhead });
    expect(ahead.stderr).toBe('');
    expect(await answerOf('product', 'update', key, '--adoption', 'off')).toHaveProperty(
      'adoption_until',
      null,
    );
    expect((await run(['product', 'update', key, '--adoption', '1w'])).code).not.toBe(0);
  });

  it('are listed, approved by name, all together or those with a mac, and refused', async () => {
    const key = await createProduct();
    const dids = Array.from({ length: 5 }, newDid).sort();
    await comeIn(key, dids);
    const file = await write('listed.csv', `mac,did\naa:01,${dids[0]}\n`);
    await answerOf('device', 'import', file, '--product', key);
    const list = await run(['device', 'waiting', '--product', key]);
    expect(list.stdout).toMatch(new RegExp(`^${dids[0]} +aa:01 +192\\.0\\.2\\.1`, 'm'));
    expect((await run(['device', 'approve', '--product', key, '--listed'])).stdout).toBe(
      '1 devices approved.\n',
    );
    expect(await answerOf('device', 'show', dids[0]!)).toMatchObject({ mac: 'aa:01', has_passcode: true });
    expect(await answerOf('device', 'approve', dids[1]!, '--product', key, '--mac', 'AA02')).toEqual({
      approved: [{ did: dids[1] }],
      failed: [],
    });
    expect(await answerOf('device', 'show', dids[1]!)).toHaveProperty('mac', 'aa02');
    const taken = await run(['device', 'approve', dids[2]!, '--product', key, '--mac', 'aa02']);
    expect([taken.code, taken.stderr]).toEqual([
      1,
      `${dids[2]}: mac: belongs to another device\n1 could not be approved.\n`,
    ]);
    expect((await run(['device', 'refuse', dids[2]!, '--product', key])).stdout).toBe('1 devices refused.\n');
    const refused = await answerOf('device', 'waiting', '--product', key, '--refused');
    expect(refused.objects).toMatchObject([{ did: dids[2], state: 'refused', mac: null }]);
    expect((await run(['device', 'approve', '--product', key, '--all'])).stdout).toBe(
      '2 devices approved.\n',
    );
    expect(await answerOf('device', 'show', dids[3]!)).toHaveProperty(
      'mac',
      `unknown:${dids[3]!.toLowerCase()}`,
    );
    expect((await run(['device', 'approve', '--product', key])).code).toBe(1);
  });
});

describe('qiyun device import', () => {
  it('sends a long list in chunks and reports refused lines by their numbers', async () => {
    const key = await createProduct();
    const lines = Array.from({ length: 2500 }, (_, index) => `aa${index},,`);
    lines[1499] = 'not a mac,,';
    lines[1999] = 'aa1999,short,';
    lines[2000] = 'too,many,fields,here';
    const file = await write('fleet.csv', `mac,did,passcode\n${lines.join('\n')}`);
    const { code, stdout, stderr } = await run(['device', 'import', file, '--product', key]);
    expect([code, stdout]).toEqual([1, '2497 devices imported, 3 refused.\n']);
    expect(stderr.split('\n')).toEqual([
      'line 1501: not a mac: mac: is not well-formed',
      'line 2001: aa1999: did: is not well-formed',
      'line 2002: has 4 fields, the header 3',
      '3 refused. Correct them and import the file again: devices that are there already are left as they are.',
      '',
    ]);
    expect((await answerOf('device', 'list', '--product', key)).meta.total).toBe(2497);
  });

  it('may run again, and brings a did and passcode from elsewhere', async () => {
    const key = await createProduct();
    const did = newDid();
    const file = await write('again.csv', `mac,did,passcode,device_sn\nAA01,${did},"PA""SS",sn 1\n`);
    const importing = ['device', 'import', file, '--product', key];
    expect(await answerOf(...importing)).toEqual({ imported: 1, refused_total: 0, refused: [] });
    expect(await answerOf(...importing)).toEqual({ imported: 1, refused_total: 0, refused: [] });
    expect(await answerOf('device', 'show', did)).toMatchObject({ mac: 'aa01', device_sn: 'sn 1' });
  });

  it('prints refused lines as JSON for programs, and fails all the same', async () => {
    const key = await createProduct();
    const file = await write('bad.json', [{ mac: '' }, 5]);
    const { code, stdout, stderr } = await run(['device', 'import', file, '--product', key, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      imported: 0,
      refused_total: 2,
      refused: [
        { place: 'item 1', reason: 'mac: is not well-formed' },
        { place: 'item 2', reason: 'is not a device' },
      ],
    });
    expect(stderr).toMatch(/^2 refused\./);
  });

  it('shows its progress in one line on a terminal, and every few seconds elsewhere', async () => {
    const key = await createProduct();
    const macs = Array.from({ length: 3000 }, (_, index) => ({ mac: `aa${index}` }));
    const argv = ['device', 'import', await write('many.json', macs), '--product', key];
    const terminal = await run(argv, { isTTY: true });
    expect(terminal.stderr.split('\r\x1b[K')).toEqual([
      '',
      '1000 devices imported, 0 refused.',
      '2000 devices imported, 0 refused.',
      '3000 devices imported, 0 refused.',
      '',
    ]);
    let nowMs = 0;
    const clock = () => {
      nowMs += 3000;
      return nowMs;
    };
    const pipe = await run(argv, { clock });
    expect(pipe.stderr).toBe('2000 devices imported, 0 refused.\n');
  });

  it('tells how far it came when it cannot go on', async () => {
    const key = await createProduct();
    const macs = Array.from({ length: 1500 }, (_, index) => `aa${index}`);
    const file = await write('breaks.csv', `mac\n${macs.join('\n')}`);
    let calls = 0;
    api.app.server.on('request', function interrupt(request) {
      if (request.method === 'POST' && ++calls === 2) {
        api.app.server.off('request', interrupt);
        request.socket.destroy();
      }
    });
    const { code, stderr } = await run(['device', 'import', file, '--product', key]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /cannot be reached .* Before that: 1000 devices imported, 0 refused\. The import may/,
    );
  });
});

describe('the connection to the server', () => {
  it('takes the token from the data folder of the server', async () => {
    await write('admin-token', `${adminToken}\n`);
    const list = ['enterprise', 'list', '--server', `${server}/`];
    expect((await run([...list, '--data-dir', folder], { env: {} })).code).toBe(0);
    expect((await run(list, { env: { QIYUN_DATA_DIR: folder } })).code).toBe(0);
    expect((await run(['--admin-token', adminToken, ...list], { env: {} })).code).toBe(0);
  });

  it.each([
    [
      'no token',
      { QIYUN_DATA_DIR: '/nowhere' },
      [],
      'No admin token: there is no file /nowhere/admin-token. Give it',
    ],
    ['a wrong token', {}, ['--admin-token', 'wrong'], '(5010). Is --admin-token'],
    ['an address that is none', {}, ['--server', 'localhost:x'], '"localhost:x" is not an address such as'],
    [
      'nobody there',
      {},
      ['--server', 'http://127.0.0.1:65535'],
      'http://127.0.0.1:65535 cannot be reached (ECONNREFUSED)',
    ],
    ['an unknown option', {}, ['--colour'], "error: unknown option '--colour'"],
    ['a number that is none', {}, ['--limit', 'x'], 'It must be a whole number.'],
  ])('says what to do about %s', async (_title, env, argv, message) => {
    const token = 'QIYUN_DATA_DIR' in env ? {} : { QIYUN_ADMIN_TOKEN: adminToken };
    const answer = await run(['enterprise', 'list', ...argv], {
      env: { QIYUN_SERVER: server, ...token, ...env },
    });
    expect([answer.code, answer.stdout]).toEqual([1, '']);
    expect(answer.stderr).toContain(message);
  });

  it('recognises a server that is none of ours', async () => {
    const other = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const { stderr } = await run(['enterprise', 'list', '--server', address]);
    other.close();
    expect(stderr).toBe(`${address} answered HTTP 200: that is no Qiyun server. Check --server.\n`);
  });

  it('sends nobody to the log for what the installation does not have', async () => {
    const error = {
      error_code: '5409',
      error_message: 'call innerapi failed!',
      detail: 'the database is your own',
    };
    const own = createServer((_request, response) => response.writeHead(501).end(JSON.stringify(error)));
    await once(own.listen(0, '127.0.0.1'), 'listening');
    const { stderr } = await run([
      'backup',
      '--server',
      `http://127.0.0.1:${(own.address() as AddressInfo).port}`,
    ]);
    own.close();
    expect(stderr).toBe('The server refused: call innerapi failed!, the database is your own (5409).\n');
  });
});

it('qiyun member creates, lists, changes and erases those who work at the console', async () => {
  const { enterprise_id: id } = await answerOf('enterprise', 'create', '--name', 'n');
  const member = ['--enterprise', id, '--username', 'Chang-E', '--name', '嫦娥'];
  const created = await answerOf('member', 'create', ...member, '--password', 'moon cake 8');
  expect(created).toMatchObject({ username: 'chang-e', name: '嫦娥', role: 'viewer', last_login_at: null });
  expect(created).not.toHaveProperty('password');
  const { member_id } = created;
  const { stdout } = await run(['member', 'list', '--enterprise', id]);
  expect(stdout).toMatch(new RegExp(`${member_id} +chang-e +嫦娥 +viewer`));
  const renamed = await answerOf('member', 'update', member_id, '--name', '后羿', '--role', 'manager');
  expect(renamed).toMatchObject({ member_id, name: '后羿', role: 'manager' });
  expect((await run(['member', 'update', member_id, '--role', 'king'])).stderr).toContain('manager, viewer');
  expect((await run(['member', 'delete', member_id])).code).toBe(1);
  expect((await run(['member', 'delete', member_id, '--yes'])).stdout).toBe(
    `Member ${member_id} is erased.\n`,
  );
  expect((await run(['member', 'delete', member_id, '--yes'])).stderr).toContain('qiyun member list');
});

it('qiyun member makes a password where none is given, shows it this once, and it is the one that counts', async () => {
  const { enterprise_id: id } = await answerOf('enterprise', 'create', '--name', 'n');
  const hashOf = async (username: string) => {
    const { rows } = await api.database.query<{ hash: string }>(
      'select password_hash as hash from member where username = $1',
      [username],
    );
    return rows[0]!.hash;
  };
  const member = ['--enterprise', id, '--username', 'houyi', '--name', '后羿'];
  const first = await run(['member', 'create', ...member]);
  expect(first.stderr).toBe('Keep the secret: it is shown only this once.\n');
  const shown = /^password:? +(\S{16})$/m.exec(first.stdout)![1]!;
  expect(await matchesPassword(shown, await hashOf('houyi'))).toBe(true);
  const memberId = /^member_id:? +(\S+)$/m.exec(first.stdout)![1]!;
  const { password } = await answerOf('member', 'update', memberId, '--password');
  expect(password).not.toBe(shown);
  expect(await matchesPassword(password, await hashOf('houyi'))).toBe(true);
});

it('every command explains itself', async () => {
  for (const argv of [[], ['enterprise'], ['product'], ['app'], ['user'], ['member'], ['device']]) {
    const { code, stdout } = await run([...argv, '--help']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Examples:')]);
  }
  expect((await run(['device', 'import', '--help'])).stdout).toContain('--product <product_key>');
});
