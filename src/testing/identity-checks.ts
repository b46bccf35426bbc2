/** Which facts are one: what comes again, what corrects, what replays. */
import assert from 'node:assert/strict';
import type { Commit } from '../history/index.ts';
import { dayMs, hourMs, type Interval } from '../time/index.ts';
import {
  check,
  commitAll,
  commitOf,
  day1,
  type Fact,
  type HistoryCheck,
  identitiesIn,
  listFacts,
  produced,
} from './history-checks.ts';

/** What comes again adds nothing; what corrects supersedes. */
export const identityChecks: readonly HistoryCheck[] = [
  check('committing the same facts again stores none of them', async (history) => {
    const facts = [produced(1, day1, day1 + hourMs), produced(2, day1 + 3 * dayMs, day1 + 3 * dayMs)];
    const [first] = await commitAll(history, commitOf(facts));
    const [again] = await commitAll(history, commitOf(facts));
    assert.deepEqual([first?.account.stored, first?.account.duplicate], [2, 0]);
    assert.deepEqual([again?.account.stored, again?.account.duplicate], [0, 2]);
    assert.deepEqual(await identitiesIn(history, 'production'), [1, 2]);
  }),

  check(
    'facts of different kinds with one identity are two facts where the identity is that of the content',
    async (history) => {
      const row = { equipment: 'm1', startAt: day1, endAt: day1 + hourMs };
      const facts: Fact[] = [
        { kind: 'production', identity: 1, row },
        { kind: 'equipmentState', identity: 1, row },
      ];
      const receipts = await commitAll(history, commitOf(facts), commitOf(facts));
      assert.deepEqual(
        receipts.map(({ account: { stored, duplicate } }) => [stored, duplicate]),
        [
          [2, 0],
          [0, 2],
        ],
      );
      assert.deepEqual(await identitiesIn(history, 'equipmentState'), [1]);
    },
  ),

  check('a fact that comes twice in one commit is stored once', async (history) => {
    const fact = produced(1, day1, day1 + hourMs);
    const [receipt] = await commitAll(history, commitOf([fact, fact, produced(2, day1, day1 + hourMs), fact]));
    assert.deepEqual([receipt?.account.stored, receipt?.account.duplicate], [2, 2]);
    assert.equal((await identitiesIn(history, 'production')).length, 2);
  }),

  check(
    'content not seen before supersedes in order of first receipt; content seen before is a duplicate',
    async (history) => {
      const version = (content: number): Fact => ({
        ...produced(1, day1, day1 + hourMs, { completedCount: content }),
        content,
      });
      const keyed = (...contents: number[]): Commit => commitOf(contents.map(version), { identityBy: 'key' });
      const receipts = await commitAll(history, keyed(10), keyed(11), keyed(10), keyed(12, 11, 13, 10));
      const counts = receipts.map(({ account }) => [account.stored, account.duplicate, account.superseding]);
      assert.deepEqual(counts, [
        [1, 0, 0],
        [1, 0, 1],
        [0, 1, 0],
        [2, 2, 2],
      ]);
      const facts = await listFacts(await history.snapshot(), 'production');
      assert.deepEqual(facts, [{ identity: 1, content: 13, versions: 4, ...version(13).row }]);
    },
  ),

  check('a keyed fact that moves to another day or kind is no longer found where it was', async (history) => {
    const at = (day: number): Interval => ({ fromAt: day1 + day * dayMs, toAt: day1 + (day + 1) * dayMs });
    const moved = (day: number, content: number): Fact => ({
      ...produced(1, at(day).fromAt, at(day).fromAt + hourMs),
      content,
    });
    const other = produced(2, at(0).fromAt + hourMs, at(0).fromAt + 2 * hourMs);
    await commitAll(history, commitOf([moved(0, 1), other], { identityBy: 'key' }));
    await commitAll(history, commitOf([moved(5, 2)], { identityBy: 'key' }));
    assert.deepEqual(await identitiesIn(history, 'production', at(0)), [2]);
    assert.deepEqual(await identitiesIn(history, 'production', at(5)), [1]);
    const extent = { fromAt: at(0).fromAt + hourMs, toAt: at(5).fromAt + hourMs };
    assert.deepEqual((await history.snapshot()).findExtent('production'), extent);
    const down: Fact = {
      kind: 'equipmentState',
      identity: 1,
      content: 3,
      row: { equipment: 'm1', startAt: at(2).fromAt, endAt: at(2).fromAt + hourMs, state: 'down' },
    };
    const [receipt] = await commitAll(history, commitOf([down], { identityBy: 'key' }));
    assert.equal(receipt?.account.superseding, 1);
    assert.deepEqual(await identitiesIn(history, 'production'), [2]);
    const [state] = await listFacts(await history.snapshot(), 'equipmentState');
    assert.deepEqual(state, { ...down.row, identity: 1, content: 3, versions: 3 });
    const { factCounts } = await history.status();
    assert.deepEqual([factCounts.production, factCounts.equipmentState], [1, 1]);
  }),

  check('a replayed refusal supersedes the open one', async (history) => {
    const refusal = (status: string, content: number): Fact => ({
      kind: 'refusal',
      identity: 1,
      content,
      row: { startAt: day1, endAt: day1, code: 'bad', status, source: 'mes' },
    });
    const account = { received: 1, refused: 1, filtered: 0, expired: 0, lost: 0 };
    await commitAll(history, commitOf([refusal('open', 1)], { account }), commitOf([refusal('replayed', 2)]));
    const [only, ...none] = await listFacts(await history.snapshot(), 'refusal');
    assert.deepEqual(only, { ...refusal('replayed', 2).row, identity: 1, content: 2, versions: 2 });
    assert.equal(none.length, 0);
  }),

  check('a refusal without a time is in no window, and is read without one', async (history) => {
    const undated: Fact = { kind: 'refusal', identity: 1, row: { code: 'bad', source: 'mes' } };
    const halfDated: Fact = { kind: 'refusal', identity: 2, row: { code: 'bad', source: 'mes', startAt: day1 } };
    await commitAll(history, commitOf([undated, halfDated]));
    assert.deepEqual((await identitiesIn(history, 'refusal')).sort(), [1, 2]);
    assert.deepEqual(await identitiesIn(history, 'refusal', { fromAt: -8e15, toAt: 8e15 }), []);
    assert.equal((await history.snapshot()).findExtent('refusal'), undefined);
    await commitAll(history, commitOf([undated, halfDated]));
    assert.equal((await identitiesIn(history, 'refusal')).length, 2);
  }),
];
