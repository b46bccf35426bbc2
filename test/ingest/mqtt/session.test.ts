import { expect, it } from 'vitest';
import { Session } from '../../../src/ingest/mqtt/session.ts';
import { systemTimers } from '../../../src/ingest/pipeline/timers.ts';

const options = {
  broker: 'mqtt://broker',
  backOff: { baseMs: 1_000, capMs: 8_000 },
  handler: { onConnected: () => {}, onSubscribed: () => {}, onMessage: () => true },
  connect: () => expect.fail('It connected.'),
};
const connection = { url: 'mqtt://broker', client: {}, subscriptions: new Map(), obsoleteFilters: [] };

it('a session that is stopped while it reads its certificates does not connect any more', async () => {
  const reading = Promise.withResolvers<typeof connection>();
  const session = new Session({
    ...options,
    random: () => 0,
    timers: systemTimers,
    now: () => 0,
    createOptions: () => reading.promise,
    onDisconnected: () => expect.fail('It was stopped.'),
  });
  const stopped = session.stop();
  reading.resolve(connection);
  await stopped;
});

it('waits grow twofold up to the longest, and begin anew after a connection that lasted 10 s', async () => {
  let nowMs = 0;
  const waits: number[] = [];
  const reasons: string[] = [];
  const session: Session = new Session({
    ...options,
    random: () => 0.5,
    timers: {
      wait: async (ms) => {
        waits.push(ms);
        if (waits.length === 8) session.stopReconnecting();
      },
    },
    now: () => nowMs,
    createOptions: () => {
      if (waits.length === 5) nowMs += 10_000;
      return Promise.reject(new Error('no certificate'));
    },
    onDisconnected: (reason) => reasons.push(reason),
  });
  await expect.poll(() => waits.length, { timeout: 30_000 }).toBe(8);
  await session.stop();
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 4_000, 500, 1_000, 2_000]);
  expect(new Set(reasons)).toEqual(new Set(['mqtt://broker: no certificate.']));
});
