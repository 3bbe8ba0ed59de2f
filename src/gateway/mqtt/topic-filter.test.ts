import { expect, test } from 'vitest';
import { topicFilterMatches, topicFilterViolation } from './topic-filter.ts';

test.each(['#', '+', '/', 'a', 'a/#', 'a/+/b', '+/+', '+/b/#', '/+', '//', '$SYS/#', 'a b'])(
  '%s is a topic filter',
  (filter) => {
    expect(topicFilterViolation(filter)).toBeUndefined();
  },
);

test.each(['a#', 'a/#/b', '#/a', '##', 'a+', '+a/b', 'a/b+', '++', 'a/#b', '+#'])(
  '%s is no topic filter',
  (filter) => {
    expect(topicFilterViolation(filter)).toBe('invalid-topic-filter');
  },
);

test('a topic filter has at least one character [MQTT-4.7.3-1]', () => {
  expect(topicFilterViolation('')).toBe('empty-topic');
});

test.each([
  ['app2dev/did/#', 'app2dev/did/client'],
  ['app2dev/did/#', 'app2dev/did/client/more'],
  ['sport/tennis/player1/#', 'sport/tennis/player1'],
  ['sport/#', 'sport'],
  ['#', 'sport/tennis'],
  ['sport/tennis/+', 'sport/tennis/player1'],
  ['sport/+', 'sport/'],
  ['+/+', '/finance'],
  ['/+', '/finance'],
  ['+/tennis/#', 'sport/tennis/a/b'],
  ['a//b', 'a//b'],
  ['$SYS/#', '$SYS/monitor'],
  ['$SYS/monitor/+', '$SYS/monitor/clients'],
])('%s covers %s', (filter, topic) => {
  expect(topicFilterMatches(filter, topic)).toBe(true);
});

test.each([
  ['app2dev/did/#', 'app2dev/other/client'],
  ['app2dev/did/#', 'app2dev/did2'],
  ['sport/tennis/+', 'sport/tennis/player1/ranking'],
  ['sport/+', 'sport'],
  ['+', '/finance'],
  ['sport', 'sport/tennis'],
  ['sport/tennis', 'sport'],
  ['Sport', 'sport'],
  ['sport', 'sport/'],
  ['#', '$SYS/monitor'],
  ['+/monitor/clients', '$SYS/monitor/clients'],
])('%s does not cover %s', (filter, topic) => {
  expect(topicFilterMatches(filter, topic)).toBe(false);
});
