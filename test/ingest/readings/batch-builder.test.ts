import {
  ClockSkew,
  createReadingDecoder,
  createTagTable,
  type Message,
  ReadingBatchBuilder,
  type ReadingBatchOptions,
  type ReadingDecoder,
  type ReadingMapping,
} from 'gemba/ingest';
import { type FactKind, type FactRow, type FactTable, identifyReadings, rowAt, type Tag } from 'gemba/model';
import { describe, expect, it } from 'vitest';
import type { ReadingBatch } from '../../../src/ingest/readings/reading-batch-builder.ts';
import { receivedAt, tagOf } from './support/decode.ts';

const tags = [
  tagOf('a'),
  tagOf('b', { valueType: 'text' }),
  tagOf('c', { filter: { deadBand: 1 } }),
  tagOf('d', { filter: { debounceMs: 10 } }),
];

function decoderOf(
  mapping: ReadingMapping = { form: 'object', time: 't', quality: 'q' },
  of: readonly Tag[] = tags,
): Promise<ReadingDecoder> {
  return createReadingDecoder({ mappings: [mapping], tags: createTagTable(of) });
}

function builderOf(options: Partial<ReadingBatchOptions> = {}): ReadingBatchBuilder {
  return new ReadingBatchBuilder({ source: 'press', identityKey: new Uint8Array(32).fill(3), ...options });
}

function messageOf(payload: unknown, more: Partial<Message> = {}): Message {
  const bytes = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return { topic: 'plant/press', payload: Buffer.from(bytes), receivedAt, ...more };
}

function rowsOf<K extends FactKind>({ facts }: ReadingBatch, kind: K): readonly FactRow<K>[] {
  const table = facts.find((one) => one.kind === kind) as FactTable<K> | undefined;
  return Array.from({ length: table?.length ?? 0 }, (_, i) => rowAt(table as FactTable<K>, i));
}

describe('a batch of readings', () => {
  it('holds them in columns, with the identity and content of what they say', async () => {
    const decoder = await decoderOf();
    const builder = builderOf();
    expect(builder.addMessage(messageOf({ t: receivedAt, a: 1.5, b: 'on', q: 'uncertain' }), decoder)).toBe(2);
    builder.addMessage(messageOf({ t: receivedAt + 1, a: null }), decoder);
    expect([builder.received, builder.length, builder.isFull]).toEqual([3, 3, false]);
    const batch = builder.take();
    expect(rowsOf(batch, 'reading')).toEqual([
      { tag: 'a', at: receivedAt, value: 1.5, quality: 'uncertain', source: 'press' },
      { tag: 'b', at: receivedAt, text: 'on', quality: 'uncertain', source: 'press' },
      { tag: 'a', at: receivedAt + 1, quality: 'bad', source: 'press' },
    ]);
    const [table] = batch.facts as readonly FactTable<'reading'>[];
    expect(table).toMatchObject(identifyReadings((table as FactTable<'reading'>).columns));
    expect(batch.account).toEqual({ received: 3, refused: 0, filtered: 0, expired: 0, lost: 0 });
  });

  it('is empty once it was taken, and its tags begin anew', async () => {
    const decoder = await decoderOf();
    const builder = builderOf();
    builder.addMessage(messageOf({ t: receivedAt, b: 'x', a: 1 }), decoder);
    builder.take();
    expect(builder.take()).toEqual({
      facts: [],
      account: { received: 0, refused: 0, filtered: 0, expired: 0, lost: 0 },
      adjustments: [],
      adjustmentCount: 0,
      heard: [],
    });
    builder.addMessage(messageOf({ t: receivedAt, a: 2 }), decoder);
    const [table] = builder.take().facts as readonly FactTable<'reading'>[];
    expect(table?.columns.tag.dictionary).toEqual(['', 'a']);
    expect(table?.columns.text.dictionary).toEqual(['']);
  });

  it('grows with its readings and its tags, and is full at 65,536', async () => {
    const many = Array.from({ length: 1_500 }, (_, i) => tagOf(`n${i}`));
    const decoder = await decoderOf({ form: 'object' }, many);
    const builder = builderOf();
    const values = Object.fromEntries(many.map(({ id }, i) => [id, i]));
    for (let i = 0; i < 43; i++) builder.addMessage(messageOf(values, { receivedAt: receivedAt + i }), decoder);
    expect(builder.isFull).toBe(false);
    builder.addMessage(messageOf(values, { receivedAt: receivedAt + 43 }), decoder);
    expect(builder.isFull).toBe(true);
    const rows = rowsOf(builder.take(), 'reading');
    expect(rows).toHaveLength(66_000);
    expect(rows.at(-1)).toEqual({ tag: 'n1499', at: receivedAt + 43, value: 1_499, source: 'press' });
  });

  it('is full at 16 MiB of messages, refused ones counted with what is kept of them', async () => {
    const decoder = await decoderOf();
    const builder = builderOf();
    const long = `"${'x'.repeat(1_000_000)}"`;
    let messages = 0;
    while (!builder.isFull)
      messages += builder.addMessage(messageOf(long, { receivedAt: receivedAt + messages }), decoder);
    expect(messages).toBe(16);
  });

  it('counts local times that were skipped or repeated, and lists 1,000 of them', async () => {
    const decoder = await decoderOf({ form: 'object', time: { path: 't', zone: 'Europe/Berlin' } }, [
      tagOf('x'),
      tagOf('a'),
    ]);
    const builder = builderOf();
    for (let i = 0; i < 1_001; i++)
      builder.addMessage(messageOf({ t: '2026-10-25T02:30', nobody: 1, a: i }, { topic: 'p' }), decoder);
    const { adjustments, adjustmentCount } = builder.take();
    expect([adjustments.length, adjustmentCount]).toEqual([1_000, 1_001]);
    expect(adjustments[0]).toEqual({
      code: 'local-time-repeated',
      source: 'press',
      file: 'p',
      line: 2,
      field: 't',
      received: '2026-10-25T02:30',
      takenAs: '2026-10-25T02:30:00+02:00',
    });
  });
});

describe('what is refused', () => {
  it('is one fact for each reading, with the message it came in', async () => {
    const decoder = await decoderOf();
    const builder = builderOf();
    const message = messageOf({ t: receivedAt, a: 'x', b: 'on', nobody: 1 }, { isRetained: true });
    builder.addMessage(message, decoder);
    const batch = builder.take();
    const shared = {
      startAt: receivedAt,
      endAt: receivedAt,
      raw: message.payload.toString(),
      header: JSON.stringify({ topic: 'plant/press', receivedAt, isRetained: true, readings: 3, isCut: false }),
      status: 'open',
      source: 'press',
      file: 'plant/press',
      receivedAt,
    };
    expect(rowsOf(batch, 'refusal')).toEqual([
      { ...shared, code: 'wrong-type', field: 'a', received: 'x', expected: 'a number', line: 1 },
      {
        ...shared,
        code: 'unknown-tag',
        field: 'nobody',
        received: 'nobody',
        expected: 'a tag of the plant file, or an alias of the source',
        line: 3,
      },
    ]);
    expect(batch.account).toEqual({ received: 3, refused: 2, filtered: 0, expired: 0, lost: 0 });
  });

  it('is the same fact when the message is delivered again, and another where it is another message', async () => {
    const decoder = await decoderOf();
    const identitiesOf = (message: Message): readonly string[] => {
      const builder = builderOf();
      builder.addMessage(message, decoder);
      const [table] = builder.take().facts as readonly FactTable<'refusal'>[];
      const bytes = (table as FactTable<'refusal'>).identity;
      return Array.from({ length: bytes.length / 16 }, (_, i) =>
        Buffer.from(bytes.subarray(i * 16, i * 16 + 16)).toString('hex'),
      );
    };
    const message = messageOf({ x: 1, y: 2 });
    const first = identitiesOf(message);
    expect(new Set(first).size).toBe(2);
    expect(identitiesOf({ ...message })).toEqual(first);
    const others = [
      { ...message, receivedAt: receivedAt + 1 },
      { ...message, topic: 'plant/other' },
      messageOf({ x: 1, y: 3 }),
    ].flatMap(identitiesOf);
    expect(new Set([...first, ...others]).size).toBe(8);
  });

  it('keeps the beginning of a message that is longer than a record may be', async () => {
    const builder = builderOf({ recordBytesMax: 10 });
    builder.addMessage(messageOf({ nobody: 'x'.repeat(50) }, { topic: 'half \ud800' }), await decoderOf());
    const [row] = rowsOf(builder.take(), 'refusal');
    expect(row?.raw).toBe('{"nobody":');
    expect(row?.file).toBe('half \ufffd');
    expect(JSON.parse(row?.header as string)).toMatchObject({ isCut: true, topic: 'half \ufffd' });
  });
});

describe('what filters hold back', () => {
  it('is counted, and the tag was heard of', async () => {
    const decoder = await decoderOf();
    const builder = builderOf();
    for (const [i, c] of [5, 5.5, 5.2, 9].entries())
      builder.addMessage(messageOf({ t: receivedAt + i, c, a: 1 }), decoder);
    const batch = builder.take();
    expect(batch.account).toMatchObject({ received: 8, filtered: 2, refused: 0 });
    expect(rowsOf(batch, 'reading').filter(({ tag }) => tag === 'c')).toHaveLength(2);
    expect(batch.heard).toEqual([{ tag: 'c', fromAt: receivedAt + 1, toAt: receivedAt + 2 }]);
  });

  it('a change that lasted stands at the time it began, and the tag was heard of since', async () => {
    const decoder = await decoderOf();
    const builder = builderOf();
    for (const [at, d] of [
      [0, 1],
      [5, 2],
      [20, 2],
    ] as const)
      builder.addMessage(messageOf({ t: receivedAt + at, d }), decoder);
    const batch = builder.take();
    expect(rowsOf(batch, 'reading').map(({ at, value }) => [(at as number) - receivedAt, value])).toEqual([
      [0, 1],
      [5, 2],
    ]);
    expect(batch.account).toMatchObject({ received: 3, filtered: 1 });
    expect(batch.heard).toEqual([{ tag: 'd', fromAt: receivedAt + 5, toAt: receivedAt + 20 }]);
  });

  it('goes on over batches, and not at all where the builder does not filter', async () => {
    const decoder = await decoderOf();
    const filtering = builderOf();
    const plain = builderOf({ isFiltering: false });
    for (const builder of [filtering, plain]) {
      builder.addMessage(messageOf({ t: receivedAt, c: 5 }), decoder);
      builder.take();
      builder.addMessage(messageOf({ t: receivedAt + 1, c: 5 }), decoder);
    }
    expect(filtering.take().account).toMatchObject({ received: 1, filtered: 1 });
    expect(plain.take().account).toMatchObject({ received: 1, filtered: 0 });
  });

  it('a tag whose filter is empty keeps all', async () => {
    const builder = builderOf();
    builder.addMessage(messageOf({ e: 1 }), await decoderOf({ form: 'object' }, [tagOf('e', { filter: {} })]));
    expect(builder.take().account).toMatchObject({ received: 1, filtered: 0 });
  });
});

describe('the clock of a source', () => {
  async function skewOf(aheadMs: number, more: Partial<Message> = {}): Promise<number> {
    const skew = new ClockSkew({ onChange: () => {} });
    const builder = builderOf({ skew });
    const decoder = await decoderOf();
    for (let i = 0; i < 5; i++) {
      const at = receivedAt + i * 60_000;
      builder.addMessage(messageOf({ t: at + aheadMs, a: i, b: 'x' }, { receivedAt: at, ...more }), decoder);
      builder.addMessage(messageOf('no json', { receivedAt: at + 1 }), decoder);
    }
    return skew.skewMs;
  }

  it('is known from its messages, also where it is so far ahead that all are refused', async () => {
    expect(await skewOf(20_000)).toBe(20_000);
    expect(await skewOf(3_600_000)).toBe(3_600_000);
  });

  it('is not known from readings that have the time of their receipt', async () => {
    const skew = new ClockSkew({ onChange: () => {} });
    const builder = builderOf({ skew });
    const decoder = await decoderOf({ form: 'object', time: { path: 't', missing: 'received' } });
    for (let i = 0; i < 5; i++) {
      const at = receivedAt + i * 60_000;
      builder.addMessage(messageOf({ a: i }, { receivedAt: at }), decoder);
      builder.addMessage(messageOf({ t: at - 40_000, a: i }, { receivedAt: at + 1 }), decoder);
    }
    expect(skew.skewMs).toBe(-40_001);
  });

  it('is not known from what the broker had kept', async () => {
    expect(await skewOf(-3_600_000, { isRetained: true })).toBe(0);
  });
});
