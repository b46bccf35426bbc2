/** Many readings merged beside the commits: an hour into one file, a day that is over into files of a few tags each. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { type History, openEmbeddedHistory } from 'gemba/history';
import { createReadingTable, type FactRow, toTable } from 'gemba/model';
import { expect, test, vi } from 'vitest';
import { planLargeMerge } from '../../src/history/embedded/large-merge.ts';
import { readManifest } from '../../src/history/embedded/manifest-log.ts';
import { emptyState, type Segment } from '../../src/history/embedded/manifest-state.ts';
import { temporaryFolder } from './store.ts';

const hourMs = 3_600_000;
const day = Date.UTC(2026, 0, 5);
const small = { rowsMin: 40, rowsMax: 120, segmentsMin: 2, closedAfterMs: hourMs };
const tags = ['a', 'b', 'Öl "heiß"', "it's", 'z\u{1F600}', 'z\uFFFD'];

function commitOf(rows: readonly FactRow<'reading'>[]) {
  const account = { received: rows.length, refused: 0, filtered: 0, expired: 0, lost: 0 };
  const table = createReadingTable(toTable('reading', rows).columns);
  return { source: 'mqtt', identityBy: 'key' as const, facts: [table], account, position: {} };
}

const minuteOf = (minute: number): FactRow<'reading'>[] =>
  tags.flatMap((tag, k) =>
    Array.from({ length: 10 }, (_, i) => ({ tag, at: day + minute * 60_000 + i * 6_000 + k, value: minute * 10 + i })),
  );

async function valuesOf(history: History, places?: readonly string[]): Promise<Record<string, number[]>> {
  const { columns, length } = await (await history.snapshot()).read({
    kind: 'reading',
    window: { fromAt: day, toAt: day + 24 * hourMs },
    ...(places === undefined ? {} : { places }),
  });
  const values: Record<string, number[]> = {};
  for (let i = 0; i < length; i++) {
    const tag = columns.tag.dictionary[columns.tag.codes[i] as number] as string;
    values[tag] ??= [];
    values[tag].push(columns.value[i] as number);
  }
  return values;
}

test('a day that is over lies in files of a few tags each, and reads as before; late ones are merged in', async () => {
  await using folder = await temporaryFolder();
  const clock = { at: day };
  const failures: unknown[] = [];
  await using history = await openEmbeddedHistory({
    dir: folder.dir,
    clock: () => clock.at,
    compactSegmentsMin: 100,
    largeMerge: small,
    onMergeFailed: (error) => failures.push(error),
  });
  await using writer = await history.openWriter({ holder: 'test' });
  const minutes = [0, 1, 2, 3, 4, 5, 6, 7];
  for (const minute of minutes) await writer.commit(commitOf(minuteOf(minute)));
  const corrected = { tag: 'b', at: day + 1, value: -1 };
  await writer.commit(commitOf([corrected]));
  const expected = Object.fromEntries(
    tags.map((tag) => [
      tag,
      minutes.flatMap((minute) =>
        minuteOf(minute)
          .filter((row) => row.tag === tag)
          .map((row) => (row.tag === 'b' && row.at === corrected.at ? -1 : (row.value as number))),
      ),
    ]),
  );
  expect(await valuesOf(history)).toEqual(expected);
  const fingerprint = async (): Promise<string> =>
    (await history.snapshot()).fingerprint('reading', { fromAt: day, toAt: day + 24 * hourMs });
  const before = await fingerprint();
  clock.at = day + 26 * hourMs;
  const cutSegments = async (): Promise<Segment[]> => {
    const { segments } = await readManifest(folder.dir);
    return [...segments.values()].filter(({ role }) => role === 'facts');
  };
  let nudge = 0;
  const settle = async (): Promise<void> => {
    await vi.waitFor(
      async () => {
        // A commit of another day makes the writer look again.
        await writer.commit(commitOf([{ tag: 'later', at: day + 48 * hourMs + nudge++, value: 0 }]));
        const ofDay = (await cutSegments()).filter(({ day: name }) => name === '2026-01-05');
        expect(ofDay.every(({ places }) => places !== undefined)).toBe(true);
      },
      { timeout: 60_000, interval: 200 },
    );
  };
  await settle();
  // What was worked out from the day's readings still holds.
  expect(await fingerprint()).toBe(before);
  const ranges = (await cutSegments()).flatMap(({ places }) => (places === undefined ? [] : [places]));
  expect(ranges.length).toBeGreaterThan(1);
  expect(ranges.flat().every((tag) => tags.includes(tag))).toBe(true);
  expect(await valuesOf(history)).toEqual(expected);
  for (const tag of tags) expect(await valuesOf(history, [tag])).toEqual({ [tag]: expected[tag] });
  expect(await valuesOf(history, ['nobody'])).toEqual({});
  // Known again in files of few tags too, and late ones come in.
  const again = await writer.commit(commitOf([...minuteOf(3), corrected]));
  expect(again.account).toMatchObject({ stored: 0, duplicate: 61 });
  const late = tags.flatMap((tag) =>
    Array.from({ length: 12 }, (_, i) => ({ tag, at: day + hourMs + i, value: 1_000 + i })),
  );
  await writer.commit(commitOf(late));
  expect(await fingerprint()).not.toBe(before);
  await settle();
  const after = await valuesOf(history);
  for (const tag of tags)
    expect(after[tag]).toEqual([...(expected[tag] as number[]), ...Array.from({ length: 12 }, (_, i) => 1_000 + i)]);
  expect(failures).toEqual([]);
}, 180_000);

test('a merge that fails is told once, holds up no commit, and is not tried again at once', async () => {
  await using folder = await temporaryFolder();
  const failures: unknown[] = [];
  const clock = { at: day };
  await using history = await openEmbeddedHistory({
    dir: folder.dir,
    clock: () => clock.at,
    compactSegmentsMin: 100,
    largeMerge: small,
    onMergeFailed: (error) => failures.push(error),
  });
  await using writer = await history.openWriter({ holder: 'test' });
  for (const minute of [0, 1]) await writer.commit(commitOf(minuteOf(minute)));
  // Somebody has removed a file of the store.
  const [first] = [...(await readManifest(folder.dir)).segments.keys()] as [string];
  await rm(join(folder.dir, first));
  clock.at = day + 48 * hourMs;
  let nudge = 0;
  await vi.waitFor(
    async () => {
      const at = day + 48 * hourMs + nudge++;
      const { account } = await writer.commit(commitOf([{ tag: 'later', at, value: 0 }]));
      expect(account.stored).toBe(1);
      expect(failures).toHaveLength(1);
      expect(nudge).toBeGreaterThan(20);
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(failures).toEqual([expect.objectContaining({ code: 'history-writer-failed' })]);
}, 90_000);

const segment = (i: number, rowCount: number, places?: readonly [string, string]): Segment => ({
  path: `${i}`,
  role: 'facts',
  kind: 'reading',
  day: '2026-01-05',
  rowCount,
  byteLength: 1,
  sha256: '',
  format: 2,
  minStartAt: day + i,
  maxStartAt: day + i,
  maxEndAt: day + i,
  ...(places === undefined ? {} : { places }),
});

const stateOf = (segments: readonly Segment[]) => ({
  ...emptyState,
  segments: new Map(segments.map((one) => [one.path, one])),
});

test('a day that is over is not written anew for a few late readings, in however many files they come', () => {
  const nowMs = day + 48 * hourMs;
  const cut = [segment(0, 100, ['a', 'm']), segment(1, 100, ['n', 'z'])];
  const late = (count: number) => Array.from({ length: count }, (_, i) => segment(10 + i, 1));
  expect(planLargeMerge(stateOf([...cut, ...late(20)]), nowMs, small)).toBeUndefined();
  expect(planLargeMerge(stateOf([...cut, ...late(23)]), nowMs, small)).toMatchObject({ isByTag: true });
});

test('merging ends: what a merge leaves is not merged again, whatever the sizes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 30 }), fc.boolean(), (sizes, isOver) => {
      let segments = sizes.map((rowCount, i) => segment(i, rowCount));
      const nowMs = isOver ? day + 48 * hourMs : day;
      for (let step = 0; ; step++) {
        expect(step).toBeLessThan(40);
        const merge = planLargeMerge(stateOf(segments), nowMs, small);
        if (merge === undefined) break;
        expect(merge.segments.length).toBeGreaterThan(1);
        const rows = merge.segments.reduce((sum, { rowCount }) => sum + rowCount, 0);
        const others = segments.filter((one) => !merge.segments.includes(one));
        const added = merge.isByTag ? [segment(1_000 + step, rows, ['a', 'b'])] : [segment(1_000 + step, rows)];
        if (!merge.isByTag) expect(rows).toBeLessThanOrEqual(Math.max(small.rowsMax, 2 * 60 + 60));
        segments = [...others, ...added];
      }
      expect(segments.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(sizes.reduce((a, b) => a + b, 0));
    }),
  );
});
