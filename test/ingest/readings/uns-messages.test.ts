/** The messages of the United Manufacturing Hub's documentation, with their traps (test/fixtures/uns). */
import { readFileSync } from 'node:fs';
import type { ReadingMapping } from 'gemba/ingest';
import { describe, expect, it } from 'vitest';
import { decode, refusalsOf, tagOf } from './support/decode.ts';

interface UmhMessage {
  readonly topic: string;
  readonly payload: unknown;
  readonly same_as?: string;
  readonly trap?: string;
}

const fixture = new URL('../../fixtures/uns/umh-messages.json', import.meta.url);
const { messages } = JSON.parse(readFileSync(fixture, 'utf8')) as { readonly messages: readonly UmhMessage[] };

const historian: ReadingMapping = {
  form: 'object',
  topic: 'umh/v1/{enterprise}/{site?}/{area?}/{productionLine?}/{workCell?}/{originId?}/_historian/{context*}',
  tag: '{enterprise}.{site}.{area}.{productionLine}.{workCell}.{originId}.{path}.{key}',
  time: { path: 'timestamp_ms', format: 'epoch-ms' },
};
const press = 'acme.cologne.press-shop.line1.press01';
const cutter = 'cuttingincorperated.cologne.cnc-cutter.head.pos';
const tags = [
  `${press}.temperature_c`,
  `${press}.pressure_bar`,
  `${cutter}.x`,
  `${cutter}.y`,
  `${cutter}.z`,
  'acme.temperature_c',
  'acme.running',
].map((id) => tagOf(id));

const find = (topic: string): UmhMessage => messages.find((message) => message.topic === topic) as UmhMessage;

describe('messages of the unified namespace', () => {
  it('takes the keys of _historian as tags below the topic, and refuses the note nobody made a tag', async () => {
    const { topic, payload } = find('umh/v1/acme/cologne/press-shop/line1/press01/_historian');
    const decoded = await decode(historian, payload, { topic, tags });
    expect(decoded.added.map(({ tag, at, value }) => [tag, at, value])).toEqual([
      [`${press}.temperature_c`, 1_702_286_893_000, 154.1],
      [`${press}.pressure_bar`, 1_702_286_893_000, 5],
    ]);
    expect(decoded.refused).toMatchObject([
      { code: 'unknown-tag', field: 'notes', received: `${press}.notes`, at: 1_702_286_893_000 },
    ]);
  });

  it('takes a nested object as the same as a deeper topic', async () => {
    const deeper = find('umh/v1/cuttingincorperated/cologne/cnc-cutter/_historian/head/pos');
    const nested = find('umh/v1/cuttingincorperated/cologne/cnc-cutter/_historian');
    expect(nested.same_as).toBe('the message before');
    const [a, b] = await Promise.all(
      [deeper, nested].map(({ topic, payload }) => decode(historian, payload, { topic, tags })),
    );
    expect(a?.added).toHaveLength(3);
    expect(b?.added).toEqual(a?.added);
    expect(b?.refused).toEqual([]);
  });

  it('does not believe seconds under a millisecond name', async () => {
    const { topic, payload, trap } = find('umh/v1/acme/_historian');
    expect(trap).toContain('seconds under a millisecond name');
    const decoded = await decode(historian, payload, { topic, tags });
    expect(decoded.added).toEqual([]);
    expect(decoded.refused).toMatchObject([{ code: 'time-too-old', field: 'timestamp_ms', at: 1_702_286_893 }]);
  });

  it('tells seconds from milliseconds by their magnitude where the mapping says auto', async () => {
    const { topic, payload } = find('umh/v1/acme/_historian');
    const { added } = await decode({ ...historian, time: { path: 'timestamp_ms', format: 'auto' } }, payload, {
      topic,
      tags,
    });
    expect(added).toMatchObject([{ tag: 'acme.temperature_c', at: 1_702_286_893_000, value: 154.1 }]);
  });

  it('reads a boolean as a number', async () => {
    const { added } = await decode(
      historian,
      { timestamp_ms: 1_702_286_893_000, running: true },
      {
        topic: 'umh/v1/acme/_historian',
        tags,
      },
    );
    expect(added).toMatchObject([{ tag: 'acme.running', value: 1 }]);
  });

  const others = messages.filter(({ topic }) => !topic.includes('/_historian'));

  it.each(others.map(({ topic, payload }) => ({ topic, payload })))(
    'leaves $topic to others: refused as unknown-topic, or ignored by rule',
    async ({ topic, payload }) => {
      const refused = await decode(historian, payload, { topic, tags });
      expect(refusalsOf(refused)).toEqual(['unknown-topic']);
      const ignored = await decode({ ...historian, otherTopics: 'ignore' }, payload, { topic, tags });
      expect([ignored.added, ignored.refused]).toEqual([[], []]);
    },
  );

  it('has one of every other schema among them', () => {
    const schemas = new Set(others.map(({ topic }) => topic.split('/').find((level) => level.startsWith('_'))));
    expect(schemas).toEqual(new Set(['_analytics', '_local', undefined]));
  });
});
