/** The decoder against a second, plain one, and against whatever bytes may come. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import {
  createReadingDecoder,
  createTagTable,
  type Message,
  ReadingBatchBuilder,
  type ReadingMapping,
  readingRefusalCodes,
} from 'gemba/ingest';
import type { FactTable } from 'gemba/model';
import { describe, expect, it } from 'vitest';
import { receivedAt, tagOf } from './support/decode.ts';
import { type ReferenceResult, referenceDecode } from './support/reference-decoder.ts';

const tags = [
  tagOf('a'),
  tagOf('b', { min: -10, max: 10.5 }),
  tagOf('c.d', { sourceNames: ['deep'] }),
  tagOf('on', { valueType: 'boolean' }),
  tagOf('note', { valueType: 'text' }),
  tagOf('press-1'),
  tagOf('7'),
  tagOf('__proto__'),
];

const objects: readonly ReadingMapping[] = [
  { form: 'object', time: 't' },
  { form: 'object', time: { path: 't', format: 'epoch-ms', missing: 'received' }, quality: 'q', sequence: 's' },
  { form: 'object', values: 'v', time: 'meta.t', ignore: ['x'], ageMsMax: 86_400_000 },
  { form: 'object', numbersAsText: true, aheadMsMax: 0, time: { path: 't', format: 'epoch-ns' } },
];
const values: readonly ReadingMapping[] = [
  { form: 'value' },
  { form: 'value', value: 'v', time: { path: 't', format: 'iso' }, quality: 'q', sequence: 's' },
  { form: 'value', value: 'v.d', time: { path: 't', format: 'epoch-s', missing: 'received' }, numbersAsText: true },
];
const lists: readonly ReadingMapping[] = [
  { form: 'list', value: 'v', name: 'n', time: 't', quality: 'q', sequence: 's' },
  { form: 'list', list: 'data.list', value: 'v', time: { path: 't', format: 'epoch-us' } },
];
const columns: readonly ReadingMapping[] = [
  { form: 'columns', time: 't', quality: 'q', sequence: 's', ignore: ['x'] },
  { form: 'columns', time: 't', value: 'v', name: 'n', quality: 'q' },
  { form: 'columns', time: { path: 't', format: 'epoch-ms', missing: 'received' }, value: 'v', sequence: 's' },
];

/** Mostly times in the format of the mapping, around receipt. */
function timeAs(mapping: ReadingMapping): fc.Arbitrary<unknown> {
  const format = (typeof mapping.time === 'object' ? mapping.time.format : undefined) ?? 'auto';
  const soon = fc.integer({ min: receivedAt - 1e8, max: receivedAt + 1e6 });
  const rest = fc.integer({ min: 0, max: 999_999 }).map((digits) => String(digits).padStart(6, '0'));
  const written: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    'epoch-s': soon.map((ms) => ms / 1_000),
    'epoch-ms': soon,
    'epoch-us': fc.tuple(soon, rest).map(([ms, digits]) => Number(`${ms}${digits.slice(3)}`)),
    'epoch-ns': fc.oneof(
      fc.tuple(soon, rest).map(([ms, digits]) => Number(`${ms}${digits}`)),
      fc.tuple(soon, rest).map(([ms, digits]) => `${ms}${digits}`),
    ),
    iso: soon.map((ms) => new Date(ms).toISOString()),
  };
  const strange = fc.constantFrom(
    ...[0, -1, 1e300, '', ' ', null, 'soon', '2026-11-20T06:05:00+02:00', '1700000000', '1.5', true, [], {}],
  );
  const any = fc.oneof(...Object.values(written));
  return fc.oneof({ weight: 6, arbitrary: written[format] ?? any }, any, strange);
}
const scalar = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -12, max: 12, noNaN: true }) },
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.boolean(),
  fc.constantFrom(
    null,
    0,
    1,
    -0,
    '',
    '1',
    'true',
    ' FALSE ',
    '1.5',
    '-.5e2',
    '1,5',
    '1e999',
    'NaN',
    'Infinity',
    '0x1f',
  ),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom('\ud800', '\udc00x', 'x'.repeat(1_001), [], [1]),
);
const quality = fc.constantFrom(undefined, null, 'good', ' Bad', 'UNCERTAIN', 'odd', 192, true, [], {});
const sequence = fc.oneof(
  fc.nat(),
  fc.constantFrom(undefined, null, -1, 1.5, '12', '9999999999999999', '12a', true, 2 ** 60),
);
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...tags.map(({ id }) => id), 'deep', 'press-1') },
  fc.constantFrom(7, '', 'nobody', null, undefined, true, {}, 'constructor', 'toString'),
);
/** Keys as JSON may have them: `__proto__` is one like any other. */
const key = fc.constantFrom(
  'a',
  'b',
  'c',
  'd',
  'deep',
  'on',
  'note',
  'x',
  '',
  't',
  'q',
  's',
  'v',
  '__proto__',
  'hasOwnProperty',
);
const holder: fc.Arbitrary<unknown> = fc.letrec<{ node: unknown; object: unknown }>((tie) => ({
  node: fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: tie('object') }),
  object: fc.array(fc.tuple(key, tie('node')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
})).object;

function payloadOf(mapping: ReadingMapping): fc.Arbitrary<unknown> {
  const time = timeAs(mapping);
  switch (mapping.form) {
    case 'object':
      return fc
        .tuple(holder, time, quality, sequence)
        .map(([v, t, q, s]) => ({ ...(v as object), t, q, s, v, meta: { t } }));
    case 'value': {
      const v = fc.oneof(scalar, fc.record({ d: scalar }));
      return fc.oneof({ weight: 4, arbitrary: fc.record({ v, t: time, q: quality, s: sequence }) }, scalar);
    }
    case 'list': {
      const fields = { v: scalar, t: time, n: name, q: quality, s: sequence };
      const element = fc.oneof(
        { weight: 8, arbitrary: fc.record(fields, { requiredKeys: ['v', 't', 'n'] }) },
        fc.record(fields, { requiredKeys: [] }),
        scalar,
      );
      const list = fc.array(element, { maxLength: 6 });
      return mapping.list === undefined
        ? list
        : fc.oneof({ weight: 6, arbitrary: list.map((all) => ({ data: { list: all } })) }, list);
    }
    case 'columns':
      return fc.nat({ max: 4 }).chain((rows) => columnsOf(rows, time));
  }
}

function columnsOf(rows: number, time: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const column = (cell: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.oneof(
      { weight: 12, arbitrary: fc.array(cell, { minLength: rows, maxLength: rows }) },
      fc.array(cell, { maxLength: 4 }),
      cell,
    );
  const [t, v, n] = [column(time), column(scalar), column(name)];
  const more = { q: column(quality), s: column(sequence), a: column(scalar), b: column(scalar), x: column(scalar) };
  return fc.record({ t, v, n, ...more }, { requiredKeys: ['t'] });
}

/** JSON as `JSON.stringify` has it, but that `__proto__` stays a key, and numbers beyond all doubles are written. */
function toBytes(payload: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(payload, (_, value) => (value === Infinity ? 1e300 : value)) ?? 'null');
}

async function createRun(mapping: ReadingMapping): Promise<(message: Message) => readonly ReferenceResult[]> {
  const decoder = await createReadingDecoder({
    mappings: [mapping],
    tags: createTagTable(tags),
  });
  return (message) => {
    const results: ReferenceResult[] = [];
    decoder.decode(message, {
      add: ({ tag }, at, value, text, level, number) =>
        void results.push({ kind: 'added', tag: tag.id, at, value, text, quality: level, sequence: number }),
      refuse: ({ code, field }) => void results.push({ kind: 'refused', code, field }),
      adjust: () => {},
    });
    return results;
  };
}

const forms = [...objects, ...values, ...lists, ...columns].map((mapping, i) => ({
  title: `${mapping.form} ${i}`,
  mapping,
}));

describe('the decoder of readings', () => {
  it.each(forms)('reads every message as a plain decoder over zod does: $title', async ({ mapping }) => {
    const run = await createRun(mapping);
    let accepted = 0;
    fc.assert(
      fc.property(payloadOf(mapping), (given) => {
        const message = { topic: 'press-1', payload: toBytes(given), receivedAt };
        const results = run(message);
        expect(results).toEqual(referenceDecode(mapping, tags, message));
        accepted += results.filter(({ kind }) => kind === 'added').length;
      }),
      { numRuns: 700 },
    );
    // A comparison of nothing but refusals would prove little.
    expect(accepted).toBeGreaterThan(50);
  });
});

function heapUsedAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

const hostile: readonly string[] = [
  '{"a":'.repeat(50_000),
  '['.repeat(200_000) + ']'.repeat(200_000),
  `${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`,
  `{"t":${receivedAt},"v":[${'1,'.repeat(99_999)}1]}`,
  `[${'{},'.repeat(20_000)}{}]`,
  `{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":1`).join(',')}}`,
  '{"__proto__":{"t":1,"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  '{"a":1,"a":2,"t":1,"t":2}',
  '{"a":"\\ud800","\\udfff":1,"note":"\\udc00"}',
  '{"t":1e400,"a":-1e400}',
  '',
  '\0',
  '\ufeff{"a":1}',
  'null',
];

describe('whatever bytes come', () => {
  const anyMessage = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json({ maxDepth: 6 }).map((json) => Buffer.from(json)),
    fc.constantFrom(...hostile).map((text) => Buffer.from(text)),
    fc
      .tuple(fc.oneof(...forms.map(({ mapping }) => payloadOf(mapping))), fc.nat(), fc.nat({ max: 255 }), fc.boolean())
      .map(([payload, place, byte, isCut]) => {
        const bytes = Buffer.from(toBytes(payload));
        const at = place % bytes.length;
        bytes[at] = byte;
        return isCut ? bytes.subarray(0, at) : bytes;
      }),
  );

  it.each(forms)('nothing is thrown, and received = accepted + refused: $title', async ({ mapping }) => {
    const decoder = await createReadingDecoder({
      mappings: [mapping],
      tags: createTagTable(tags),
    });
    const builder = new ReadingBatchBuilder({ source: 'press', identityKey: new Uint8Array(32) });
    fc.assert(
      fc.property(anyMessage, fc.string(), (payload, topic) => {
        const count = builder.addMessage({ topic, payload, receivedAt }, decoder);
        const { account, facts } = builder.take();
        const lengthOf = (kind: string): number => facts.find((table) => table.kind === kind)?.length ?? 0;
        expect(account.received).toBe(count);
        expect(account.refused).toBe(lengthOf('refusal'));
        expect(account.received).toBe(lengthOf('reading') + lengthOf('refusal'));
        const refusals = facts.find((table) => table.kind === 'refusal') as FactTable<'refusal'> | undefined;
        for (const code of refusals?.columns.code.dictionary.slice(1) ?? [])
          expect(readingRefusalCodes).toContain(code);
      }),
      { numRuns: 200 },
    );
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('memory stays bounded while every message names tags nobody knows', async () => {
    const decoder = await createReadingDecoder({
      mappings: [{ form: 'object' }],
      tags: createTagTable(tags),
    });
    const sink = { add: () => {}, refuse: () => {}, adjust: () => {} };
    const send = (from: number, to: number): void => {
      for (let i = from; i < to; i++) {
        const values = Array.from({ length: 100 }, (_, k) => `"${i}-${k}":1`).join(',');
        decoder.decode({ topic: `topic-${i}`, payload: Buffer.from(`{${values}}`), receivedAt }, sink);
      }
    };
    // A message adds some 100 names, and 100,000 are held at most: they have been forgotten shortly before 1,000 and
    // before 2,000. Held for ever they would be 15 MB more.
    send(0, 1_000);
    const before = heapUsedAfterCollection();
    send(1_000, 2_000);
    expect((heapUsedAfterCollection() - before) / 1e6).toBeLessThan(5);
  });
});
