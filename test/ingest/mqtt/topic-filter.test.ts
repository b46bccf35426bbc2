import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTopicFilter, isTopicMatch, TopicRouter } from '../../../src/ingest/mqtt/topic-filter.ts';

/** Of MQTT 5.0 (OASIS Standard, 7 March 2019), 4.7.1 and 4.7.2. */
const examples = [
  ['sport/tennis/player1/#', 'sport/tennis/player1', true],
  ['sport/tennis/player1/#', 'sport/tennis/player1/ranking', true],
  ['sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
  ['sport/#', 'sport', true],
  ['#', 'sport/tennis', true],
  ['sport/tennis/+', 'sport/tennis/player1', true],
  ['sport/tennis/+', 'sport/tennis/player1/ranking', false],
  ['sport/+', 'sport', false],
  ['sport/+', 'sport/', true],
  ['+/+', '/finance', true],
  ['/+', '/finance', true],
  ['+', '/finance', false],
  ['#', '$SYS/broker/uptime', false],
  ['+/monitor/Clients', '$SYS/monitor/Clients', false],
  ['$SYS/#', '$SYS/broker/uptime', true],
  ['$SYS/monitor/+', '$SYS/monitor/Clients', true],
] as const;

describe('topic filters', () => {
  it.each(examples)('the filter %s and the topic %s: %s', (filter, topic, isTaken) => {
    expect(isTopicMatch(filter, topic)).toBe(isTaken);
  });

  it.each(['sport/tennis#', 'sport/tennis/#/ranking', 'sport+', '', '$share/group/plant', 'a\0b', 'é'.repeat(32_768)])(
    'is none: %j',
    (filter) => expect(isTopicFilter(filter)).toBe(false),
  );

  it.each(['#', '+', '+/tennis/#', '/', 'é'.repeat(32_767)])('is one: %j', (filter) => {
    expect(isTopicFilter(filter)).toBe(true);
  });

  it('they take what a regular expression of them takes', () => {
    const level = fc.constantFrom('a', 'b', '', '$x');
    const filterLevel = fc.oneof(level, fc.constant('+'));
    const filters = fc
      .tuple(fc.array(filterLevel, { minLength: 1, maxLength: 4 }), fc.boolean())
      .map(([levels, isOpen]) => [...levels, ...(isOpen ? ['#'] : [])].join('/'));
    const topics = fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'));
    fc.assert(
      fc.property(filters, topics, (filter, topic) => {
        const source = filter
          .replaceAll('$', '\\$')
          .replaceAll('+', '[^/]*')
          .replace(/\/#$/, '(/.*)?')
          .replace(/^#$/, '.*');
        const isTaken = new RegExp(`^${source}$`).test(topic) && !(topic.startsWith('$') && /^[+#]/.test(filter));
        expect(isTopicMatch(filter, topic)).toBe(isTaken);
      }),
      { numRuns: 2_000 },
    );
  });

  it('of several that take a topic the first does, however many topics there are', () => {
    const router = new TopicRouter(['plant/+/speed', 'plant/#']);
    for (let i = 0; i < 100_010; i++) expect(router.find(`plant/${i}/speed`)).toBe(0);
    expect(router.find('plant/7/load')).toBe(1);
    expect(router.find('plant/7/load')).toBe(1);
    expect(router.find('hall')).toBe(-1);
  });
});
