/** Messages of readings, against the decoder, and against the examples of the documentation. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { ReadingMapping } from 'gemba/ingest';
import { createReadingDecoder, createTagTable, readingMappingSchema } from 'gemba/ingest';
import { createJsonEncoder, type SentReading } from 'gemba/testing';
import { describe, expect, test } from 'vitest';
import { createCollector, receivedAt, tagOf } from '../../ingest/readings/support/decode.ts';

const names = ['line-1.speed', 'line-1.head.pos.x', 'line-2.speed', 'oven.temperature'];
const mappings: readonly ReadingMapping[] = [
  {
    form: 'value',
    topic: 'plant/{line}/{sensor}',
    tag: '{line}.{sensor}',
    value: 'data.v',
    time: 'data.t',
    quality: 'q',
    sequence: 's',
  },
  {
    form: 'value',
    value: 'v',
    time: { path: 't', format: 'iso' },
    quality: { path: 'q', codes: 'opc-ua' },
    sequence: 's',
  },
  { form: 'object', time: { path: 'timestamp_ms', format: 'epoch-ms' }, quality: 'q', sequence: 'n' },
  {
    form: 'object',
    topic: 'umh/v1/{enterprise}/{site?}/_historian/{context*}',
    tag: '{site}.{path}.{key}',
    values: 'values',
    time: 'meta.t',
    quality: { path: 'q', codes: 'opc-da' },
    sequence: 'n',
  },
  {
    form: 'list',
    list: 'data.readings',
    name: 'id',
    value: 'v',
    time: { path: 't', format: 'epoch-us' },
    quality: { path: 'q', values: { shaky: 'uncertain', broken: 'bad' } },
    sequence: 's',
  },
  {
    form: 'columns',
    time: { path: 't', format: 'epoch-ns' },
    value: 'values',
    name: 'names',
    quality: 'q',
    sequence: 's',
  },
  { form: 'columns', topic: 'plant/{line}', tag: '{line}.{key}', time: 't', quality: 'q', sequence: 's' },
];

const readings: fc.Arbitrary<readonly SentReading[]> = fc.array(
  fc
    .record({
      tag: fc.constantFrom(...names),
      at: fc.oneof(
        fc.constantFrom(receivedAt, receivedAt - 1_000),
        fc.integer({ min: receivedAt - 1e9, max: receivedAt }),
      ),
      value: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null)),
      quality: fc.option(fc.constantFrom('uncertain' as const, 'bad' as const), { nil: undefined }),
      sequence: fc.option(fc.nat(), { nil: undefined }),
    })
    .map(({ quality, sequence, ...rest }) => ({
      ...rest,
      ...(quality === undefined ? {} : { quality }),
      ...(sequence === undefined ? {} : { sequence }),
    })),
  { maxLength: 30 },
);

const levelOf = ({ value, quality }: SentReading): number =>
  value === null || quality === 'bad' ? 2 : quality === 'uncertain' ? 1 : 0;

describe.each(mappings)('as $form ($time)', (mapping) => {
  test('the mapping reads what was sent, of each tag in its order', async () => {
    const decoder = await createReadingDecoder({
      mappings: [readingMappingSchema.parse(mapping)],
      tags: createTagTable(names.map((name) => tagOf(name))),
    });
    const isNamedByTopic = mapping.form === 'value' && mapping.topic === undefined;
    const encode = createJsonEncoder(mapping, {
      ...(isNamedByTopic ? {} : { topic: 'gateway/7' }),
      levels: { enterprise: 'acme' },
      readingsMax: 7,
    });
    fc.assert(
      fc.property(readings, (sent) => {
        const collector = createCollector();
        for (const message of encode(sent)) {
          const before = collector.added.length;
          decoder.decode({ ...message, receivedAt }, collector);
          expect(collector.added.length - before).toBe(message.readingCount);
          expect(message.readingCount).toBeLessThanOrEqual(7);
        }
        expect(collector.refused).toEqual([]);
        for (const name of names) {
          const found = collector.added
            .filter(({ tag }) => tag === name)
            .map(({ at, value, quality, sequence }) => [at, value + 0, quality, sequence]);
          expect(found).toEqual(
            sent
              .filter(({ tag }) => tag === name)
              .map((one) => [
                one.at,
                (one.value as number | null) === null ? Number.NaN : (one.value as number) + 0,
                levelOf(one),
                one.sequence ?? Number.NaN,
              ]),
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** What each example says the message is, made of what it says its readings are. */
interface Example {
  readonly mapping: ReadingMapping;
  readonly message: { readonly topic: string; readonly payload: unknown };
  readonly readings: readonly {
    readonly tag: string;
    readonly at: string;
    readonly value?: number;
    readonly quality?: 'uncertain' | 'bad';
  }[];
}

test('the examples of the documentation are written as they stand there', () => {
  const page = readFileSync(new URL('../../../docs/json-payloads.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```json (\w+)\n(.*?)```/gs)].map(
    ([, , text]) => JSON.parse(text as string) as unknown,
  );
  const examples = Array.from({ length: blocks.length / 3 }, (_, i) => {
    const [mapping, message, list] = blocks.slice(i * 3, i * 3 + 3);
    return { mapping, message, readings: list } as Example;
  });
  let compared = 0;
  for (const { mapping, message, readings: listed } of examples) {
    // Left out: a unit that is converted, fields that are ignored, columns that are written row by row.
    const hasMore =
      mapping.unit !== undefined || ('ignore' in mapping && mapping.ignore !== undefined) || mapping.form === 'list';
    if (hasMore) continue;
    const encode = createJsonEncoder(mapping, { topic: message.topic });
    const sent = listed.map(({ tag, at, value = null }) => ({
      tag,
      at: at === 'received' ? receivedAt : Date.parse(at),
      value,
    }));
    const [made, ...others] = encode(sent);
    expect(others).toEqual([]);
    expect(made?.topic).toBe(message.topic);
    expect(JSON.parse(new TextDecoder().decode(made?.payload))).toEqual(message.payload);
    compared++;
  }
  expect(compared).toBe(3);
});

describe('what the mapping cannot say is misuse', () => {
  const reading = { tag: 'line-1.speed', at: receivedAt, value: 1 };
  test.each([
    [
      { form: 'value', topic: 'plant/{line}', tag: '{line}' },
      { ...reading, tag: 'a/b' },
      "gives no reading the name 'a/b'",
    ],
    [{ form: 'list', name: 'n', value: 'v' }, reading, 'name one'],
    [{ form: 'value', value: 'v', time: 't' }, { ...reading, quality: 'bad' }, 'has a quality'],
    [{ form: 'value', value: 'v', time: 't' }, { ...reading, sequence: 1 }, 'has a sequence'],
  ] as const)('%o', (mapping, one, message) => {
    expect(() => createJsonEncoder(mapping)([one])).toThrow(message);
  });
});
