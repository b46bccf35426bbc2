/** What expires, and what is blanked: whole days, for good, and nothing else. */
import assert from 'node:assert/strict';
import type { History, HistoryWriter, RetentionCut } from '../history/index.ts';
import { createReadingTable, type FactRow, rowAt, toTable } from '../model/index.ts';
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

const nothing: RetentionCut = { facts: {}, tagGroups: [], rollups: {} };
const day = (n: number): number => day1 + n * dayMs;

function reading(tag: string, at: number, value: number): FactRow<'reading'> {
  return { tag, at, value, source: 'plc' };
}

async function commitReadings(writer: HistoryWriter, rows: readonly FactRow<'reading'>[]) {
  return await writer.commit(
    commitOf([], {
      source: 'plc',
      identityBy: 'key',
      facts: [createReadingTable(toTable('reading', rows).columns)],
      account: { received: rows.length, refused: 0, filtered: 0, expired: 0, lost: 0 },
    }),
  );
}

async function listReadings(history: History): Promise<string[]> {
  const facts = await (await history.snapshot()).read({ kind: 'reading' });
  return Array.from({ length: facts.length }, (_, i) => {
    const { tag, at, value } = rowAt(facts, i);
    return `${tag} ${(Number(at) - day1) / dayMs} ${value}`;
  });
}

function refusal(identity: number, row: FactRow<'refusal'>, content = identity): Fact {
  return { kind: 'refusal', identity, content, row: { code: 'x', source: 'mes', ...row } };
}

const refusedAccount = (received: number) => ({ received, refused: received, filtered: 0, expired: 0, lost: 0 });

/** Facts that ended before a cut go by whole days and stay away. */
export const expiryChecks: readonly HistoryCheck[] = [
  check('facts that ended before the day of a cut go, and those that reach over it stay', async (history) => {
    await using writer = await history.openWriter({ holder });
    await writer.commit(
      commitOf([
        produced(1, day(0), day(0) + hourMs),
        produced(2, day(1), day(1) + hourMs),
        produced(3, day(1), day(2) + hourMs),
        produced(4, day(1) + hourMs, day(2)),
        produced(5, day(2), day(2) + hourMs),
      ]),
    );
    const held = await history.snapshot();
    const cut = { ...nothing, facts: { production: day(2) + 5 * hourMs } };
    const planned = held.planExpiry(cut);
    assert.deepEqual(
      planned.map(({ what, beforeAt }) => [what, beforeAt]),
      [[{ kind: 'production' }, day(2)]],
    );
    assert.equal(held.findExpiry('production'), undefined);
    await writer.expire(cut);
    assert.deepEqual(await identitiesIn(history, 'production'), [3, 4, 5]);
    const snapshot = await history.snapshot();
    assert.equal(snapshot.findExpiry('production'), day(2));
    assert.deepEqual(snapshot.findExtent('production'), { fromAt: day(1), toAt: day(2) + hourMs });
    assert.deepEqual(snapshot.planExpiry(cut), []);
    assert.equal((await held.read({ kind: 'production' })).length, 5, 'a snapshot of before stays as it is');
  }),

  check('facts that had expired when they came are counted as expired, and not stored', async (history) => {
    await using writer = await history.openWriter({ holder });
    const [gone, kept] = [produced(1, day(0), day(0) + hourMs), produced(2, day(1), day(2))];
    await writer.commit(commitOf([gone, kept]));
    await writer.expire({ ...nothing, facts: { production: day(2) } });
    const { account } = await writer.commit(commitOf([gone, kept, produced(3, day(1), day(1) + 1)]));
    assert.deepEqual(account, {
      received: 3,
      stored: 0,
      duplicate: 1,
      refused: 0,
      filtered: 0,
      expired: 2,
      lost: 0,
      superseding: 0,
    });
    requireSum(account);
    assert.deepEqual(await identitiesIn(history, 'production'), [2]);
    // An earlier cut takes nothing back.
    await writer.expire({ ...nothing, facts: { production: day(1) } });
    assert.equal((await history.snapshot()).findExpiry('production'), day(2));
  }),

  check('readings go by tag: those of a group by its own instant, all others by theirs', async (history) => {
    await using writer = await history.openWriter({ holder });
    const rows = [0, 1, 2, 3].flatMap((n) => ['a', 'b', 'c'].map((tag) => reading(tag, day(n) + hourMs, n)));
    await commitReadings(writer, rows);
    await commitReadings(writer, [reading('a', day(1) + hourMs, 10), reading('b', day(2) + hourMs, 20)]);
    const cut: RetentionCut = {
      facts: { reading: day(2) },
      tagGroups: [
        { name: 'short', tags: ['b'], beforeAt: day(3) },
        { name: 'kept', tags: ['c'], beforeAt: undefined },
      ],
      rollups: {},
    };
    await writer.expire(cut);
    const left = ['a 2', 'a 3', 'b 3', 'c 0', 'c 1', 'c 2', 'c 3'].map(
      (text) => `${text.slice(0, 1)} ${(Number(text.slice(2)) * 24 + 1) / 24} ${text.slice(2)}`,
    );
    assert.deepEqual(await listReadings(history), left);
    const snapshot = await history.snapshot();
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((tag) => snapshot.findExpiry('reading', tag)),
      [day(2), day(3), undefined, day(2)],
    );
    const { account } = await commitReadings(writer, rows);
    requireSum(account);
    assert.equal(account.expired, 5);
    assert.equal(account.stored, 0);
    assert.deepEqual(await listReadings(history), left);
    assert.deepEqual(snapshot.planExpiry(cut), []);
  }),

  check('a tag in two groups, and an instant that is none, are refused', async (history) => {
    await using writer = await history.openWriter({ holder });
    const group = { tags: ['a'], beforeAt: day(1) };
    const cut = {
      ...nothing,
      tagGroups: [
        { ...group, name: 'one' },
        { ...group, name: 'two' },
      ],
    };
    await rejectsWith(writer.expire(cut), 'usage', 'two');
    await rejectsWith(writer.expire({ ...nothing, facts: { gap: Number.NaN } }), 'usage', 'gap');
  }),

  check('refusals go by when they were received, without that by their end, else never', async (history) => {
    await using writer = await history.openWriter({ holder });
    const facts = [
      refusal(1, { receivedAt: day(0) }),
      refusal(2, { receivedAt: day(5) }),
      refusal(3, { startAt: day(0), endAt: day(0) + 1, receivedAt: day(5) }),
      refusal(4, { startAt: day(0), endAt: day(0) + 1 }),
      refusal(5, {}),
      refusal(6, { startAt: day(9), endAt: day(9) + 1, receivedAt: day(1) }),
    ];
    await writer.commit(commitOf(facts, { account: refusedAccount(facts.length) }));
    await writer.expire({ ...nothing, facts: { refusal: day(3) } });
    assert.deepEqual(
      (await identitiesIn(history, 'refusal')).toSorted((a, b) => a - b),
      [2, 3, 5],
    );
    const { account } = await writer.commit(commitOf(facts, { account: refusedAccount(facts.length) }));
    assert.equal(account.expired, 0, 'refusals are counted as refused');
    assert.deepEqual(
      (await identitiesIn(history, 'refusal')).toSorted((a, b) => a - b),
      [2, 3, 5],
    );
  }),

  check('a corrected fact goes with all that was received of it, and a gap that lasts stays', async (history) => {
    const gap = (content: number, endAt: number): Fact => ({
      kind: 'gap',
      identity: 7,
      content,
      row: { source: 'plc', startAt: day(0), endAt, cause: 'silence', status: 'closed' },
    });
    await using writer = await history.openWriter({ holder });
    await writer.commit(commitOf([gap(7, 8.64e15)], { identityBy: 'key' }));
    await writer.expire({ ...nothing, facts: { gap: day(1), reading: day(3) } });
    assert.deepEqual(await identitiesIn(history, 'gap'), [7]);
    await writer.commit(commitOf([gap(8, day(1) + hourMs)], { identityBy: 'key' }));
    await writer.expire({ ...nothing, facts: { gap: day(2), reading: day(3) } });
    assert.deepEqual(await identitiesIn(history, 'gap'), []);
    assert.equal((await history.snapshot()).findExtent('gap'), undefined);
  }),

  check('a fingerprint of readings changes where some expired, and nowhere else', async (history) => {
    await using writer = await history.openWriter({ holder });
    await commitReadings(writer, [reading('a', day(0), 1), reading('a', day(1), 2)]);
    const before = await history.snapshot();
    await writer.expire({ ...nothing, facts: { reading: day(1) } });
    const after = await history.snapshot();
    const of = (n: number) => ({ fromAt: day(n), toAt: day(n + 1) });
    assert.notEqual(after.fingerprint('reading', of(0)), before.fingerprint('reading', of(0)));
    assert.equal(after.fingerprint('reading', of(1)), before.fingerprint('reading', of(1)));
    await writer.expire({ ...nothing, facts: { reading: day(1), production: day(1) } });
    assert.equal((await history.snapshot()).fingerprint('reading', of(0)), after.fingerprint('reading', of(0)));
  }),

  check('of a tag whose readings have all expired there is no latest', async (history) => {
    await using writer = await history.openWriter({ holder });
    await commitReadings(writer, [reading('a', day(0), 1), reading('b', day(2), 2)]);
    await writer.expire({ ...nothing, facts: { reading: day(1) } });
    const { columns } = await (await history.snapshot()).findLatest({ at: day(3) });
    assert.deepEqual([...columns.at], [day(2)]);
  }),

  check('texts of refusals are blanked, superseded ones too, and a replay stays a duplicate', async (history) => {
    const [said, other] = ['Anna Muster;10', 'press-1;11'];
    const first = refusal(1, { raw: said, received: 'Anna Muster', header: 'who;n', status: 'open' });
    const replayed = refusal(1, { raw: said, received: 'Anna Muster', header: 'who;n', status: 'replayed' }, 2);
    const facts = [refusal(3, { raw: other, startAt: day(0), endAt: day(1) }), refusal(4, { header: 'Anna Muster' })];
    await commitAll(
      history,
      commitOf([first, ...facts], { identityBy: 'key', account: refusedAccount(3) }),
      commitOf([replayed], { identityBy: 'key', account: refusedAccount(1) }),
    );
    await using writer = await history.openWriter({ holder });
    assert.equal(await writer.blankRefusals(['Anna Muster', "O'Nobody"]), 3);
    assert.equal(await writer.blankRefusals(['Anna Muster']), 0);
    await writer.commit(commitOf([first, ...facts], { identityBy: 'key', account: refusedAccount(3) }));
    const { columns, length, versions } = await (await history.snapshot()).read({ kind: 'refusal' });
    const texts = Array.from({ length }, (_, i) =>
      [columns.raw, columns.received, columns.header]
        .map(({ dictionary, codes }) => dictionary[codes[i] as number])
        .join(),
    );
    assert.deepEqual(texts.toSorted(), [',,', ',,', `${other},,`].toSorted());
    assert.deepEqual([...versions].toSorted(), [1, 1, 2]);
    await rejectsWith(writer.blankRefusals(['']), 'usage', 'empty');
  }),

  check('what a store takes is told by kind and day', async (history) => {
    await using writer = await history.openWriter({ holder });
    await writer.commit(
      commitOf([produced(1, day(0), day(1)), produced(2, day(0), day(1)), produced(3, day(1), day(2))]),
    );
    await writer.commit(commitOf([refusal(4, {})], { account: refusedAccount(1) }));
    const status = await history.status();
    const sizes = status.listSizes();
    assert.deepEqual(
      sizes.map(({ what, day: name, rowCount }) => [what, name, rowCount]).toSorted(),
      [
        [{ kind: 'production' }, '2012-02-29', 2],
        [{ kind: 'production' }, '2012-03-01', 1],
        [{ kind: 'refusal' }, 'undated', 1],
      ].toSorted(),
    );
    assert.equal(
      sizes.reduce((sum, { byteLength }) => sum + byteLength, 0),
      status.byteLength,
    );
  }),
];
