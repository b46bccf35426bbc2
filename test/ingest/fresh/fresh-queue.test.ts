import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FreshFacts, FreshItem, FreshSettled } from '../../../src/ingest/fresh/fresh-item.ts';
import { FreshQueue } from '../../../src/ingest/fresh/fresh-queue.ts';
import { toTable } from '../../../src/model/index.ts';
import { PlainQueue } from './plain-queue.ts';

const source = fc.constantFrom('a', 'b', 'c');
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('tell'), source, count: fc.integer({ min: 1, max: 7 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('settle'), source, behind: fc.integer({ min: 0, max: 3 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read') }) },
) as fc.Arbitrary<
  | { readonly do: 'tell'; readonly source: string; readonly count: number }
  | { readonly do: 'settle'; readonly source: string; readonly behind: number }
  | { readonly do: 'read' }
>;

function factsOf(from: string, order: number, count: number): FreshFacts {
  const rows = Array.from({ length: count }, (_, i) => ({ tag: 't', at: i, value: i, source: from }));
  return { kind: 'facts', source: from, order, facts: [toTable('reading', rows)] };
}

const countOf = ({ facts }: FreshFacts) => facts.reduce((sum, { length }) => sum + length, 0);

test('a queue does what a plain array of all that waits would do', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (steps, factsMax) => {
      const queue = new FreshQueue({ factsMax, bytesMax: 1e9 });
      const plain = new PlainQueue(factsMax);
      const orders = new Map<string, number>();
      for (const one of steps) {
        if (one.do === 'read') {
          expect(queue.take()).toEqual(plain.take());
          continue;
        }
        const order = (orders.get(one.source) ?? 0) + (one.do === 'tell' ? 1 : 0);
        orders.set(one.source, order);
        if (one.do === 'tell') {
          const item = factsOf(one.source, order, one.count);
          queue.pushFacts(item, { factCount: one.count, sizeBytes: one.count });
          plain.push(item);
        } else {
          const item = { kind: 'settled', source: one.source, order: order - one.behind } as const;
          queue.pushSettled(item);
          plain.push(item);
        }
      }
      while (plain.waiting.length > 0) expect(queue.take()).toEqual(plain.take());
      expect(queue.take()).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test('every fact is read or counted as skipped, the newest batch is always read, and nothing settles before it is read', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 1, max: 20 }), (steps, factsMax) => {
      const queue = new FreshQueue({ factsMax, bytesMax: 1e9 });
      const told: FreshFacts[] = [];
      const settled = new Map<string, FreshSettled>();
      const read: FreshItem[] = [];
      const take = () => {
        const item = queue.take();
        if (item !== undefined) read.push(item);
        return item !== undefined;
      };
      for (const one of steps) {
        if (one.do === 'read') take();
        else if (one.do === 'tell') {
          const item = factsOf(one.source, told.length, one.count);
          told.push(item);
          queue.pushFacts(item, { factCount: one.count, sizeBytes: one.count });
          expect(queue.factCount).toBeLessThanOrEqual(Math.max(factsMax, one.count));
        } else {
          const item = { kind: 'settled', source: one.source, order: told.length - 1 } as const;
          settled.set(one.source, item);
          queue.pushSettled(item);
        }
      }
      while (take());
      let next = 0;
      const settledTo = new Map<string, number>();
      for (const item of read) {
        if (item.kind === 'skipped') {
          // Exactly those between what was read before and what is read next.
          const left: FreshFacts[] = [];
          for (let count = 0; count < item.factCount; count += countOf(left.at(-1) as FreshFacts))
            left.push(told[next++] as FreshFacts);
          expect(left.reduce((sum, facts) => sum + countOf(facts), 0)).toBe(item.factCount);
          expect(item.orders).toEqual(new Map(left.map((facts) => [facts.source, facts.order])));
        } else if (item.kind === 'facts') {
          expect(item).toBe(told[next++]);
          expect(item.order).toBeGreaterThan(settledTo.get(item.source) ?? -1);
        } else settledTo.set(item.source, item.order);
      }
      expect(next).toBe(told.length);
      if (told.length > 0) expect(read.findLast(({ kind }) => kind === 'facts')).toBe(told.at(-1));
      for (const [from, { order }] of settled) expect(settledTo.get(from)).toBe(order);
    }),
    { numRuns: 500 },
  );
});

test('bytes are a bound as facts are', () => {
  const queue = new FreshQueue({ factsMax: 1_000, bytesMax: 100 });
  for (const order of [1, 2, 3]) queue.pushFacts(factsOf('a', order, 1), { factCount: 1, sizeBytes: 60 });
  expect(queue.take()).toEqual({ kind: 'skipped', factCount: 2, orders: new Map([['a', 2]]) });
  expect(queue.take()).toMatchObject({ kind: 'facts', order: 3 });
  expect(queue.take()).toBeUndefined();
});
