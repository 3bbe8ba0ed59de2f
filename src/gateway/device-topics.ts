/** The last level of the topics we send commands on; the device answers on `dev2app/<did>/<this>` (device-cloud.md §4.5). */
const clientId = 'qiyun';

export function commandTopic(did: string): string {
  return `app2dev/${did}/${clientId}`;
}

export function resultTopic(did: string): string {
  return `ser2cli_res/${did}`;
}

const notices = 'ser2cli_noti/';

/** The product whose notices a filter asks for; undefined for a filter of another kind. */
export function productOfNotices(filter: string): string | undefined {
  return filter.startsWith(notices) ? filter.slice(notices.length) : undefined;
}

/** What newer modules say to services that are not here: questions for a configuration, and their logs (device-cloud.md §4.4). */
export function isUnstored(topic: string, did: string): boolean {
  return topic === `llm/${did}/config/request` || topic === `sys/${did}/log`;
}

/**
 * What a device may subscribe to: its product's notices, its results, its commands, what newer modules wait for
 * (device-cloud.md §4.4), nothing of anybody else's.
 */
export function maySubscribe(filter: string, did: string, productKey: string | undefined): boolean {
  const commands = `app2dev/${did}`;
  const configuration = [`llm/${did}/config/response`, `llm/${did}/config/push`];
  const isWhole = [`${notices}${productKey}`, resultTopic(did), commands, ...configuration].includes(filter);
  return isWhole || filter.startsWith(`${commands}/`);
}
