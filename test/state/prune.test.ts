import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type DeliverySettlement, openState, pruneState, type State } from 'gemba/state';
import { expect, onTestFinished, test } from 'vitest';
import { deliveryOf } from '../distribution/support/deliveries.ts';

async function stateOf(clock: () => number): Promise<State> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-prune-'));
  const state = await openState({ dir, clock });
  onTestFinished(async () => {
    await state[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });
  return state;
}

const settlements = {
  delivered: { kind: 'delivered', receipt: '250 ok' },
  rejected: { kind: 'rejected', reason: 'Nobody.' },
  retrying: { kind: 'retry', reason: 'Down.', nextAttemptAt: 9_000 },
} satisfies Record<string, DeliverySettlement>;

async function deliver(state: State, id: string, become: string, nowMs: number): Promise<void> {
  await state.deliveries.enqueue([deliveryOf({ id })]);
  if (become === 'pending') return;
  const [claimed] = await state.deliveries.claim({ limit: 1, leaseMs: 1e9, nowMs, claimer: 'me' });
  if (claimed === undefined || become === 'claimed') return;
  await state.deliveries.settle(claimed.claim, settlements[become as keyof typeof settlements], nowMs);
}

test('what is settled goes with its attempts once it is old; what waits or is under way stays however old', async () => {
  const state = await stateOf(() => 100);
  await deliver(state, 'old', 'delivered', 100);
  await deliver(state, 'returned', 'rejected', 150);
  await deliver(state, 'recent', 'delivered', 200);
  await deliver(state, 'retrying', 'retrying', 100);
  await deliver(state, 'claimed', 'claimed', 100);
  await deliver(state, 'pending', 'pending', 100);
  expect(await pruneState(state, 200)).toEqual({ deliveryCount: 2, attemptCount: 2, runCount: 0, auditCount: 0 });
  const left = await state.deliveries.list();
  expect(left.map(({ delivery }) => delivery.id).sort()).toEqual(['claimed', 'pending', 'recent', 'retrying']);
  expect(left.find(({ delivery }) => delivery.id === 'recent')?.attempts).toHaveLength(1);
  expect(await pruneState(state, 200)).toMatchObject({ deliveryCount: 0, attemptCount: 0 });
});

test('records of reports stay, and audit entries go', async () => {
  let now = 100;
  const state = await stateOf(() => now);
  const window = { day: '2012-02-29' };
  const manifest = { plant: 'p', kind: 'daily', audience: 'a', role: 'production', window, files: [] };
  await state.reports.record(manifest);
  await state.audit.add({ action: 'expire', detail: {} });
  now = 200;
  await state.audit.add({ action: 'expire', detail: {} });
  expect(await pruneState(state, 200)).toMatchObject({ auditCount: 1 });
  expect(await state.reports.list()).toHaveLength(1);
  expect(await state.audit.list()).toHaveLength(1);
});

test('of runs, those that ended before stay only where they are the last good one of their kind and subject', async () => {
  const run = fc.record({
    kind: fc.constantFrom('retention', 'backup'),
    subject: fc.constantFrom('one', 'other'),
    outcome: fc.constantFrom('done', 'failed', undefined),
    endedAt: fc.integer({ min: 1, max: 100 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(run, { maxLength: 12 }), fc.integer({ min: 1, max: 120 }), async (runs, before) => {
      let now = 0;
      const state = await stateOf(() => now);
      const noted: ((typeof runs)[number] & { id: number })[] = [];
      for (const one of runs) {
        now = one.endedAt;
        const id = await state.runs.start(one.kind, one.subject);
        if (one.outcome !== undefined) await state.runs.finish(id, one.outcome);
        noted.push({ ...one, id });
      }
      const isLastGood = ({ id, kind, subject, outcome }: (typeof noted)[number]): boolean =>
        outcome === 'done' &&
        !noted.some(
          (later) => later.id > id && later.outcome === 'done' && later.kind === kind && later.subject === subject,
        );
      const kept = noted.filter((one) => one.endedAt >= before || isLastGood(one)).map(({ id }) => id);
      expect(await pruneState(state, before)).toMatchObject({ runCount: noted.length - kept.length });
      expect((await state.runs.list()).map(({ id }) => id).sort((a, b) => a - b)).toEqual(kept);
    }),
    { numRuns: 25 },
  );
});
