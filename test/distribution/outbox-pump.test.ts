import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  backOffMs,
  createOutboxPump,
  defaultBackOff,
  type OutboxPumpOptions,
  type Transport,
} from 'gemba/distribution';
import { openState, type State } from 'gemba/state';
import { createRecordingTransport } from 'gemba/testing';
import { expect, onTestFinished, test } from 'vitest';
import { archiveOf, deliveryOf, fileOf } from './support/deliveries.ts';

interface Bench {
  readonly state: State;
  readonly clock: { nowMs: number };
  pump(transports: readonly Transport[], change?: Partial<OutboxPumpOptions>): ReturnType<typeof createOutboxPump>;
}

async function benchOf(): Promise<Bench> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-pump-'));
  const clock = { nowMs: 1_000_000 };
  const state = await openState({ dir, clock: () => clock.nowMs });
  onTestFinished(async () => {
    await state[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });
  const common = {
    outbox: state.deliveries,
    readFile: archiveOf('daily.pdf'),
    clock: () => clock.nowMs,
    random: () => 0.5,
    claimer: 'test:1',
  };
  return { state, clock, pump: (transports, change) => createOutboxPump({ ...common, transports, ...change }) };
}

test('everything due is delivered once, and a second drain has nothing to do', async () => {
  const { state, pump } = await benchOf();
  const transport = createRecordingTransport('out');
  const ids = ['a', 'b', 'c', 'd', 'e'];
  await state.deliveries.enqueue(ids.map((id) => deliveryOf({ id })));
  const seen: string[] = [];
  const outcomes = await pump([transport]).drain({ onOutcome: ({ delivery }) => seen.push(delivery.id) });
  expect(outcomes.map(({ result }) => result.kind)).toEqual(ids.map(() => 'delivered'));
  expect(seen.sort()).toEqual(ids);
  expect(transport.listDeliveries().map(({ timesDelivered }) => timesDelivered)).toEqual([1, 1, 1, 1, 1]);
  expect(await pump([transport]).drain()).toEqual([]);
  expect(await state.deliveries.count()).toMatchObject({ delivered: 5, pending: 0 });
});

test('a failure waits for its back-off, which doubles, and is then given up with the last reason', async () => {
  const { state, clock, pump } = await benchOf();
  const transport = createRecordingTransport('out');
  transport.answer({ kind: 'retry', reason: 'The line is down.' });
  await state.deliveries.enqueue([deliveryOf()]);
  const { drain } = pump([transport], { backOff: { baseMs: 1_000, capMs: 5_000, attemptsMax: 5 } });
  const waits: (number | undefined)[] = [];
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    const [outcome, ...others] = await drain();
    expect(others).toEqual([]);
    expect(outcome?.attempt).toBe(attempt);
    if (attempt === 5) {
      expect(outcome?.result).toEqual({
        kind: 'rejected',
        reason: 'Given up after 5 attempts; the last: The line is down.',
      });
      expect(outcome?.nextAttemptAt).toBeUndefined();
      break;
    }
    const dueAt = outcome?.nextAttemptAt ?? 0;
    waits.push(dueAt - clock.nowMs);
    clock.nowMs = dueAt - 1;
    expect(await drain()).toEqual([]);
    clock.nowMs = dueAt;
  }
  // Half of 1, 2, 4 s, and of the 5 s cap.
  expect(waits).toEqual([500, 1_000, 2_000, 2_500]);
  expect(await state.deliveries.find('d-1')).toMatchObject({ status: 'rejected' });

  transport.answer(undefined);
  expect(await state.deliveries.retry('all')).toEqual(new Map([['d-1', 'due']]));
  expect(await drain()).toMatchObject([{ attempt: 1, result: { kind: 'delivered' } }]);
});

test('the wait is never shorter than the other side asked for', async () => {
  const { state, clock, pump } = await benchOf();
  const transport = createRecordingTransport('out');
  transport.answer({ kind: 'retry', reason: 'Too many.', afterMs: 86_400_000 });
  await state.deliveries.enqueue([deliveryOf()]);
  const [outcome] = await pump([transport]).drain();
  expect(outcome?.nextAttemptAt).toBe(clock.nowMs + 86_400_000);
});

test('what is rejected is tried once and kept with its reason', async () => {
  const { state, pump } = await benchOf();
  const transport = createRecordingTransport('out');
  transport.answer({ kind: 'rejected', reason: 'No such user.' });
  await state.deliveries.enqueue([deliveryOf()]);
  await pump([transport]).drain();
  expect(await pump([transport]).drain()).toEqual([]);
  expect(await state.deliveries.list({ status: 'rejected' })).toMatchObject([{ reason: 'No such user.' }]);
});

test('a delivery by a transport the plant file does not name is rejected, and says which it names', async () => {
  const { state, pump } = await benchOf();
  await state.deliveries.enqueue([deliveryOf({ transport: 'fax' })]);
  const [outcome] = await pump([createRecordingTransport('mail'), createRecordingTransport('share')]).drain();
  expect(outcome?.result).toMatchObject({
    kind: 'rejected',
    reason: expect.stringContaining('`fax` (it names: mail, share)'),
  });
});

test('bytes that are not those of the report are not sent', async () => {
  const { state, pump } = await benchOf();
  const transport = createRecordingTransport('out');
  await state.deliveries.enqueue([deliveryOf()]);
  const [outcome] = await pump([transport], { readFile: async () => Buffer.from('daily.pdF') }).drain();
  expect(outcome?.result).toMatchObject({
    kind: 'rejected',
    reason: expect.stringContaining('other bytes for daily.pdf'),
  });
  expect(transport.listDeliveries()).toEqual([]);
});

test('a transport that throws is tried again, with what it said', async () => {
  const { state, pump } = await benchOf();
  const transport: Transport = {
    ...createRecordingTransport('out'),
    deliver: async () => {
      throw new Error('a bug of a plug-in');
    },
  };
  await state.deliveries.enqueue([deliveryOf()]);
  const [outcome] = await pump([transport]).drain();
  expect(outcome?.result).toMatchObject({ kind: 'retry', reason: expect.stringContaining('a bug of a plug-in') });
});

test('an attempt that outlasts its time is stopped, and says so', async () => {
  const { state, pump } = await benchOf();
  const transport: Transport = {
    ...createRecordingTransport('out'),
    deliver: (_delivery, { signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ kind: 'retry', reason: 'Stopped.' }));
      }),
  };
  await state.deliveries.enqueue([deliveryOf()]);
  const [outcome] = await pump([transport], { attemptMs: 5 }).drain();
  expect(outcome?.result).toMatchObject({ kind: 'retry', reason: 'It took longer than the 5 ms allowed. Stopped.' });
  expect(outcome?.nextAttemptAt).toBeGreaterThan(1_000_000);
});

test('a drain that is stopped gives back what is under way, without counting it, and claims nothing more', async () => {
  const { state, pump } = await benchOf();
  const stop = new AbortController();
  const recording = createRecordingTransport('out');
  const transport: Transport = {
    ...recording,
    deliver: (delivery, context) => {
      stop.abort();
      return recording.deliver(delivery, context);
    },
  };
  await state.deliveries.enqueue([deliveryOf({ id: 'a' }), deliveryOf({ id: 'b' })]);
  const outcomes = await pump([transport], { concurrency: 1 }).drain({ signal: stop.signal });
  expect(outcomes).toMatchObject([{ delivery: { id: 'a' }, result: { kind: 'retry' } }]);
  expect(await state.deliveries.find('a')).toMatchObject({ status: 'retrying', attempts: [{ outcome: 'released' }] });
  expect(await state.deliveries.find('b')).toMatchObject({ status: 'pending', attempts: [] });
  const after = await pump([recording]).drain();
  expect(after.map(({ attempt, result }) => [attempt, result.kind])).toEqual([
    [1, 'delivered'],
    [1, 'delivered'],
  ]);
});

test('a partial success is remembered: the next attempt knows who has it', async () => {
  const { state, clock, pump } = await benchOf();
  const served: unknown[] = [];
  const transport: Transport = {
    ...createRecordingTransport('out'),
    deliver: async (_delivery, context) => {
      served.push(context.served);
      if (served.length === 3) return { kind: 'delivered', receipt: 'ok' };
      return { kind: 'retry', reason: 'Not all.', served: [`p${served.length}`] };
    },
  };
  await state.deliveries.enqueue([deliveryOf()]);
  for (let time = 0; time < 3; time += 1) {
    await pump([transport]).drain();
    clock.nowMs += 10_000_000;
  }
  expect(served).toEqual([[], ['p1'], ['p1', 'p2']]);
});

test('a clock that steps back does not make one drain try a delivery twice', async () => {
  const { state, clock, pump } = await benchOf();
  const recording = createRecordingTransport('out');
  recording.answer({ kind: 'retry', reason: 'Down.' });
  const transport: Transport = {
    ...recording,
    deliver: (delivery, context) => {
      clock.nowMs -= 500_000;
      return recording.deliver(delivery, context);
    },
  };
  await state.deliveries.enqueue([deliveryOf()]);
  expect(await pump([transport]).drain()).toHaveLength(1);
});

test('back-off: full jitter, at least 1 ms, never above the cap, uniform in its range', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const waitMs = backOffMs(defaultBackOff, attempt, () => random);
        const longestMs = Math.min(3_600_000, 60_000 * 2 ** (attempt - 1));
        expect(waitMs).toBe(Math.max(1, Math.floor(random * longestMs)));
        expect(waitMs).toBeLessThanOrEqual(3_600_000);
      },
    ),
  );
});

test('a mail refused for now goes through the whole chain: file, outbox, transport, back-off, delivered', async () => {
  const { state, clock, pump } = await benchOf();
  const transport = createRecordingTransport('out');
  transport.answer({ kind: 'retry', reason: 'Later.' });
  await state.deliveries.enqueue([deliveryOf({ files: [fileOf('daily.pdf', 'daily.pdf')] })]);
  await pump([transport]).drain();
  transport.answer(undefined);
  clock.nowMs += 3_600_000;
  await pump([transport]).drain();
  const record = await state.deliveries.find('d-1');
  expect(record?.attempts.map(({ outcome, reason, receipt }) => [outcome, reason ?? receipt])).toEqual([
    ['retry', 'Later.'],
    ['delivered', 'recorded as d-1'],
  ]);
  expect(transport.attemptCount()).toBe(2);
});
