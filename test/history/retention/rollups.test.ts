/** Rollups outlive their readings: what they say stays as it was, and nothing is made anew of less. */
import { plainRule } from 'gemba/analytics';
import type { History, HistoryWriter, ResampleQuery, RetentionCut } from 'gemba/history';
import { expect, test } from 'vitest';
import { askBuckets, commitReadings, days, firstDayAt, openRolledUp, readingsOf, settle, tags } from '../rolled-up.ts';
import { type TemporaryFolder, temporaryFolder } from '../store.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const [day] = days as [(typeof days)[number]];
const nothing: RetentionCut = { facts: {}, tagGroups: [], rollups: {} };

interface RolledUp extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  readonly history: History;
  readonly writer: HistoryWriter;
}

/** Two days of readings, ten days apart, all rolled up. */
async function rolledUp(options: Parameters<typeof openRolledUp>[1] = {}): Promise<RolledUp> {
  const folder = await temporaryFolder();
  const history = await openRolledUp(folder.dir, options);
  const writer = await history.openWriter({ holder: 'test' });
  await commitReadings(writer, days.flatMap(readingsOf));
  await settle(folder.dir, writer);
  return {
    folder,
    history,
    writer,
    async [Symbol.asyncDispose]() {
      await history[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function askEdges(
  history: History,
  edges: readonly number[],
  rest: Partial<ResampleQuery> = {},
  ids: readonly string[] = tags,
) {
  const snapshot = await history.snapshot();
  return await snapshot.resample({
    tags: ids.map((id) => ({ id, rule: plainRule })),
    edges: Float64Array.from(edges),
    untilAt: firstDayAt + 14 * dayMs,
    figures: ['readingCount', 'mean'],
    ...rest,
  });
}

test('where readings have expired buckets say what they said, and what only readings knew is refused', async () => {
  await using store = await rolledUp();
  const { history, writer, folder } = store;
  const levels = ['minute', 'hour', 'day'] as const;
  const before = await Promise.all(levels.map((level) => askBuckets(history, level, day)));
  const counts = (await history.status()).listRollups();
  await writer.expire({ ...nothing, facts: { reading: day.toAt } });
  const after = await Promise.all(levels.map((level) => askBuckets(history, level, day)));
  for (const [i, { figures, rowCounts }] of after.entries()) {
    expect(figures).toEqual(before[i]?.figures);
    expect(rowCounts.reading).toBe(0);
  }
  expect((await history.status()).listRollups()).toEqual(counts);
  const [from, to] = [day.fromAt + hourMs, day.fromAt + 2 * hourMs];
  await expect(askEdges(history, [from, from + 30_000, to])).rejects.toMatchObject({
    code: 'history-expired',
    message: expect.stringMatching(/a and 1 others before 2026-01-06.* minutes, hours \(UTC\), production days/),
  });
  await expect(askEdges(history, [from, from + 60_000, to], { quantiles: [0.5] })).rejects.toMatchObject({
    code: 'history-expired',
    details: { levels: ['hour', 'day'] },
  });
  expect((await askEdges(history, [from, to], { quantiles: [0.5] })).figures).toBeDefined();
  // Where there were no readings, none are missed: a day of which nobody ever said anything.
  const silent = day.fromAt + 5 * dayMs;
  expect((await askEdges(history, [silent, silent + 30_000])).rowCounts.reading).toBe(0);
  // Rows of another rule are all there is.
  const counter = { ...plainRule, kind: 'counter' as const };
  const ofCounter = { tags: [{ id: 'a', rule: counter }] };
  expect((await askEdges(history, [from, to], ofCounter)).rowCounts.hour).toBe(1);
  // A late reading of then comes too late: nothing is made anew of it alone.
  await commitReadings(writer, [{ tag: 'a', at: from + 5, value: 1_000 }]);
  await settle(folder.dir, writer);
  expect((await askBuckets(history, 'hour', day)).figures).toEqual(before[1]?.figures);
  expect((await history.snapshot()).accounts.get('mqtt')?.expired).toBe(1);
});

test('a late reading of one tag leaves the rollups of another whose readings of the day are gone', async () => {
  await using store = await rolledUp();
  const { history, writer, folder } = store;
  const edges = [0, 1, 2, 3].map((hour) => day.fromAt + hour * hourMs);
  const before = await askEdges(history, edges, {}, ['a']);
  await writer.expire({ ...nothing, tagGroups: [{ name: 'short', tags: ['a'], beforeAt: day.toAt }] });
  await commitReadings(writer, [{ tag: 'b', at: day.fromAt + hourMs + 5, value: 1_000 }]);
  // Before it is made anew, and after.
  expect((await askEdges(history, edges, {}, ['a'])).figures).toEqual(before.figures);
  const expected = await askEdges(history, edges, {}, ['b']);
  await settle(folder.dir, writer);
  expect((await askEdges(history, edges, {}, ['a'])).figures).toEqual(before.figures);
  const madeAnew = await askEdges(history, edges, {}, ['b']);
  expect(madeAnew.rowCounts).toMatchObject({ reading: 0 });
  expect(madeAnew.figures.readingCount).toEqual(expected.figures.readingCount);
  expect(madeAnew.figures.readingCount).toEqual(Float64Array.of(60, 61, 60));
});

test('what is not rolled up yet is before its readings go', async () => {
  await using folder = await temporaryFolder();
  const failures: unknown[] = [];
  // It is never looked for what is to be done.
  await using history = await openRolledUp(folder.dir, {
    rollupLimits: { endedMs: 0, untouchedMs: 0, planEveryMs: 1_000_000, segmentsMin: 1_000 },
    onMergeFailed: (error) => failures.push(error),
  });
  await using writer = await history.openWriter({ holder: 'test' });
  await commitReadings(writer, days.flatMap(readingsOf));
  const before = await Promise.all((['minute', 'day'] as const).map((level) => askBuckets(history, level, day)));
  await writer.expire({ ...nothing, facts: { reading: day.toAt } });
  expect(failures).toEqual([]);
  const after = await Promise.all((['minute', 'day'] as const).map((level) => askBuckets(history, level, day)));
  expect(after.map(({ rowCounts }) => rowCounts.reading)).toEqual([0, 0]);
  for (const [i, { figures }] of after.entries()) {
    expect(figures.readingCount).toEqual(before[i]?.figures.readingCount);
    expect(rounded(figures.mean)).toEqual(rounded(before[i]?.figures.mean));
  }
});

test('a level goes by its own instant, is not made anew, and is missed where nothing else answers', async () => {
  await using store = await rolledUp();
  const { history, writer, folder } = store;
  const before = await askBuckets(history, 'hour', day);
  await writer.expire({ ...nothing, rollups: { minute: day.toAt } });
  const ofMinutes = async () => (await history.status()).listRollups().find(({ level }) => level === 'minute');
  expect(await ofMinutes()).toMatchObject({
    extent: { fromAt: firstDayAt + 10 * dayMs },
    missingCount: 0,
    staleCount: 0,
  });
  // Readings are there still.
  expect((await askBuckets(history, 'minute', day)).rowCounts).toMatchObject({ minute: 0, reading: 360 });
  await commitReadings(writer, [{ tag: 'b', at: day.fromAt + hourMs + 5, value: 1_000 }]);
  await settleHours(store);
  expect(await ofMinutes()).toMatchObject({ extent: { fromAt: firstDayAt + 10 * dayMs }, missingCount: 0 });
  await writer.expire({ ...nothing, facts: { reading: day.toAt }, rollups: { minute: day.toAt } });
  expect((await askBuckets(history, 'hour', day)).figures.readingCount).not.toEqual(before.figures.readingCount);
  await expect(askBuckets(history, 'minute', day)).rejects.toMatchObject({ code: 'history-expired' });
  await writer.expire({
    ...nothing,
    facts: { reading: day.toAt },
    rollups: { minute: day.toAt, hour: day.toAt, day: day.toAt, shift: day.toAt },
  });
  for (const level of ['hour', 'day'] as const)
    await expect(askBuckets(history, level, day)).rejects.toMatchObject({ code: 'history-expired' });
  const left = await askBuckets(history, 'hour', days[1] as (typeof days)[number]);
  expect(left.rowCounts.hour).toBeGreaterThan(0);
  expect(folder.dir).toBeDefined();
});

/** `settle` waits for minutes too. */
async function settleHours({ history, writer }: RolledUp): Promise<void> {
  for (;;) {
    const status = (await history.status()).listRollups();
    if (status.every(({ staleCount, missingCount }) => staleCount + missingCount === 0)) return;
    await commitReadings(writer, []);
  }
}

function rounded(figures: Float64Array | undefined): number[] {
  return Array.from(figures ?? [], (figure) => Number(figure.toFixed(9)));
}
