import type { paths } from '../../generated/management-api.ts';

export type DeviceQuery = NonNullable<
  paths['/console/v1/products/{product_key}/devices']['get']['parameters']['query']
>;

/** What of the list the address chooses: the filters by the names that the API has for them, and the page. */
export const listNames = [
  'q',
  'is_online',
  'gid',
  'country',
  'region',
  'city',
  'is_faulty',
  'is_alert',
  'show_disabled',
  'liveness_start',
  'uid',
  'skip',
  'limit',
] as const;

export type ListName = (typeof listNames)[number];
/** Empty: not chosen. */
export type ListState = Readonly<Record<ListName, string>>;
export type ChangeList = (changed: Partial<Record<ListName, string>>) => void;

export const pageSizes = ['20', '50', '100'] as const;
const pageSizeAtFirst = 50;

const numberNames = ['is_online', 'is_faulty', 'is_alert', 'show_disabled', 'liveness_start'] as const;
const textNames = ['q', 'gid', 'country', 'region', 'city'] as const;

/** The filters alone, as the list and the download take them. */
export function filterOf(state: ListState): Omit<DeviceQuery, 'skip' | 'limit'> {
  const texts = textNames.filter((name) => state[name]).map((name) => [name, state[name]] as const);
  const numbers = numberNames
    .filter((name) => state[name])
    .map((name) => [name, Number(state[name])] as const);
  return {
    ...Object.fromEntries<string | number>([...texts, ...numbers]),
    ...(state.uid && { type: 'uid' as const, val: state.uid }),
  };
}

export function queryOf(state: ListState): DeviceQuery & { skip: number; limit: number } {
  return {
    ...filterOf(state),
    skip: Number(state.skip),
    limit: Number(state.limit || pageSizeAtFirst),
  };
}

/** Every device of the product. */
export const noFilter = {
  q: '',
  is_online: '',
  gid: '',
  country: '',
  region: '',
  city: '',
  is_faulty: '',
  is_alert: '',
  show_disabled: '',
  liveness_start: '',
  uid: '',
} satisfies Partial<Record<ListName, string>>;
