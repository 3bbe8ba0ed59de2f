import { ChangedValue } from './changed-value.ts';
import type { CrashScene } from './crash-scene.ts';
import { CreatedThings } from './created-things.ts';
import type { Undertaking } from './undertaking.ts';

const every = 'limit=1000';
const countries = ['China', 'Germany'] as const;
/** Of data point `light_schedule`: eight bytes, the last five of them a number. */
const schedules = /c0ffee[0-9a-f]{10}/g;

/** What is changed, made and commanded over all faces of the API while servers die, each by one caller. */
export function crashUndertakings(scene: CrashScene): Undertaking[] {
  return [...ofAdministrator(scene), ...ofEnterprise(scene), ...ofUser(scene)];
}

function ofAdministrator(scene: CrashScene): Undertaking[] {
  const { admin, console, customer, still, gids } = scene;
  const { productKey } = customer.greenhouse;
  const [moved, blocked] = still;
  const product = `/products/${productKey}`;
  return [
    new ChangedValue({
      what: 'the name of a product',
      value: (n) => `温室 ${n}`,
      write: (name) => admin.patch(product, { name }),
      read: async () => (await admin.get(product)).name,
    }),
    new ChangedValue({
      what: 'where a device is',
      value: (n) => countries[n % countries.length]!,
      write: (country) => admin.patch(`/devices/${moved!.did}`, { country }),
      read: async () => (await admin.get(`/devices/${moved!.did}`)).country,
    }),
    new ChangedValue({
      what: 'whether a device is disabled',
      value: (n) => String(n % 2 === 1),
      write: (value) => admin.patch(`/devices/${blocked!.did}`, { is_disabled: value === 'true' }),
      read: async () => String((await admin.get(`/devices/${blocked!.did}`)).is_disabled),
    }),
    new ChangedValue({
      what: 'the name of a device group',
      value: (n) => `苗圃 ${n}`,
      write: (name) => console.patch(`${product}/device_groups/${gids[1]}`, { name }),
      read: async () => {
        const { groups } = await console.get(`${product}/device_groups`);
        return groups.find(({ gid }: { gid: string }) => gid === gids[1]).name;
      },
    }),
    new CreatedThings({
      what: 'enterprises',
      create: async (n) => (await admin.post('/enterprises', { name: `农场 ${n}` })).enterprise_id,
      lists: {
        'the list of enterprises': async () =>
          (await admin.everyPage(`/enterprises?${every}`)).map(({ enterprise_id: id }) => id),
        'the audit log': () => toldInAuditLog(scene, 'enterprise.create', 'enterprise_id'),
      },
    }),
    new CreatedThings({
      what: 'imported devices',
      create: async (n) => {
        const mac = `dec0de${n.toString(16).padStart(6, '0')}`;
        const { created } = await admin.post(`${product}/devices`, { devices: [{ mac }] });
        return created[0].did;
      },
      erase: (did) => admin.success('DELETE', `/devices/${did}`),
      lists: {
        'the list of devices': async () =>
          (await admin.everyPage(`${product}/devices?${every}`)).map(({ did }) => did),
      },
    }),
  ];
}

function ofEnterprise(scene: CrashScene): Undertaking[] {
  const { admin, enterprise, gids, still, commanded, uid, appid } = scene;
  const [, , grouped, bound] = still;
  return [
    new ChangedValue({
      what: 'the group of a device',
      value: (n) => gids[n % gids.length]!,
      write: (gid) => {
        const body = { action: 'assign', reassign: true, macs: [grouped!.mac] };
        return enterprise.success('PUT', `/device_groups/${gid}`, body);
      },
      read: async () => (await admin.get(`/devices/${grouped!.did}`)).gid,
    }),
    new ChangedValue({
      what: 'a binding by the enterprise',
      value: boundOrNot,
      write: (value) =>
        enterprise.success(methodFor(value), '/devices/bindings', { uid, appid, dids: [bound!.did] }),
      read: () => bindingOf(scene, bound!.did),
    }),
    new CreatedThings({
      what: 'device groups',
      create: async () => (await enterprise.success('POST', '/device_groups', { parent_gid: gids[0] })).gid,
      erase: (gid) => enterprise.success('DELETE', `/device_groups/${gid}`),
      lists: {
        'the tree of groups': async () => {
          const tree = await enterprise.success('GET', '/device_groups');
          return Object.keys(tree[gids[0]]);
        },
      },
    }),
    new CreatedThings({
      what: 'commands',
      create: async (n) => {
        const schedule = `c0ffee${n.toString(16).padStart(10, '0')}`;
        const { did } = commanded[n % commanded.length]!;
        await enterprise.success('POST', `/devices/${did}/control`, { attrs: { light_schedule: schedule } });
        return schedule;
      },
      lists: {
        'the logs of the devices': () => loggedCommands(scene),
        'the audit log': async () =>
          (await toldInAuditLog(scene, 'device.control', 'detail::text')).flatMap(schedulesIn),
      },
    }),
  ];
}

function ofUser(scene: CrashScene): Undertaking[] {
  const { admin, app, user, customer, still, commanded } = scene;
  const [own] = still;
  const [labelled] = commanded;
  return [
    new ChangedValue({
      what: 'a binding by the app',
      value: boundOrNot,
      write: async (value) => {
        const { did, passcode } = own!;
        const { failed } = await user.success(methodFor(value), '/bindings', {
          devices: [{ did, passcode }],
        });
        if (failed.length > 0) throw new Error(`${did} could not be ${value}`);
      },
      read: () => bindingOf(scene, own!.did),
    }),
    new ChangedValue({
      what: 'what a user says of his device',
      value: (n) => `窗边 ${n}`,
      write: async (remark) => {
        const { did, passcode } = labelled!;
        await user.post('/bindings', { devices: [{ did, passcode }] });
        await user.success('PUT', `/bindings/${did}`, { remark });
      },
      // Nothing, until he has bound it.
      read: async () => (await devicesOf(scene)).find(({ did }) => did === labelled!.did)?.remark ?? '',
    }),
    new ChangedValue({
      what: 'the name of a user',
      value: (n) => `王 ${n}`,
      write: (name) => user.success('PUT', '/users', { name }),
      read: async () => (await user.get('/users')).name,
    }),
    new CreatedThings({
      what: 'users',
      create: async (n) => (await app.post('/users', { phone_id: `phone ${n}` })).uid,
      erase: (uid) => admin.success('DELETE', `/users/${uid}`),
      lists: {
        'the list of users': async () =>
          (await admin.everyPage(`/enterprises/${customer.enterpriseId}/users?${every}`)).map(
            ({ uid }) => uid,
          ),
      },
    }),
  ];
}

function boundOrNot(n: number): string {
  return n % 2 === 1 ? 'bound' : 'not bound';
}

function methodFor(value: string): 'POST' | 'DELETE' {
  return value === 'bound' ? 'POST' : 'DELETE';
}

async function bindingOf(scene: CrashScene, did: string): Promise<string> {
  return (await devicesOf(scene)).some((device) => device.did === did) ? 'bound' : 'not bound';
}

async function devicesOf({ user }: CrashScene): Promise<{ did: string; remark: string }[]> {
  return (await user.get('/bindings?limit=20&skip=0')).devices;
}

function schedulesIn(text: string): string[] {
  return text.match(schedules) ?? [];
}

async function loggedCommands({ customer, commanded }: CrashScene): Promise<string[]> {
  const { api } = customer.greenhouse;
  const logs = await Promise.all(commanded.map(({ did }) => api.everyPage(`/devices/${did}/cmd?${every}`)));
  return logs
    .flat()
    .filter(({ type }) => type === 'app2dev')
    .flatMap(({ payload }) => schedulesIn(payload));
}

/** A column of its events of one kind. */
async function toldInAuditLog({ server }: CrashScene, action: string, column: string): Promise<string[]> {
  const rows = await server.query<{ told: string }>(
    `select ${column} as told from audit_event where action = $1 and result = 'ok'`,
    [action],
  );
  return rows.map(({ told }) => told);
}
