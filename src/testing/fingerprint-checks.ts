/** The part of `historyConformance` that is of fingerprints: what is kept under one may be trusted while it lasts. */
import assert from 'node:assert/strict';
import type { Commit, History } from '../history/index.ts';
import { factKinds, gapOpenEndAt } from '../model/index.ts';
import { dayMs, hourMs, type Interval } from '../time/index.ts';
import {
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
} from './history-checks.ts';

const dayOf = (day: number): Interval => ({ fromAt: day1 + day * dayMs, toAt: day1 + (day + 1) * dayMs });
const window: Interval = dayOf(0);

const producedOn = (identity: number, day: number, content = identity): Fact => ({
  ...produced(identity, dayOf(day).fromAt + hourMs, dayOf(day).fromAt + 2 * hourMs, { completedCount: content }),
  content,
});
const readOn = (identity: number, day: number, content = identity): Fact => ({
  kind: 'reading',
  identity,
  content,
  row: { tag: 't', at: dayOf(day).fromAt + identity, value: content, source: 'mqtt' },
});

async function fingerprintNow(history: History, kind: Fact['kind'] = 'production', of = window): Promise<string> {
  return (await history.snapshot()).fingerprint(kind, of);
}

export const fingerprintChecks: readonly HistoryCheck[] = [
  check('a fingerprint changes when a fact of the window is added, corrected or moved away', async (history) => {
    const keyed = (...facts: Fact[]): Commit => commitOf(facts, { identityBy: 'key' });
    const seen = [await fingerprintNow(history)];
    await using writer = await history.openWriter({ holder });
    for (const commit of [
      keyed(producedOn(1, 0)),
      keyed(producedOn(2, 0)),
      keyed(producedOn(1, 0, 11)),
      keyed(producedOn(2, 5, 12)),
      // It began long before the window and reaches into it.
      keyed(produced(3, day1 - 40 * dayMs, day1 + 1)),
    ]) {
      await writer.commit(commit);
      seen.push(await fingerprintNow(history));
    }
    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual(await identitiesIn(history, 'production', window), [3, 1]);
  }),

  check('a fingerprint of readings changes when one comes late, or with another value', async (history) => {
    const seen = [await fingerprintNow(history, 'reading')];
    await using writer = await history.openWriter({ holder });
    for (const facts of [[readOn(1, 0), readOn(9, 0)], [readOn(5, 0)], [readOn(5, 0, 6)]]) {
      await writer.commit(commitOf(facts));
      seen.push(await fingerprintNow(history, 'reading'));
    }
    assert.equal(new Set(seen).size, seen.length);
  }),

  check('a fingerprint changes for every window that an open gap reaches into', async (history) => {
    const later = dayOf(30);
    const before = await fingerprintNow(history, 'gap', later);
    await using writer = await history.openWriter({ holder });
    const gap = { source: 'mqtt', cause: 'disconnected', status: 'open', startAt: day1, endAt: gapOpenEndAt };
    await writer.commit(commitOf([{ kind: 'gap', identity: 1, row: gap }]));
    const open = await fingerprintNow(history, 'gap', later);
    assert.notEqual(open, before);
    const closed = { ...gap, status: 'closed', endAt: day1 + hourMs };
    await writer.commit(commitOf([{ kind: 'gap', identity: 1, content: 2, row: closed }]));
    assert.notEqual(await fingerprintNow(history, 'gap', later), open);
  }),

  check('facts of another kind, of other days, and duplicates leave a fingerprint as it is', async (history) => {
    await using writer = await history.openWriter({ holder });
    await writer.commit(commitOf([producedOn(1, 0), producedOn(2, 0)]));
    const before = await fingerprintNow(history);
    const down: Fact = {
      kind: 'equipmentState',
      identity: 3,
      row: { equipment: 'm1', startAt: day1, endAt: day1 + hourMs, state: 'down' },
    };
    for (const commit of [
      commitOf([producedOn(1, 0)]),
      commitOf([down, readOn(4, 0)]),
      commitOf([producedOn(5, -3), producedOn(6, 3), readOn(7, 3)]),
      commitOf([], { position: { line: 9 } }),
    ])
      await writer.commit(commit);
    assert.equal(await fingerprintNow(history), before);
  }),

  check(
    'another process sees the same fingerprint, and a snapshot keeps its own',
    async (history, { store, clock }) => {
      const empty = await history.snapshot();
      const wasEmpty = empty.fingerprint('production', window);
      await commitAll(history, commitOf([producedOn(1, 0), readOn(2, 0)]));
      await using other = await store.open({ clock: () => clock.at });
      for (const kind of factKinds)
        assert.equal(await fingerprintNow(other, kind), await fingerprintNow(history, kind), kind);
      assert.equal(empty.fingerprint('production', window), wasEmpty);
      assert.notEqual(await fingerprintNow(other), wasEmpty);
    },
  ),

  check('equal fingerprints mean equal facts, whatever was committed and merged in between', async (history) => {
    const windows = [window, dayOf(1), { fromAt: day1 + hourMs + 1, toAt: day1 + 3 * dayMs }];
    const factsUnder = new Map<string, object[]>();
    await using writer = await history.openWriter({ holder });
    for (let i = 0; i < 10; i++) {
      const facts = [producedOn(i % 5, (i * 3) % 4, i), readOn(i % 3, i % 2, i - (i % 2))];
      await writer.commit(commitOf(facts, { identityBy: 'key' }));
      const snapshot = await history.snapshot();
      for (const kind of ['production', 'reading'] as const)
        for (const [n, of] of windows.entries()) {
          const key = `${kind} ${n} ${snapshot.fingerprint(kind, of)}`;
          const read = await listFacts(snapshot, kind, of);
          assert.deepEqual(read, factsUnder.get(key) ?? read);
          factsUnder.set(key, read);
        }
    }
  }),
];
