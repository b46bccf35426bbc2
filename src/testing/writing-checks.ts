/** How it is written: accounts, order, snapshots, one writer at a time. */
import assert from 'node:assert/strict';
import type { HistorySnapshot } from '../history/index.ts';
import { dayMs, hourMs } from '../time/index.ts';
import {
  check,
  commitAll,
  commitOf,
  day1,
  type Fact,
  type HistoryCheck,
  holder,
  identitiesIn,
  produced,
  rejectsWith,
  requireSum,
} from './history-checks.ts';

/** Accounts add up, snapshots stay, one writes at a time. */
export const writingChecks: readonly HistoryCheck[] = [
  check('an account adds up for each commit and for each source', async (history) => {
    const one = produced(1, day1, day1 + hourMs);
    const two = produced(2, day1, day1 + hourMs);
    const refusal: Fact = { kind: 'refusal', identity: 3, row: { code: 'bad', source: 'mes' } };
    const receipts = await commitAll(
      history,
      commitOf([one, refusal], {
        account: { received: 5, refused: 1, filtered: 0, expired: 2, lost: 1 },
        position: { line: 5 },
      }),
      commitOf([one, two], { position: { line: 7 } }),
      commitOf([], { source: 'qms', position: { at: [1, 'x'] } }),
    );
    for (const { account } of receipts) requireSum(account);
    const snapshot = await history.snapshot();
    for (const account of snapshot.accounts.values()) requireSum(account);
    const expected = {
      received: 7,
      stored: 2,
      duplicate: 1,
      refused: 1,
      filtered: 0,
      expired: 2,
      lost: 1,
      superseding: 0,
    };
    assert.deepEqual(snapshot.accounts.get('mes'), expected);
    assert.equal(snapshot.accounts.get('qms')?.received, 0);
    assert.deepEqual(snapshot.findPosition('mes'), { line: 7 });
    assert.deepEqual(snapshot.findPosition('qms'), { at: [1, 'x'] });
  }),

  check('an account that does not add up is refused and stores nothing', async (history) => {
    await using writer = await history.openWriter({ holder });
    const account = { received: 2, refused: 0, filtered: 0, expired: 0, lost: 0 };
    await rejectsWith(writer.commit(commitOf([produced(1, day1, day1 + hourMs)], { account })), 'usage', 'received 2');
    assert.equal((await history.snapshot()).version, 0);
  }),

  check('commits in flight are applied in the order of the calls, and their versions grow', async (history) => {
    const commits = Array.from({ length: 20 }, (_, i) =>
      commitOf([produced(i, day1 + i * hourMs, day1 + (i + 1) * hourMs)], {
        position: { i },
        identityBy: i % 5 === 0 ? 'key' : 'content',
      }),
    );
    const receipts = await commitAll(history, ...commits);
    assert.deepEqual(
      receipts.map(({ version }) => version),
      commits.map((_, i) => i + 1),
    );
    const snapshot = await history.snapshot();
    assert.deepEqual([snapshot.version, snapshot.findPosition('mes')], [20, { i: 19 }]);
  }),

  check('a commit is stored however shortly after the one before it comes', async (history) => {
    await using writer = await history.openWriter({ holder });
    for (let i = 0; i < 24; i++) {
      // Each a turn later than the last, so that one meets the writer as it comes to rest.
      for (let turn = 0; turn < i; turn++) await undefined;
      const { version } = await writer.commit(commitOf([produced(i, day1 + i * hourMs, day1 + (i + 1) * hourMs)]));
      assert.equal(version, i + 1);
    }
  }),

  check(
    'a snapshot stays as it was while others write, and never shows half a commit',
    async (history, { store, clock }) => {
      await using reader = await store.open({ clock: () => clock.at });
      const pair = (i: number): Fact[] => [
        produced(2 * i, day1 + i * dayMs, day1 + i * dayMs),
        { kind: 'equipmentState', identity: 2 * i + 1, row: { equipment: 'm1', startAt: day1, endAt: day1 + 1 } },
      ];
      await using writer = await history.openWriter({ holder });
      const snapshots: HistorySnapshot[] = [await reader.snapshot()];
      for (let i = 0; i < 12; i++) {
        const committing = writer.commit(commitOf(pair(i)));
        snapshots.push(await reader.snapshot());
        await committing;
        snapshots.push(await reader.snapshot());
      }
      for (const snapshot of snapshots) {
        const production = await snapshot.read({ kind: 'production' });
        const states = await snapshot.read({ kind: 'equipmentState' });
        assert.deepEqual([production.length, states.length], [snapshot.version, snapshot.version]);
      }
      assert.equal(snapshots.at(-1)?.version, 12);
    },
  ),

  check(
    'one writer at a time: another is told who holds the lease, and may follow when it is released',
    async (history, { store, clock }) => {
      await using other = await store.open({ clock: () => clock.at });
      const first = await history.openWriter({ holder: 'gemba run, line 4' });
      await rejectsWith(other.openWriter({ holder }), 'lease-held', 'gemba run, line 4');
      const { lease } = await other.status();
      assert.deepEqual([lease?.holder, lease?.fencing], ['gemba run, line 4', first.fencing]);
      await first[Symbol.asyncDispose]();
      await first[Symbol.asyncDispose]();
      assert.equal((await other.status()).lease, undefined);
      await using second = await other.openWriter({ holder });
      assert.ok(second.fencing > first.fencing, 'a fencing number grows with every lease');
    },
  ),

  check(
    'a writer that wakes up after another took over is refused and does no harm',
    async (history, { store, clock }) => {
      const late = { at: clock.at };
      await using sleeper = await store.open({ clock: () => late.at });
      const first = await sleeper.openWriter({ holder: 'sleeper' });
      await first.commit(commitOf([produced(1, day1, day1 + hourMs)]));
      clock.at += store.leaseMs;
      await using second = await history.openWriter({ holder });
      assert.ok(second.fencing > first.fencing);
      await rejectsWith(first.commit(commitOf([produced(2, day1, day1 + hourMs)])), 'lease-lost');
      late.at = clock.at;
      await rejectsWith(first.commit(commitOf([produced(2, day1, day1 + hourMs)])), 'lease-lost');
      await second.commit(commitOf([produced(3, day1, day1 + hourMs)]));
      await first[Symbol.asyncDispose]();
      assert.equal((await history.status()).lease?.holder, holder);
      assert.deepEqual((await identitiesIn(history, 'production')).sort(), [1, 3]);
    },
  ),

  check('what was committed is there after everything was closed', async (history, { store, clock }) => {
    await commitAll(history, commitOf([produced(1, day1, day1 + hourMs)], { position: { line: 9 } }));
    await history[Symbol.asyncDispose]();
    await history[Symbol.asyncDispose]();
    await using again = await store.open({ clock: () => clock.at });
    const snapshot = await again.snapshot();
    assert.deepEqual([snapshot.version, snapshot.committedAt], [1, clock.at]);
    assert.deepEqual(snapshot.findPosition('mes'), { line: 9 });
    assert.deepEqual(await identitiesIn(again, 'production'), [1]);
  }),

  check('a read whose signal is aborted fails with aborted', async (history) => {
    await commitAll(history, commitOf([produced(1, day1, day1 + hourMs)]));
    const snapshot = await history.snapshot();
    await rejectsWith(snapshot.read({ kind: 'production', signal: AbortSignal.abort() }), 'aborted');
  }),
];
