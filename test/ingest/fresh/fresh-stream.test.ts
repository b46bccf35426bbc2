import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createFreshStream, type FreshFacts, type FreshItem } from 'gemba/ingest';
import { toTable } from 'gemba/model';
import { describe, expect, test, vi } from 'vitest';
import { sizeBytesOf } from '../../../src/ingest/fresh/fresh-size.ts';

function facts(order: number, count: number = 1, source: string = 'press'): FreshFacts {
  const rows = Array.from({ length: count }, (_, i) => ({ tag: 'force', at: i, value: i, source }));
  return { kind: 'facts', source, order, facts: [toTable('reading', rows)] };
}

const settled = (order: number) => ({ kind: 'settled', source: 'press', order }) as const;
const nameOf = (item: FreshItem) => `${item.kind} ${item.kind === 'skipped' ? item.factCount : item.order}`;

async function readAll(items: AsyncIterable<FreshItem>): Promise<readonly string[]> {
  const read: string[] = [];
  for await (const item of items) read.push(nameOf(item));
  return read;
}

test('each consumer gets what is told from its subscription on, in order and without a copy', async () => {
  const stream = createFreshStream();
  const first = stream.subscribe();
  const item = facts(1);
  stream.publish(item);
  const second = stream.subscribe();
  stream.publish(settled(1));
  stream.end();
  const read: FreshItem[] = [];
  for await (const one of first) read.push(one);
  expect(read[0]).toBe(item);
  expect(read.map(nameOf)).toEqual(['facts 1', 'settled 1']);
  expect(await readAll(second)).toEqual(['settled 1']);
});

test('a consumer that waits gets an item as it is told', async () => {
  const stream = createFreshStream();
  const subscription = stream.subscribe();
  const items = subscription[Symbol.asyncIterator]();
  for (let order = 1; order <= 3; order++) {
    const next = items.next();
    stream.publish(facts(order));
    expect(await next).toMatchObject({ done: false, value: { order } });
  }
  await subscription[Symbol.asyncDispose]();
});

test('a slow consumer is dropped to the newest batch and told so; a quick one beside it loses nothing', async () => {
  const stream = createFreshStream();
  const slow = stream.subscribe({ factsMax: 10 });
  const quick = stream.subscribe();
  const reading = readAll(quick);
  for (let order = 1; order <= 5; order++) {
    stream.publish(facts(order, 4));
    stream.publish(settled(order));
    await setImmediate();
  }
  stream.end();
  // Batches 1 and 2 went when 3 came, 3 and 4 when 5 did.
  expect(await readAll(slow)).toEqual(['skipped 16', 'settled 4', 'facts 5', 'settled 5']);
  expect(await reading).toEqual([1, 2, 3, 4, 5].flatMap((order) => [`facts ${order}`, `settled ${order}`]));
});

test('a batch larger than the bound is told all the same', async () => {
  const stream = createFreshStream();
  const items = stream.subscribe({ factsMax: 2 });
  stream.publish(facts(1, 100));
  stream.end();
  expect(await readAll(items)).toEqual(['facts 1']);
});

test('a batch without facts is told to nobody', async () => {
  const stream = createFreshStream();
  const items = stream.subscribe();
  stream.publish({ kind: 'facts', source: 'press', order: 1, facts: [] });
  stream.publish(facts(2, 0));
  stream.end();
  expect(await readAll(items)).toEqual([]);
});

test('a consumer that never reads keeps no more in memory than its bound', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const stream = createFreshStream();
  const items = stream.subscribe({ factsMax: 5_000 });
  const told: WeakRef<FreshFacts>[] = [];
  for (let order = 1; order <= 200; order++) {
    const item = facts(order, 100);
    told.push(new WeakRef(item));
    stream.publish(item);
  }
  await vi.waitFor(
    () => {
      collect();
      expect(told.filter((ref) => ref.deref() !== undefined).length).toBeLessThanOrEqual(50);
    },
    { timeout: 30_000 },
  );
  stream.end();
  const read = await readAll(items);
  const skipped = Number(read[0]?.split(' ')[1]);
  expect([read[0]?.startsWith('skipped'), skipped + (read.length - 1) * 100]).toEqual([true, 20_000]);
});

test('of what is settled a consumer that never reads keeps one order a source', async () => {
  const stream = createFreshStream();
  const items = stream.subscribe();
  for (let order = 1; order <= 1_000; order++)
    for (const source of ['a', 'b']) stream.publish({ kind: 'settled', source, order });
  stream.end();
  expect(await readAll(items)).toEqual(['settled 1000', 'settled 1000']);
});

describe('the end of a subscription', () => {
  test('an aborted signal ends it without an error, what waits is let go of', async () => {
    const stream = createFreshStream();
    const stop = new AbortController();
    const items = stream.subscribe({ signal: stop.signal });
    const waiting = readAll(items);
    await setImmediate();
    stop.abort();
    expect(await waiting).toEqual([]);
    stream.publish(facts(1));
    expect(await readAll(items)).toEqual([]);
    expect(await readAll(stream.subscribe({ signal: stop.signal }))).toEqual([]);
  });

  test('leaving it ends it', async () => {
    const stream = createFreshStream();
    const items = stream.subscribe();
    stream.publish(facts(1));
    stream.publish(facts(2));
    for await (const _ of items) break;
    expect(await readAll(items)).toEqual([]);
  });

  test('disposing it twice is harmless, and another goes on', async () => {
    const stream = createFreshStream();
    const [left, kept] = [stream.subscribe(), stream.subscribe()];
    const waiting = readAll(left);
    await setImmediate();
    await left[Symbol.asyncDispose]();
    await left[Symbol.asyncDispose]();
    expect(await waiting).toEqual([]);
    stream.publish(facts(1));
    stream.end();
    expect(await readAll(kept)).toEqual(['facts 1']);
    await kept[Symbol.asyncDispose]();
  });

  test('where the stream has ended, what waits is read and nothing comes after', async () => {
    const stream = createFreshStream();
    const items = stream.subscribe();
    stream.publish(facts(1));
    stream.end();
    stream.end();
    stream.publish(facts(2));
    expect(await readAll(items)).toEqual(['facts 1']);
    expect(await readAll(stream.subscribe())).toEqual([]);
  });

  test('a thousand consumers that left cost nothing', async () => {
    const stream = createFreshStream();
    const stop = new AbortController();
    for (let i = 0; i < 1_000; i++) await stream.subscribe({ signal: stop.signal })[Symbol.asyncDispose]();
    // With nobody to tell, not even the table is looked at.
    const untouched = new Proxy({}, { get: () => expect.fail('It was looked at.') });
    stream.publish({ kind: 'facts', source: 'press', order: 1, facts: [untouched as never] });
  });
});

test('the size of a batch is that of its columns, with a byte a character of its texts', () => {
  const [table] = facts(1, 10).facts;
  // Identity and content 16 each; at, value and sequence 8; codes of tag, text, quality and source 4.
  expect(sizeBytesOf([table as never])).toBe(10 * (16 + 16 + 3 * 8 + 4 * 4) + 'force'.length + 'press'.length);
});
