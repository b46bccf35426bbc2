/** What a source makes of a host's output, without a network. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inboxLimits } from '../../../src/ingest/mqtt/inbox.ts';
import { MetricEmitter } from '../../../src/ingest/sparkplug/metric-emitter.ts';
import { deviceBirth, deviceData, nodeBirth, nodeDeath, type Sent, send, startMs } from './support/host.ts';
import { clock, Replay, say } from './support/replay.ts';
import { sparkplugConfig, sparkplugContext } from './support/source.ts';

beforeEach(() => {
  clock.nowMs = startMs;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const at = (ms: number): number => startMs + ms;
const unknown = (replay: Replay) => replay.events.filter((event) => event.kind === 'tags-unknown');
const ofEdgeB = ({ topic, payload }: Sent): Sent => ({ topic: topic.replace('EdgeA', 'EdgeB'), payload });
/** Without its first field, the timestamp. */
const timeless = ({ topic, payload }: Sent): Sent => ({ topic, payload: payload.subarray(7) });

test('what no tag is named of makes nothing unknown', async () => {
  const replay = await Replay.open({});
  for (const sent of [nodeBirth(), nodeDeath()]) replay.receive(ofEdgeB(sent));
  replay.connect();
  expect(replay.events).toEqual([]);
  replay.finish();
});

test('where neither the last message nor the next says when it was sent, only the next reading ends what is unknown', async () => {
  const replay = await Replay.open({});
  const data = send({ verb: 'DDATA', device: 'Press01', seq: 3, metrics: [{ alias: 7n, at: at(9), double_value: 3 }] });
  for (const sent of [nodeBirth(), deviceBirth()]) replay.receive(timeless(sent));
  replay.receive(timeless(data));
  replay.wait(3_000);
  expect(unknown(replay)).toMatchObject([{ cause: 'sequence', at: expect.any(Number) }]);
  expect(replay.rows).toEqual([say('temperature', at(9), 3)]);
  replay.finish();
});

test('messages of which the numbers do not tell how many are missing are missing all the same', async () => {
  const replay = await Replay.open({});
  for (const sent of [nodeBirth(), deviceBirth(), deviceData(200, at(9))]) replay.receive(sent);
  replay.wait(3_000);
  expect(unknown(replay)).toMatchObject([{ reason: 'Plant1/EdgeA: Messages are missing.' }]);
  replay.finish();
});

test('while the batch is full what waits goes on waiting, and is read once there is room', async () => {
  const replay = await Replay.open({ limits: { ...inboxLimits, readingsMax: 1 } });
  replay.receive(nodeBirth());
  replay.receive(deviceData(3, at(3)));
  replay.receive(deviceBirth(at(1), 1));
  // The batch is full with the reading of the birth.
  clock.nowMs += 5_000;
  vi.advanceTimersByTime(5_000);
  expect(unknown(replay)).toEqual([]);
  replay.settle();
  replay.wait(1_000);
  expect(unknown(replay)).toHaveLength(1);
  expect(replay.rows).toEqual([say('temperature', at(1), 0), say('temperature', at(3), 3)]);
  replay.finish();
});

test('a node that does not answer is asked after each connection that was away, and a clock set back holds nothing up', async () => {
  const replay = await Replay.open({});
  for (const sent of [nodeBirth(), deviceBirth()]) replay.receive(sent);
  replay.connect();
  replay.wait(1_000);
  expect(replay.rebirthCount).toBe(0);
  replay.wait(1_500);
  expect(replay.rebirthCount).toBe(1);
  replay.receive(nodeBirth(clock.nowMs));
  replay.receive(deviceData(4, clock.nowMs));
  clock.nowMs -= 3_600_000;
  replay.wait(200);
  expect(unknown(replay)).toHaveLength(1);
  replay.wait(2_000);
  expect(unknown(replay)).toHaveLength(2);
  expect(unknown(replay)[1]?.at).toBeLessThanOrEqual(clock.nowMs);
  replay.wait(10_000);
  expect(replay.rebirthCount).toBe(2);
  replay.finish();
});

test('names of metrics that are held are bounded, however many a plant has', async () => {
  const emitter = await MetricEmitter.create(sparkplugConfig({ url: 'mqtt://broker' }), sparkplugContext(), () => 0);
  const message = { topic: 't', payload: new Uint8Array(), receivedAt: startMs };
  let refusedCount = 0;
  emitter.begin(message, { add: () => {}, adjust: () => {}, refuse: () => refusedCount++ });
  emitter.emit('elsewhere', startMs, 1, 0, '', 0);
  expect(emitter.listTags()).toEqual(['elsewhere']);
  for (let i = 0; i < 100_000; i++) emitter.emit(`G/N/${i}`, startMs, 1, 0, '', 0);
  expect(refusedCount).toBe(100_000);
  expect(emitter.listTags()).toEqual([]);
  emitter.emit('elsewhere', startMs, 1, 0, '', 0);
  expect(emitter.listTags()).toEqual(['elsewhere']);
});

test('a node whose clock is ahead is told of, and its readings are taken as far ahead as it is known to be', async () => {
  const replay = await Replay.open({ aheadMsMax: 10_000 });
  const aheadMs = 15_000;
  let seq = 1;
  replay.receive(nodeBirth(clock.nowMs));
  replay.receive(deviceBirth(clock.nowMs));
  for (let minute = 0; minute < 5; minute++) {
    replay.receive(deviceData(++seq, clock.nowMs + aheadMs));
    replay.wait(60_000);
  }
  expect(replay.events).toContainEqual(expect.objectContaining({ kind: 'skew' }));
  expect(replay.account.refused).toBeLessThan(5);
  expect(replay.account.refused).toBeGreaterThan(0);
  replay.finish();
});
