/** What a column holds. In CSV a boolean is 1, 0, true or false. */
export type ColumnType = 'string' | 'boolean' | 'integer';

/** A kind of list that can be imported: one row of it is a JSON object as the server takes it. */
export interface ListKind {
  /** What one row is, and many of them: `device`, `devices`. The server takes them in an array of the latter name. */
  readonly one: string;
  readonly many: string;
  /** By name, in the order in which documents name them. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Without these a row is nothing. */
  readonly required: readonly string[];
}

export const deviceList: ListKind = {
  one: 'device',
  many: 'devices',
  columns: { mac: 'string', did: 'string', passcode: 'string', device_sn: 'string' },
  required: ['mac'],
};

export const userList: ListKind = {
  one: 'user',
  many: 'users',
  columns: {
    uid: 'string',
    username: 'string',
    phone: 'string',
    email: 'string',
    phone_id: 'string',
    auth_src: 'string',
    auth_uid: 'string',
    name: 'string',
    created_at: 'integer',
  },
  required: [],
};

export const bindingList: ListKind = {
  one: 'binding',
  many: 'bindings',
  columns: {
    uid: 'string',
    username: 'string',
    phone: 'string',
    email: 'string',
    did: 'string',
    mac: 'string',
    is_owner: 'boolean',
    remark: 'string',
    dev_alias: 'string',
    bound_at: 'integer',
  },
  required: [],
};

/** The first line of a CSV that has all columns. */
export function headerOf({ columns }: ListKind): string {
  return Object.keys(columns).join(',');
}
