/** What is read: every column, by window, in order, however it was written. */
import assert from 'node:assert/strict';
import { factKinds } from '../model/index.ts';
import { dayMs, hourMs, minuteMs } from '../time/index.ts';
import {
  bytesOf,
  check,
  commitAll,
  commitOf,
  day1,
  type HistoryCheck,
  identitiesIn,
  listFacts,
  produced,
} from './history-checks.ts';

/** What was committed is read back, by window and in order. */
export const readBackChecks: readonly HistoryCheck[] = [
  check('an empty history has no facts, positions, accounts or extent', async (history) => {
    const snapshot = await history.snapshot();
    assert.equal(snapshot.version, 0);
    assert.equal(snapshot.committedAt, undefined);
    assert.equal(snapshot.findPosition('mes'), undefined);
    assert.equal(snapshot.accounts.size, 0);
    for (const kind of factKinds) {
      assert.equal(snapshot.findExtent(kind), undefined);
      const facts = await snapshot.read({ kind });
      assert.deepEqual([facts.kind, facts.length, facts.versions.length], [kind, 0, 0]);
    }
  }),

  check('every column of every kind is read back as written', async (history) => {
    const common = {
      equipment: 'Machine 7- Laser Marking',
      startAt: day1,
      endAt: day1 + hourMs + 0.5,
      state: 'running',
      workOrder: 'Case "1"; DROP',
      operation: "it's",
      product: 'שלום 車',
      operators: 'p1 p2',
      orderCount: 30,
      reason: 'r',
      adjustment: 'endAt=2012-03-30T02:15 local-time-skipped',
      source: 'mes',
      file: 'log.csv',
      line: 2,
    };
    const production = { ...common, completedCount: 3, scrapCount: 0, holdCount: -1.25, isRework: 1, defect: 'd' };
    const refusal = {
      startAt: day1,
      endAt: day1,
      code: 'bad',
      field: 'start',
      received: '"\r\n\t,;',
      expected: 'a date',
      raw: 'a\\x00\u0000b\u{1F600}',
      status: 'open',
      source: 'mes',
      file: 'log.csv',
      line: 3,
    };
    const bare = { equipment: 'm2', startAt: day1, endAt: day1 };
    await commitAll(
      history,
      commitOf([
        { kind: 'production', identity: 1, row: production },
        { kind: 'production', identity: 2, row: bare },
        { kind: 'equipmentState', identity: 3, row: { ...common, state: 'down' } },
        { kind: 'refusal', identity: 4, row: refusal },
      ]),
    );
    const snapshot = await history.snapshot();
    assert.deepEqual(await listFacts(snapshot, 'production'), [
      { identity: 1, content: 1, versions: 1, ...production },
      { identity: 2, content: 2, versions: 1, ...bare },
    ]);
    assert.deepEqual(await listFacts(snapshot, 'equipmentState'), [
      { identity: 3, content: 3, versions: 1, ...common, state: 'down' },
    ]);
    assert.deepEqual(await listFacts(snapshot, 'refusal'), [{ identity: 4, content: 4, versions: 1, ...refusal }]);
  }),

  check(
    'a window has the facts that touch it, whole, and an instant belongs to the window that contains it',
    async (history) => {
      const from = day1 + 7 * hourMs;
      const window = { fromAt: from, toAt: from + dayMs };
      await commitAll(
        history,
        commitOf([
          produced(1, from - hourMs, from), // ends as it begins
          produced(2, from - hourMs, from + 1),
          produced(3, from, from), // an instant at its begin
          produced(4, from + dayMs, from + dayMs), // at its end
          produced(5, from + dayMs - 1, from + dayMs + hourMs),
          produced(6, from + dayMs, from + dayMs + hourMs),
          produced(7, from - 400 * dayMs, from + 400 * dayMs), // began long before
          produced(8, from - 400 * dayMs, from - 399 * dayMs),
        ]),
      );
      assert.deepEqual(await identitiesIn(history, 'production', window), [7, 2, 3, 5]);
      assert.deepEqual(
        await identitiesIn(history, 'production', { fromAt: from + dayMs, toAt: from + 2 * dayMs }),
        [7, 5, 4, 6],
      );
      assert.deepEqual(await identitiesIn(history, 'production', { fromAt: from, toAt: from }), [7, 2]);
      const snapshot = await history.snapshot();
      assert.deepEqual(snapshot.findExtent('production'), { fromAt: from - 400 * dayMs, toAt: from + 400 * dayMs });
    },
  ),

  check('facts are sorted by equipment, start, end and identity', async (history) => {
    const facts = Array.from({ length: 60 }, (_, i) =>
      produced(i, day1 + ((i * 7) % 5) * hourMs, day1 + ((i * 7) % 5) * hourMs + (i % 3) * minuteMs, {
        equipment: ['m10', 'M9', 'm1', ''][i % 4] as string,
        product: `p${i % 11}`,
      }),
    );
    await commitAll(history, commitOf(facts));
    const whole = await listFacts(await history.snapshot(), 'production');
    assert.equal(whole.length, facts.length);
    const keyOf = (fact: object): string => {
      const { equipment = '', startAt, endAt, identity } = fact as Record<string, string | number>;
      return [equipment, startAt, endAt, Buffer.from(bytesOf(identity as number)).toString('hex')].join(' ');
    };
    assert.deepEqual(whole.map(keyOf), whole.map(keyOf).sort());
  }),

  check('the order of commits and how facts are spread over them does not show in what is read', async (history) => {
    const facts = Array.from({ length: 40 }, (_, i) =>
      produced(i, day1 + (i % 6) * 9 * hourMs, day1 + (i % 6) * 9 * hourMs + hourMs, { equipment: `m${i % 3}` }),
    );
    const reversed = facts.toReversed();
    await commitAll(history, ...reversed.map((fact) => commitOf([fact])), commitOf(facts));
    const keys = (await listFacts(await history.snapshot(), 'production')).map((fact) => {
      const { equipment, startAt, endAt, identity } = fact as Record<string, string | number>;
      return [equipment, startAt, endAt, Buffer.from(bytesOf(identity as number)).toString('hex')].join(' ');
    });
    assert.equal(keys.length, facts.length);
    assert.deepEqual(keys, keys.toSorted());
  }),
];
