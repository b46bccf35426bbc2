import {
  type Aliases,
  createReadingDecoder,
  createReadingReplay,
  createTagTable,
  ReadingBatchBuilder,
  type ReadingDecoder,
  type ReadingMapping,
  type SourceBatch,
} from 'gemba/ingest';
import { emptyTable, type FactTable, rowAt, type Tag, textAt } from 'gemba/model';
import { describe, expect, it } from 'vitest';
import { receivedAt, tagOf } from './support/decode.ts';

const identityKey = new Uint8Array(32).fill(3);
const object: ReadingMapping = { form: 'object', time: 't' };

function decoderOf(tags: readonly Tag[], aliases: Aliases = {}, mapping = object): Promise<ReadingDecoder> {
  return createReadingDecoder({
    mappings: [mapping],
    tags: createTagTable(tags, aliases),
  });
}

/** Refusals of these payloads, each received 1 s after the one before. */
async function refuse(
  decoder: Promise<ReadingDecoder>,
  payloads: readonly string[],
  recordBytesMax = 1_000,
): Promise<FactTable<'refusal'>> {
  const builder = new ReadingBatchBuilder({ source: 'press', identityKey, recordBytesMax });
  const opened = await decoder;
  payloads.forEach((payload, i) => {
    builder.addMessage(
      { topic: 'plant/press', payload: Buffer.from(payload), receivedAt: receivedAt + i * 1_000 },
      opened,
    );
  });
  const refusals = builder.take().facts.find(({ kind }) => kind === 'refusal');
  return (refusals ?? emptyTable('refusal')) as FactTable<'refusal'>;
}

async function replay(
  decoder: Promise<ReadingDecoder>,
  refusals: FactTable<'refusal'>,
  signal = new AbortController().signal,
): Promise<readonly SourceBatch[]> {
  const source = createReadingReplay({ id: 'press', kind: 'mqtt', identityKey, openDecoder: () => decoder }, refusals);
  expect([source.id, source.kind, source.extent]).toEqual(['press', 'mqtt', 'finite']);
  const batches: SourceBatch[] = [];
  for await (const batch of source.batches({ position: { at: 7 }, signal })) {
    await batch.ack();
    batches.push(batch);
  }
  return batches;
}

function tableOf<K extends 'reading' | 'refusal'>(batches: readonly SourceBatch[], kind: K): FactTable<K> {
  return (batches.flatMap(({ facts }) => facts).find((table) => table.kind === kind) ??
    emptyTable(kind)) as FactTable<K>;
}

function readingsOf(batches: readonly SourceBatch[]): readonly (readonly [unknown, unknown, unknown])[] {
  const table = tableOf(batches, 'reading');
  return Array.from({ length: table.length }, (_, i) => {
    const { tag, at, value } = rowAt(table, i);
    return [tag, at, value] as const;
  });
}

function statusesOf(batches: readonly SourceBatch[]): readonly string[] {
  const { columns, length } = tableOf(batches, 'refusal');
  return Array.from(
    { length },
    (_, i) => `${textAt(columns.code, i)} ${textAt(columns.field, i)} ${textAt(columns.status, i)}`,
  );
}

const t = receivedAt - 500;

describe('the replay of refused readings', () => {
  it('lets in exactly what was refused and passes now, each refusal superseded under its own identity', async () => {
    const refusals = await refuse(decoderOf([tagOf('a')]), [`{"t":${t},"a":1,"b":2,"c":3}`]);
    expect(refusals.length).toBe(2);
    const batches = await replay(decoderOf([tagOf('a'), tagOf('speed')], { tags: { c: 'speed' } }), refusals);
    expect(readingsOf(batches)).toEqual([['speed', t, 3]]);
    expect(statusesOf(batches)).toEqual(['unknown-tag c replayed']);
    expect(tableOf(batches, 'refusal').identity).toEqual(refusals.identity.subarray(16));
    expect(tableOf(batches, 'refusal').content).not.toEqual(refusals.content.subarray(16));
    expect(batches).toMatchObject([
      { source: 'press', identityBy: 'key', position: { at: 7 }, account: { received: 1, refused: 0, filtered: 0 } },
    ]);
  });

  it('takes messages in order of receipt, with the time they were received', async () => {
    const bare = { form: 'object' } as const;
    const refusals = await refuse(decoderOf([], {}, bare), ['{"b":1}', '{"b":2}']);
    const batches = await replay(decoderOf([tagOf('b')], {}, bare), refusals);
    expect(readingsOf(batches)).toEqual([
      ['b', receivedAt, 1],
      ['b', receivedAt + 1_000, 2],
    ]);
  });

  it('changes nothing while nothing is fixed, and counts nothing as received again', async () => {
    const decoder = decoderOf([tagOf('a')]);
    const refusals = await refuse(decoder, [`{"t":${t},"b":2}`, 'no json', '[]']);
    expect(await replay(decoder, refusals)).toEqual([]);
  });

  it('takes the whole of a message that has other readings by the mapping of now, with new refusals', async () => {
    const payload = `{"t":${t},"values":{"a":1,"b":2}}`;
    const refusals = await refuse(decoderOf([tagOf('a')], {}, { form: 'list', value: 'v' }), [payload]);
    const batches = await replay(decoderOf([tagOf('a')], {}, { ...object, values: 'values' }), refusals);
    expect(readingsOf(batches)).toEqual([['a', t, 1]]);
    expect(statusesOf(batches)).toEqual(['unknown-tag b open', 'wrong-shape  replayed']);
    expect(batches[0]?.account).toMatchObject({ received: 2, refused: 1 });
  });

  it('keeps a message open that the mapping of now refuses whole', async () => {
    const refusals = await refuse(decoderOf([]), [`{"t":${t},"b":2,"c":3}`]);
    expect(await replay(decoderOf([], {}, { form: 'list', value: 'v' }), refusals)).toEqual([]);
  });

  it('local times that were skipped or repeated are counted for what is let in alone', async () => {
    const zoned = { ...object, time: { path: 't', zone: 'Europe/Berlin' } };
    const refusals = await refuse(decoderOf([tagOf('a')], {}, zoned), ['{"t":"2026-10-25T02:30","a":1,"b":2}']);
    const batches = await replay(decoderOf([tagOf('a'), tagOf('b')], {}, zoned), refusals);
    expect(batches).toMatchObject([{ adjustmentCount: 1, account: { received: 1 } }]);
  });

  it('filters hold nothing of it back', async () => {
    const tag = tagOf('b', { filter: { deadBand: 100 } });
    const refusals = await refuse(decoderOf([]), [`{"t":${t},"b":1}`, `{"t":${t + 1},"b":2}`]);
    expect(readingsOf(await replay(decoderOf([tag]), refusals))).toHaveLength(2);
  });

  it('leaves alone what is cut, replayed already, of another source, or a row of a file', async () => {
    const tags = decoderOf([tagOf('b')]);
    const cut = await refuse(decoderOf([]), [`{"t":${t},"b":1}`], 5);
    expect(await replay(tags, cut)).toEqual([]);
    const open = await refuse(decoderOf([]), [`{"t":${t},"b":1}`]);
    const done = tableOf(await replay(tags, open), 'refusal');
    expect(await replay(tags, done)).toEqual([]);
    const withColumn = (name: 'source' | 'header', text: string): FactTable<'refusal'> => ({
      ...open,
      columns: { ...open.columns, [name]: { dictionary: ['', text], codes: new Uint32Array(open.length).fill(1) } },
    });
    expect(await replay(tags, withColumn('source', 'other'))).toEqual([]);
    expect(await replay(tags, withColumn('header', 'a,b'))).toEqual([]);
  });

  it('says how much there is to replay, and stops when told to', async () => {
    const refusals = await refuse(decoderOf([]), [`{"t":${t},"b":1,"c":2}`]);
    const source = createReadingReplay(
      { id: 'press', kind: 'mqtt', identityKey, openDecoder: () => decoderOf([]) },
      refusals,
    );
    const check = await source.check(new AbortController().signal);
    expect(check).toEqual({ ok: true, message: '2 refused readings to replay' });
    expect(await replay(decoderOf([tagOf('b')]), refusals, AbortSignal.abort())).toEqual([]);
  });

  it('hands over full batches, from a source that has no position yet', async () => {
    const padded = { form: 'object', ignore: ['pad'] } as const;
    const payload = `{"b":1,"pad":"${'x'.repeat(1_000_000)}"}`;
    const refusals = await refuse(decoderOf([], {}, padded), Array(18).fill(payload) as string[], 1_048_576);
    const source = createReadingReplay(
      { id: 'press', kind: 'mqtt', identityKey, openDecoder: () => decoderOf([tagOf('b')], {}, padded) },
      refusals,
    );
    const sizes: number[] = [];
    const { signal } = new AbortController();
    for await (const { account, position } of source.batches({ position: undefined, signal })) {
      sizes.push(account.received);
      expect(position).toEqual({});
    }
    expect(sizes).toEqual([17, 1]);
  });

  it('lets in thousands of refused readings of one message', async () => {
    const bare = { form: 'object' } as const;
    const tags = Array.from({ length: 5_000 }, (_, i) => tagOf(`n${i}`));
    const payload = `{${tags.map(({ id }) => `"${id}":1`).join(',')}}`;
    const refusals = await refuse(decoderOf([], {}, bare), [payload], 100_000);
    expect(readingsOf(await replay(decoderOf(tags, {}, bare), refusals))).toHaveLength(5_000);
  });
});
