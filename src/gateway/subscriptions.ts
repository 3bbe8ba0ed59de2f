import { topicFilterMatches } from './mqtt/topic-filter.ts';

/** Of one session. Modules have three (device-cloud.md §4.5). */
const maxSubscriptions = 64;

/** The topic filters granted to a device, as it wrote them. Nothing of them outlives its session. */
export class Subscriptions {
  readonly #filters: string[] = [];

  /** Whether there was room for it. [MQTT-3.8.4-3]: a filter that is there already is replaced. */
  add(filter: string): boolean {
    if (this.#filters.includes(filter)) return true;
    if (this.#filters.length === maxSubscriptions) return false;
    this.#filters.push(filter);
    return true;
  }

  /** Whether it was there. [MQTT-3.10.4-1]: only the very same filter is. */
  remove(filter: string): boolean {
    const position = this.#filters.indexOf(filter);
    if (position >= 0) this.#filters.splice(position, 1);
    return position >= 0;
  }

  hears(topic: string): boolean {
    return this.#filters.some((filter) => topicFilterMatches(filter, topic));
  }
}
