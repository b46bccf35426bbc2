/** The last reading of each tag, and facts in batches. */
import assert from 'node:assert/strict';
import { latestByRead, type StoredFacts } from '../history/index.ts';
import { type FactKind, type FactRow, rowAt } from '../model/index.ts';
import { createRandom } from '../stats/index.ts';
import { dayMs, hourMs, type Interval } from '../time/index.ts';
import { check, commitOf, day1, type HistoryCheck, holder, numberOf, produced, rejectsWith } from './history-checks.ts';
import { checkedTags, commitReadings, playReadings } from './resample-checks.ts';

type Reading = FactRow<'reading'>;

function rowsOf<K extends FactKind>(facts: StoredFacts<K>): object[] {
  return Array.from({ length: facts.length }, (_, i) => ({
    ...rowAt(facts, i),
    identity: numberOf(facts.identity, i),
    versions: facts.versions[i],
  }));
}

export const latestChecks: readonly HistoryCheck[] = [
  check(
    'the latest reading of a tag is the last at or before an instant, however long ago it was',
    async (history, { store }) => {
      await using writer = await history.openWriter({ holder });
      const silent: Reading[] = [
        { tag: 'old', at: day1 - 400 * dayMs, value: 1, source: 'mqtt' },
        { tag: 'twice', at: day1, value: 1, sequence: 2 },
        { tag: 'twice', at: day1, value: 2, sequence: 10 },
        { tag: 'twice', at: day1, value: 3 },
        { tag: 'bad', at: day1 + 0.5, quality: 'bad' },
      ];
      await writer.commit(commitReadings([...playReadings(createRandom(10)), ...silent]));
      await writer.commit(commitReadings([{ ...(silent[0] as Reading), value: 5 }]));
      await store.settle?.(history);
      const snapshot = await history.snapshot();
      const tags = [...checkedTags.map(({ id }) => id), 'bad', 'old', 'twice', 'unknown'];
      const latest = await snapshot.findLatest({ tags, at: day1 });
      const values = rowsOf(latest).map((row) => row as Reading & { versions: number });
      assert.deepEqual(
        values
          .filter(({ tag }) => tag === 'old' || tag === 'twice' || tag === 'bad')
          .map(({ tag, value, versions }) => [tag, value, versions]),
        [
          ['old', 5, 2],
          ['twice', 2, 1],
        ],
      );
      const instants = [
        day1 - 500 * dayMs,
        day1 - 400 * dayMs,
        day1 - 1,
        day1,
        day1 + 0.5,
        day1 + 7.3 * hourMs,
        day1 + dayMs,
        8.64e15,
      ];
      for (const at of instants)
        for (const some of [tags, tags.slice(1, 2), undefined]) {
          const query = { at, ...(some === undefined ? {} : { tags: some }) };
          assert.deepEqual(
            rowsOf(await snapshot.findLatest(query)),
            rowsOf(await latestByRead(snapshot, query)),
            `at ${at}`,
          );
        }
      const newest = { tag: 'old', at: day1 + 3 * dayMs, value: 6 };
      await writer.commit(commitReadings([newest]));
      for (const some of [['old', 'twice'], undefined]) {
        const query = { at: 8.64e15, ...(some === undefined ? {} : { tags: some }) };
        const after = await history.snapshot();
        assert.deepEqual(rowsOf(await after.findLatest(query)), rowsOf(await latestByRead(after, query)));
        assert.deepEqual(rowsOf(await snapshot.findLatest(query)), rowsOf(await latestByRead(snapshot, query)));
      }
      assert.equal((await snapshot.findLatest({ tags: [], at: day1 })).length, 0);
      await rejectsWith(snapshot.findLatest({ tags, at: day1, signal: AbortSignal.abort() }), 'aborted');
    },
  ),

  check('batches of a scan have each fact of the window once, in windows that follow each other', async (history) => {
    await using writer = await history.openWriter({ holder });
    const empty = await history.snapshot();
    for await (const facts of empty.scan({ kind: 'reading', window: { fromAt: day1, toAt: day1 + dayMs } }))
      assert.fail(`an empty store gave ${facts.length} facts`);
    await writer.commit(commitReadings(playReadings(createRandom(11))));
    await writer.commit(
      commitOf(
        Array.from({ length: 60 }, (_, i) =>
          produced(i, day1 + i * hourMs, day1 + i * hourMs + (i % 7) * 9 * hourMs, { equipment: `m${i % 4}` }),
        ),
      ),
    );
    const snapshot = await history.snapshot();
    const windows: readonly Interval[] = [
      { fromAt: day1 - 10 * dayMs, toAt: day1 + 10 * dayMs },
      { fromAt: day1 + 3.5 * hourMs, toAt: day1 + 31 * hourMs },
      { fromAt: day1 + 5 * hourMs, toAt: day1 + 5 * hourMs },
    ];
    for (const kind of ['reading', 'production'] as const)
      for (const window of windows)
        for (const [rowsMax, places] of [
          [100, undefined],
          [1, ['m1', 'b/seldom']],
          [1_000_000, undefined],
        ] as const) {
          const query = { kind, window, ...(places === undefined ? {} : { places }) };
          const scanned: object[] = [];
          let before = Number.NEGATIVE_INFINITY;
          for await (const facts of snapshot.scan({ ...query, rowsMax })) {
            assert.ok(facts.length > 0, 'a batch has facts');
            const starts = startsOf(facts);
            assert.ok(
              Math.min(...starts) >= before || before === Number.NEGATIVE_INFINITY,
              'batches follow each other',
            );
            before = Math.max(before, ...starts);
            scanned.push(...rowsOf(facts));
          }
          assert.deepEqual(
            scanned.map(keyOf).sort(),
            rowsOf(await snapshot.read(query))
              .map(keyOf)
              .sort(),
          );
        }
    const aborted = snapshot.scan({ kind: 'reading', window: windows[0] as Interval, signal: AbortSignal.abort() });
    await rejectsWith(aborted[Symbol.asyncIterator]().next(), 'aborted');
  }),
];

function startsOf(facts: StoredFacts<FactKind>): Float64Array {
  const { at, startAt } = facts.columns as unknown as Readonly<Record<string, Float64Array | undefined>>;
  return (at ?? startAt) as Float64Array;
}

const keyOf = (row: object): string => JSON.stringify(row);
