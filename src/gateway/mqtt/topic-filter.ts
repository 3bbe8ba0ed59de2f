import type { PacketViolation } from './packet-violation.ts';

const SEPARATOR = '/';
const ONE_LEVEL = '+';
const ALL_LEVELS = '#';

/** What is wrong with a topic filter: empty, or a wildcard that is not a level of its own. MQTT 3.1.1 §4.7.1. */
export function topicFilterViolation(filter: string): PacketViolation | undefined {
  // [MQTT-4.7.3-1]
  if (filter === '') return 'empty-topic';
  const levels = filter.split(SEPARATOR);
  const last = levels.length - 1;
  const isValid = levels.every(
    (level, index) => isFilterLevel(level) && (level !== ALL_LEVELS || index === last),
  );
  return isValid ? undefined : 'invalid-topic-filter';
}

/** [MQTT-4.7.1-2], [MQTT-4.7.1-3]: a wildcard stands alone between separators. */
function isFilterLevel(level: string): boolean {
  return level.length === 1 || !(level.includes(ONE_LEVEL) || level.includes(ALL_LEVELS));
}

/** Whether a valid topic filter covers a valid topic name. MQTT 3.1.1 §4.7; case and empty levels count. */
export function topicFilterMatches(filter: string, topic: string): boolean {
  const filterLevels = filter.split(SEPARATOR);
  const topicLevels = topic.split(SEPARATOR);
  // [MQTT-4.7.2-1]: the server's own topics are not met by a wildcard in front.
  if (topic.startsWith('$') && isWildcard(filterLevels[0])) return false;
  for (const [index, level] of filterLevels.entries()) {
    // §4.7.1.2: also the parent level, so `sport/#` covers `sport`.
    if (level === ALL_LEVELS) return true;
    if (index === topicLevels.length) return false;
    if (level !== ONE_LEVEL && level !== topicLevels[index]) return false;
  }
  return filterLevels.length === topicLevels.length;
}

function isWildcard(level: string | undefined): boolean {
  return level === ONE_LEVEL || level === ALL_LEVELS;
}
