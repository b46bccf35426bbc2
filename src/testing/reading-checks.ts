/** The part of `historyConformance` that is of readings, gaps and places. */
import assert from 'node:assert/strict';
import type { Commit } from '../history/index.ts';
import { type FactRow, gapOpenEndAt, identifyReadings, rowAt, toTable } from '../model/index.ts';
import { dayMs, hourMs, type Interval, minuteMs } from '../time/index.ts';
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
  requireSum,
} from './history-checks.ts';

type Reading = FactRow<'reading'>;

/** Readings as a source gives them, with identities of their own. */
function readingsOf(rows: readonly Reading[], account: Partial<Commit['account']> = {}): Commit {
  const table = toTable('reading', rows);
  return {
    source: 'mqtt',
    identityBy: 'content',
    facts: [{ ...table, ...identifyReadings(table.columns) }],
    account: { received: rows.length, refused: 0, filtered: 0, expired: 0, lost: 0, ...account },
    position: {},
  };
}

/** A gap of the identity; one that lasts where no end is given. */
function gapOf(identity: number, content: number, row: FactRow<'gap'>): Fact {
  const lasts = { endAt: gapOpenEndAt, status: 'open' };
  return { kind: 'gap', identity, content, row: { source: 'mqtt', cause: 'disconnected', ...lasts, ...row } };
}

const hour = (from: number): Interval => ({ fromAt: day1 + from * hourMs, toAt: day1 + (from + 1) * hourMs });

export const readingChecks: readonly HistoryCheck[] = [
  check('every column of a reading and a gap is read back as written', async (history) => {
    const reading: Reading = {
      tag: 'halle 1/Öl "heiß"',
      at: day1 + 0.25,
      value: -1.5,
      text: "it's 車\u0000",
      quality: 'uncertain',
      sequence: 7,
      source: 'mqtt',
    };
    const bare: Reading = { tag: 'a', at: day1 };
    const gap: FactRow<'gap'> = {
      source: 'mqtt',
      tag: 'a',
      startAt: day1,
      endAt: day1 + hourMs,
      cause: 'silence',
      status: 'recovered',
      lostCount: 3,
      recoveredAt: day1 + dayMs,
    };
    const sent = readingsOf([bare, reading]);
    await commitAll(history, sent, commitOf([{ kind: 'gap', identity: 3, row: gap }]));
    const snapshot = await history.snapshot();
    const stored = await snapshot.read({ kind: 'reading' });
    assert.deepEqual([rowAt(stored, 0), rowAt(stored, 1)], [bare, reading]);
    assert.deepEqual([...stored.versions], [1, 1]);
    // Who a reading is its columns say: a store need not keep what it can work out.
    for (const name of ['identity', 'content'] as const) assert.deepEqual(stored[name], sent.facts[0]?.[name]);
    assert.deepEqual(await listFacts(snapshot, 'gap'), [{ identity: 3, content: 3, versions: 1, ...gap }]);
    assert.deepEqual(snapshot.findExtent('reading'), { fromAt: day1, toAt: day1 + 0.25 });
  }),

  check('a window has the readings of its instants, its first one and not its last', async (history) => {
    const instants = [-1, 0, 1, hourMs - 1, hourMs, 30 * hourMs];
    await commitAll(history, readingsOf(instants.map((ms) => ({ tag: 't', at: day1 + ms, value: ms }))));
    const snapshot = await history.snapshot();
    const valuesIn = async (window?: Interval): Promise<number[]> =>
      (await listFacts(snapshot, 'reading', window)).map((fact) => (fact as { value: number }).value);
    assert.deepEqual(await valuesIn(hour(0)), [0, 1, hourMs - 1]);
    assert.deepEqual(await valuesIn(hour(1)), [hourMs]);
    assert.deepEqual(await valuesIn({ fromAt: day1, toAt: day1 }), []);
    assert.deepEqual(await valuesIn(), instants);
  }),

  check(
    'a reading that comes again is a duplicate, whatever else comes with it and by whichever way',
    async (history) => {
      const minute = (from: number, source: string): Reading[] =>
        Array.from({ length: 60 }, (_, i) => ({
          tag: `t${i % 3}`,
          at: day1 + from * minuteMs + i * 1_000,
          value: i,
          source,
        }));
      const receipts = await commitAll(
        history,
        readingsOf(minute(0, 'a')),
        readingsOf(minute(1, 'a'), { received: 62, filtered: 2 }),
        readingsOf([...minute(2, 'a'), ...minute(0, 'b')]),
        { ...readingsOf(minute(1, 'b')), identityBy: 'key' },
      );
      assert.deepEqual(
        receipts.map(({ account: { stored, duplicate, filtered } }) => [stored, duplicate, filtered]),
        [
          [60, 0, 0],
          [60, 0, 2],
          [60, 60, 0],
          [0, 60, 0],
        ],
      );
      const snapshot = await history.snapshot();
      for (const account of snapshot.accounts.values()) requireSum(account);
      assert.equal((await snapshot.read({ kind: 'reading' })).length, 180);
    },
  ),

  check(
    'another value of a reading supersedes in order of first receipt; another sequence is another reading',
    async (history) => {
      const say = (value: number, rest: Reading = {}): Commit => readingsOf([{ tag: 't', at: day1, value, ...rest }]);
      const receipts = await commitAll(
        history,
        say(1),
        say(2),
        say(1),
        say(3, { sequence: 1 }),
        say(2, { quality: 'bad' }),
      );
      assert.deepEqual(
        receipts.map(({ account: { stored, duplicate, superseding } }) => [stored, duplicate, superseding]),
        [
          [1, 0, 0],
          [1, 0, 1],
          [0, 1, 0],
          [1, 0, 0],
          [1, 0, 1],
        ],
      );
      const facts = await (await history.snapshot()).read({ kind: 'reading', window: hour(0) });
      const read = Array.from(facts.columns.value, (value, i) => [value, facts.columns.sequence[i], facts.versions[i]]);
      assert.deepEqual(
        read.sort((a, b) => (a[0] as number) - (b[0] as number)),
        [
          [2, Number.NaN, 3],
          [3, 1, 1],
        ],
      );
    },
  ),

  check(
    'a gap that lasts is in every later window until it is closed, then only in those it touches',
    async (history) => {
      await using writer = await history.openWriter({ holder });
      const keyed = { identityBy: 'key' } as const;
      const open = gapOf(1, 1, { startAt: hour(2).fromAt });
      await writer.commit(commitOf([open, gapOf(2, 2, { startAt: hour(30).fromAt, tag: 't' })], keyed));
      const later = { fromAt: day1 + 900 * dayMs, toAt: day1 + 901 * dayMs };
      assert.deepEqual(await identitiesIn(history, 'gap', hour(1)), []);
      assert.deepEqual(await identitiesIn(history, 'gap', hour(2)), [1]);
      assert.deepEqual(await identitiesIn(history, 'gap', later), [1, 2]);
      // The same is said again after a restart, from another source of the same record.
      const again = await writer.commit(commitOf([open], keyed));
      assert.equal(again.account.duplicate, 1);
      const closed = gapOf(1, 3, { startAt: hour(2).fromAt, endAt: hour(4).fromAt, status: 'closed' });
      const { account } = await writer.commit(commitOf([closed], keyed));
      assert.deepEqual([account.stored, account.superseding], [1, 1]);
      assert.deepEqual(await identitiesIn(history, 'gap', later), [2]);
      assert.deepEqual(await identitiesIn(history, 'gap', hour(3)), [1]);
      assert.deepEqual(await identitiesIn(history, 'gap', hour(4)), []);
      const recovered = gapOf(1, 4, { ...closed.row, status: 'recovered', recoveredAt: hour(50).fromAt });
      await writer.commit(commitOf([recovered], keyed));
      const [read] = await listFacts(await history.snapshot(), 'gap', hour(3));
      assert.deepEqual(read, { identity: 1, content: 4, versions: 3, ...recovered.row });
      assert.equal((await history.status()).factCounts.gap, 2);
    },
  ),

  check(
    'facts of places are those asked for: tags of readings, sources of gaps, equipment of productions',
    async (history) => {
      const tags = ['a', "b's", 'ä "1"', ''];
      const readings = Array.from(
        { length: 40 },
        (_, i): Reading => ({
          ...(i % 4 === 3 ? {} : { tag: tags[i % 4] as string }),
          at: day1 + i * hourMs,
          value: i,
        }),
      );
      await commitAll(
        history,
        readingsOf(readings),
        commitOf([
          produced(1, day1, day1 + hourMs),
          produced(2, day1, day1 + hourMs, { equipment: 'm2' }),
          gapOf(3, 3, { startAt: day1 }),
          gapOf(4, 4, { startAt: day1, source: 'opcua' }),
        ]),
      );
      const snapshot = await history.snapshot();
      const valuesOf = async (places: readonly string[], window?: Interval): Promise<number[]> =>
        (await listFacts(snapshot, 'reading', window, { places })).map((fact) => (fact as { value: number }).value);
      const having = (...places: string[]): number[] =>
        places
          .toSorted()
          .flatMap((tag) => readings.flatMap((row) => ((row.tag ?? '') === tag ? [row.value as number] : [])));
      assert.deepEqual(await valuesOf(["b's", 'a']), having('a', "b's"));
      assert.deepEqual(await valuesOf(['ä "1"', '']), having('', 'ä "1"'));
      assert.deepEqual(
        await valuesOf(['a', 'unknown'], { fromAt: day1 + 4 * hourMs, toAt: day1 + 12 * hourMs }),
        [4, 8],
      );
      assert.deepEqual(await valuesOf([]), []);
      assert.deepEqual(await identitiesIn(history, 'production', undefined, { places: ['m2'] }), [2]);
      assert.deepEqual(await identitiesIn(history, 'gap', hour(0), { places: ['opcua'] }), [4]);
    },
  ),
];
