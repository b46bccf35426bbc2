/** What every `History` must do: the embedded one, and any that a user plugs in. Free of a test runner. */
import assert from 'node:assert/strict';
import type { Commit, HistorySnapshot } from '../history/index.ts';
import { factKinds } from '../model/index.ts';
import { dayMs, hourMs, type Interval, minuteMs } from '../time/index.ts';
import {
  bytesOf,
  check,
  commitAll,
  commitOf,
  day1,
  type Fact,
  type HistoryCheck,
  holder,
  identitiesIn,
  listFacts,
  produced,
  rejectsWith,
  requireSum,
} from './history-checks.ts';
import { readingChecks } from './reading-checks.ts';

export type { CreateHistoryStore, HistoryCheck, HistoryStore } from './history-checks.ts';

/** The rules of `History`. */
export const historyConformance: readonly HistoryCheck[] = [
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
  ...readingChecks,
];
