import { topicFilterMatches } from './mqtt/topic-filter.ts';

/** The last level of the topics we send commands on; the device answers on `dev2app/<did>/<this>` (device-cloud.md §4.5). */
const clientId = 'qiyun';

export function commandTopic(did: string): string {
  return `app2dev/${did}/${clientId}`;
}

export function resultTopic(did: string): string {
  return `ser2cli_res/${did}`;
}

/** Which of its topics a filter lets the device hear. */
export interface HeardTopics {
  readonly commands: boolean;
  readonly results: boolean;
}

/**
 * What a device may subscribe to: its product's notices, its results, its commands, nothing of anybody else's.
 * Undefined for every other filter.
 */
export function heardTopics(
  filter: string,
  did: string,
  productKey: string | undefined,
): HeardTopics | undefined {
  if (filter === `ser2cli_noti/${productKey}`) return { commands: false, results: false };
  if (filter === resultTopic(did)) return { commands: false, results: true };
  const isOwn = filter === `app2dev/${did}` || filter.startsWith(`app2dev/${did}/`);
  if (!isOwn) return undefined;
  return { commands: topicFilterMatches(filter, commandTopic(did)), results: false };
}
