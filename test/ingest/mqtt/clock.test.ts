/** Readings without a time of their own, and a clock that does not go on as it should. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type AedesBroker, publishAll, startAedes } from './support/aedes-broker.ts';
import { bareMapping, firstAt, listIdentities, openSource, readSource } from './support/source.ts';
import { waitOptions } from './support/wait.ts';

let broker: AedesBroker;
beforeEach(async () => {
  broker = await startAedes();
});
afterEach(() => broker[Symbol.asyncDispose]());

it('no instant is given twice, though the clock was set back while the source was stopped', async () => {
  const read = async (position: object | undefined, nowMs: number) => {
    const options = { url: broker.url, subscriptions: [{ topic: 'plant/bare', mapping: bareMapping }] };
    const before = broker.subscribedCount;
    const reader = readSource(openSource(options, { clock: () => nowMs }), { position: { ...position } });
    await vi.waitFor(() => expect(broker.subscribedCount).toBe(before + 1), waitOptions);
    await publishAll(
      broker,
      [0, 1, 2].map((value) => ['plant/bare', String(value)] as const),
    );
    await vi.waitFor(() => expect(reader.listValues()).toEqual([0, 1, 2]), waitOptions);
    await reader.stop();
    return reader;
  };
  const first = await read(undefined, firstAt + 5_000);
  // All receipts were confirmed, so that the position has none of them.
  const position = JSON.parse(JSON.stringify({ ...first.position, receipts: [] }));
  const second = await read(position, firstAt);
  const ats = [first, second].flatMap((reader) => reader.listReadings().map(({ at }) => at as number));
  expect(ats).toEqual([...new Set(ats)].sort((a, b) => a - b));
  expect(new Set(listIdentities([...first.batches, ...second.batches])).size).toBe(6);
});
