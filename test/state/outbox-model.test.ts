/** Any sequence of operations and crashes, against a model of plain objects that knows nothing of SQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type DeliverySettlement, openState, type State } from 'gemba/state';
import { expect, test } from 'vitest';
import { deliveryOf } from '../distribution/support/deliveries.ts';

interface Row {
  status: 'pending' | 'claimed' | 'retrying' | 'delivered' | 'rejected';
  dueAt: number;
  leaseUntil: number;
  claims: number;
}

type Step =
  | { readonly do: 'enqueue'; readonly id: string }
  | { readonly do: 'claim'; readonly limit: number }
  | { readonly do: 'settle'; readonly pick: number; readonly kind: DeliverySettlement['kind']; readonly waitMs: number }
  | { readonly do: 'retry'; readonly id: string }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'crash' };

const id = fc.constantFrom('a', 'b', 'c', 'd');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('enqueue' as const), id }),
  fc.record({ do: fc.constant('claim' as const), limit: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    do: fc.constant('settle' as const),
    pick: fc.nat(20),
    kind: fc.constantFrom('delivered' as const, 'retry' as const, 'rejected' as const, 'released' as const),
    waitMs: fc.integer({ min: 1, max: 50 }),
  }),
  fc.record({ do: fc.constant('retry' as const), id }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 60 }) }),
  fc.constant({ do: 'crash' as const }),
);

const leaseMs = 40;

test('after any sequence the outbox is what the model says, and no row is claimed twice at a time', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-model-'));
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      run += 1;
      let nowMs = 0;
      const open = (): Promise<State> => openState({ dir: join(dir, String(run)), clock: () => nowMs });
      let state = await open();
      const model = new Map<string, Row>();
      const claims: { id: string; number: number }[] = [];
      for (const one of steps) {
        switch (one.do) {
          case 'enqueue': {
            const [outcome] = await state.deliveries.enqueue([deliveryOf({ id: one.id })]);
            expect(outcome).toBe(model.has(one.id) ? 'known' : 'added');
            if (!model.has(one.id)) model.set(one.id, { status: 'pending', dueAt: nowMs, leaseUntil: 0, claims: 0 });
            break;
          }
          case 'claim': {
            const free = [...model].filter(([, row]) =>
              row.status === 'claimed'
                ? row.leaseUntil <= nowMs
                : (row.status === 'pending' || row.status === 'retrying') && row.dueAt <= nowMs,
            );
            const got = await state.deliveries.claim({ limit: one.limit, leaseMs, nowMs, claimer: 'me' });
            expect(got).toHaveLength(Math.min(one.limit, free.length));
            for (const { claim } of got) {
              const row = model.get(claim.id);
              expect(free.map(([freeId]) => freeId)).toContain(claim.id);
              expect(claim.number).toBe((row?.claims ?? 0) + 1);
              if (row) Object.assign(row, { status: 'claimed', leaseUntil: nowMs + leaseMs, claims: claim.number });
              claims.push(claim);
            }
            break;
          }
          case 'settle': {
            const claim = claims[one.pick % Math.max(1, claims.length)];
            if (claim === undefined) break;
            const row = model.get(claim.id);
            if (row === undefined) break;
            const current = row.status === 'claimed' && row.claims === claim.number;
            const counts = current || (one.kind === 'delivered' && row.status !== 'delivered');
            const outcome = await state.deliveries.settle(claim, settlementOf(one.kind, nowMs + one.waitMs), nowMs);
            expect(outcome).toBe(counts ? 'settled' : 'superseded');
            if (!counts) break;
            row.status = one.kind === 'delivered' || one.kind === 'rejected' ? one.kind : 'retrying';
            row.dueAt = one.kind === 'retry' ? nowMs + one.waitMs : nowMs;
            break;
          }
          case 'retry': {
            const row = model.get(one.id);
            await state.deliveries.retry([one.id]);
            if (row?.status === 'rejected' || row?.status === 'retrying')
              Object.assign(row, { status: 'pending', dueAt: nowMs });
            break;
          }
          case 'pass':
            nowMs += one.ms;
            break;
          case 'crash':
            // The process goes without a word; what it had claimed stays claimed.
            await state[Symbol.asyncDispose]();
            state = await open();
            break;
        }
        const records = await state.deliveries.list();
        expect(new Map(records.map((record) => [record.delivery.id, record.status]))).toEqual(
          new Map([...model].map(([key, row]) => [key, row.status])),
        );
        for (const { attempts, delivery } of records) {
          expect(attempts.map(({ number }) => number)).toEqual(
            Array.from({ length: model.get(delivery.id)?.claims ?? 0 }, (_, at) => at + 1),
          );
        }
      }
      await state[Symbol.asyncDispose]();
    }),
    { numRuns: 60 },
  );
  await rm(dir, { recursive: true, force: true });
});

function settlementOf(kind: DeliverySettlement['kind'], nextAttemptAt: number): DeliverySettlement {
  if (kind === 'delivered') return { kind, receipt: 'ok' };
  return kind === 'retry' ? { kind, reason: 'Down.', nextAttemptAt } : { kind, reason: 'No.' };
}
