/** Files that the child writes, held to folds over the readings themselves. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEmbeddedHistory } from 'gemba/history';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRollupFold, plainRule, type RollupRule, type RollupTable } from '../../../src/analytics/index.ts';
import { type OpenDuckDB, openDuckDB, withConnection } from '../../../src/history/embedded/duckdb.ts';
import { readManifest } from '../../../src/history/embedded/manifest-log.ts';
import type { ManifestState } from '../../../src/history/embedded/manifest-state.ts';
import { coverOf } from '../../../src/history/embedded/rollups/cover.ts';
import { foldReadings } from '../../../src/history/embedded/rollups/fold-batches.ts';
import { partsSql } from '../../../src/history/embedded/rollups/parts-sql.ts';
import { workOf } from '../../../src/history/embedded/rollups/request.ts';
import { rollUp } from '../../../src/history/embedded/rollups/roll-up.ts';
import { readRollupTable } from '../../../src/history/embedded/rollups/rollup-rows.ts';
import type { RollupSegment } from '../../../src/history/embedded/rollups/rollup-segment.ts';
import type { RollupTask } from '../../../src/history/embedded/rollups/tasks.ts';
import {
  createFactTableBuilder,
  createReadingTable,
  type FactRow,
  type FactTable,
  toTable,
} from '../../../src/model/index.ts';
import type { Interval } from '../../../src/time/index.ts';
import { temporaryFolder } from '../store.ts';
import { after, always, calendarOf, firstAt, hourMs, minuteMs } from './plant.ts';

type Level = RollupSegment['level'];

/** Hours 5 to 8, but not 7: a measure, a counter, a state in words, one with a fraction of a millisecond and a bad one. */
const readings: FactRow<'reading'>[] = [5, 6, 8].flatMap((hour) =>
  Array.from({ length: 60 }, (_, minute) => {
    const at = firstAt + hour * hourMs + minute * minuteMs;
    return [
      { tag: 'a measure', at: at + 1_000, value: Math.round(Math.sin(minute / 7) * 1_000) / 100, source: 'opcua' },
      { tag: 'a counter', at: at + 20_000, value: (hour * 60 + minute) % 400, source: 'opcua' },
      { tag: 'a state', at: at + 30_000, text: minute % 7 === 0 ? "it's down" : 'running', source: 'mqtt' },
      ...(minute === 3 ? [{ tag: 'a measure', at: at + 30_000.25, value: 1, source: 'opcua' }] : []),
      ...(minute === 4 ? [{ tag: 'a measure', at: at + 31_000, quality: 'bad', source: 'opcua' }] : []),
    ];
  }).flat(),
);
const gap: FactRow<'gap'> = {
  source: 'opcua',
  tag: 'a measure',
  startAt: firstAt + 6 * hourMs + 40 * minuteMs,
  endAt: firstAt + 6 * hourMs + 50 * minuteMs,
  cause: 'silence',
  status: 'closed',
};
const rules: { id: string; rule: RollupRule }[] = [
  { id: 'a counter', rule: { kind: 'counter', rolloverAt: 400 } },
  { id: 'a measure', rule: { kind: 'measure', expectedIntervalMs: 120_000 } },
];
/** Shifts that begin half an hour after the hour, and one that overlaps them. */
const calendar = calendarOf('half past', 30 * minuteMs, [
  [0, 6 * hourMs],
  [5 * hourMs, 7 * hourMs],
  [6 * hourMs, 24 * hourMs],
]);

const folder = await temporaryFolder();
const dir = join(folder.dir, 'store');
let state: ManifestState;
let duckdb: OpenDuckDB;
let count = 0;

beforeAll(async () => {
  await using history = await openEmbeddedHistory({ dir, compactSegmentsMin: 100 });
  await using writer = await history.openWriter({ holder: 'test' });
  const gaps = createFactTableBuilder('gap');
  gaps.add(gap, new Uint8Array(16).fill(1), new Uint8Array(16));
  for (const facts of [createReadingTable(toTable('reading', readings).columns), gaps.build()] as const)
    await writer.commit({
      source: 'opcua',
      identityBy: 'key',
      facts: [facts],
      account: { received: facts.length, refused: 0, filtered: 0, expired: 0, lost: 0 },
      position: {},
    });
  state = await readManifest(dir);
  duckdb = await openDuckDB({ memoryLimitMb: 256, threads: 1, spillFolder: folder.dir, keepOrder: true });
});

afterAll(async () => {
  duckdb.instance.closeSync();
  await folder[Symbol.asyncDispose]();
});

/** The state once a task was done. */
async function perform(before: ManifestState, task: RollupTask, tags = rules): Promise<ManifestState> {
  const work = workOf(before, task, tags, calendar);
  const { segments } = await rollUp(duckdb, { type: 'rollup', dir, name: `test-${++count}`, work });
  const removed = task.kind === 'merge' ? task.removed : [];
  return after(before, { kind: 'rollup', rollups: { added: segments, removed } });
}

/** Rows that a level answers with, from its files. */
async function rowsOf(of: ManifestState, level: Level, window: Interval = always): Promise<object[]> {
  return await withConnection(duckdb.instance, async (connection) => {
    const parts = coverOf(of, level, window, calendar);
    const sql = (content: 'values' | 'states'): string => {
      const selects = partsSql(dir, level, content, parts);
      return `(${selects.length === 0 ? 'select \'\'::varchar as tag, \'\' as text, 0::double as "fromAt", 0::double as "toAt", 0::double as value, 0::double as ms where false' : selects.join(' union all ')})`;
    };
    const rows = listRows(await readRollupTable(connection, level, { values: sql('values'), states: sql('states') }));
    // A part answers with the rows that lie within it.
    return rows.filter((row) => parts.some((part) => keyOf(row)[1] >= part.fromAt && keyOf(row)[2] <= part.toAt));
  });
}

/** Rows of a fold over all readings, with edges that may overlap. */
function folded(windows: readonly Interval[], level: Level, tags = rules): object[] {
  const sorted = readings.toSorted(
    (a, b) => (String(a.tag) < String(b.tag) ? -1 : Number(a.tag !== b.tag)) || Number(a.at) - Number(b.at),
  );
  const ruleOf = (tag: string): RollupRule => tags.find(({ id }) => id === tag)?.rule ?? plainRule;
  const gaps = toTable('gap', [gap]) as unknown as FactTable<'gap'>;
  const rows = windows.flatMap(({ fromAt, toAt }) => {
    const fold = createRollupFold(Float64Array.of(fromAt, toAt), { ruleOf, gaps, withSketches: level !== 'minute' });
    fold.add({ length: sorted.length, columns: toTable('reading', sorted).columns });
    return listRows(fold.finish());
  });
  return rows.sort(compareRows);
}

const keyOf = (row: object): [string, number, number] => {
  const { tag, fromAt, toAt } = row as { tag: string; fromAt: number; toAt: number };
  return [tag, fromAt, toAt];
};
function compareRows(x: object, y: object): number {
  const [a, b] = [keyOf(x), keyOf(y)];
  return (a[0] < b[0] ? -1 : Number(a[0] !== b[0])) || a[1] - b[1] || a[2] - b[2];
}

/** Rows as records, numbers to twelve digits as sums of another order differ by rounding, each with its states. */
function listRows({ length, states, ...columns }: RollupTable): object[] {
  const valueAt = (column: unknown, i: number): unknown => {
    if (column instanceof Float64Array) return Number((column[i] as number).toPrecision(12));
    if (Array.isArray(column))
      return column[i] === undefined ? undefined : Buffer.from(column[i] as Uint8Array).toString('hex');
    const { dictionary, codes } = column as { dictionary: string[]; codes: Uint32Array };
    return dictionary[codes[i] as number];
  };
  const record = (table: object, i: number): Record<string, unknown> =>
    Object.fromEntries(Object.entries(table).map(([name, column]) => [name, valueAt(column, i)]));
  const { length: stateCount, ...stateColumns } = states;
  const listed = Array.from({ length: stateCount }, (_, i) => record(stateColumns, i));
  return Array.from({ length }, (_, i) => {
    const row = record(columns, i);
    const own = listed.filter(
      ({ tag, fromAt, toAt }) => tag === row['tag'] && fromAt === row['fromAt'] && toAt === row['toAt'],
    );
    return { ...row, states: own };
  });
}

const windowsOf = (from: number, to: number, stepMs: number): Interval[] =>
  Array.from({ length: Math.round((to - from) / stepMs) }, (_, i) => ({
    fromAt: from + i * stepMs,
    toAt: from + (i + 1) * stepMs,
  }));
const window = { fromAt: firstAt + 5 * hourMs, toAt: firstAt + 9 * hourMs };
const hoursTask: RollupTask = { kind: 'hours', window };

test('minutes and hours in files are those of a fold over the readings, to the last reading and state', async () => {
  const made = await perform(state, hoursTask);
  expect(await rowsOf(made, 'minute')).toEqual(folded(windowsOf(window.fromAt, window.toAt, minuteMs), 'minute'));
  expect(await rowsOf(made, 'hour')).toEqual(folded(windowsOf(window.fromAt, window.toAt, hourMs), 'hour'));
  for (const segment of made.rollups.values()) expect(segment).toMatchObject({ ...window, version: 2 });
});

test('shifts that begin within an hour are those of a fold over the readings, though they are put together from hours', async () => {
  const made = await perform(state, hoursTask);
  const day = { fromAt: firstAt + 30 * minuteMs, toAt: firstAt + 24 * hourMs + 30 * minuteMs };
  const units = calendar.listShifts({ fromAt: firstAt, toAt: firstAt + 24 * hourMs });
  const withShifts = await perform(made, { kind: 'units', level: 'shift', window: day, units });
  // Where shifts overlap a cover has the first; asked for by itself each is answered.
  for (const unit of units) expect(await rowsOf(withShifts, 'shift', unit)).toEqual(folded([unit], 'shift'));
});

test('a tag whose rule has changed is made of its readings where its hours are of the old one', async () => {
  const made = await perform(state, hoursTask);
  const changed = [{ id: 'a counter', rule: { kind: 'measure' } as RollupRule }, ...rules.slice(1)];
  const [day] = calendar.listDays({ fromAt: firstAt, toAt: firstAt + 24 * hourMs }) as [Interval];
  const withDay = await perform(made, { kind: 'units', level: 'day', window: day, units: [day] }, changed);
  expect(await rowsOf(withDay, 'day')).toEqual(folded([day], 'day', changed));
});

test('merged files say what they said apart, but for time that a newer one speaks for', async () => {
  const halves = [window.fromAt, window.fromAt + 2 * hourMs].map((fromAt) => ({ fromAt, toAt: fromAt + 2 * hourMs }));
  let made = state;
  for (const half of halves) made = await perform(made, { kind: 'hours', window: half });
  // Hour 6 once more, by other rules, as it would be after a late reading.
  const again = { fromAt: firstAt + 6 * hourMs, toAt: firstAt + 7 * hourMs };
  made = await perform(made, { kind: 'hours', window: again }, []);
  for (const level of ['minute', 'hour'] as const) {
    const before = await rowsOf(made, level);
    const parts = coverOf(made, level, window);
    expect(parts).toHaveLength(3);
    const removed = [...made.rollups.values()].filter((one) => one.level === level).map(({ path }) => path);
    const merged = await perform(made, { kind: 'merge', level, window, parts, removed });
    expect([...merged.rollups.values()].filter((one) => one.level === level && one.content === 'values')).toHaveLength(
      1,
    );
    expect(await rowsOf(merged, level)).toEqual(before);
  }
});

test('an hour in which a commit had nothing after all leaves files without rows, and is answered', async () => {
  const empty = { fromAt: firstAt + 7 * hourMs, toAt: firstAt + 8 * hourMs };
  const made = await perform(state, { kind: 'hours', window: empty });
  expect(await rowsOf(made, 'hour')).toEqual([]);
  expect(coverOf(made, 'hour', always)).toMatchObject([empty]);
});

test('folding in batches cut between tags gives the same rows', async () => {
  const sorted = readings.toSorted(
    (a, b) => (String(a.tag) < String(b.tag) ? -1 : Number(a.tag !== b.tag)) || Number(a.at) - Number(b.at),
  );
  const tables: RollupTable[] = [];
  async function* chunks() {
    for (let i = 0; i < sorted.length; i += 70) {
      const some = sorted.slice(i, i + 70);
      yield { length: some.length, columns: toTable('reading', some).columns };
    }
  }
  const ruleOf = (): RollupRule => plainRule;
  const edges = Float64Array.from({ length: 5 }, (_, i) => window.fromAt + i * hourMs);
  const target = { edges, withSketches: true, add: async (table: RollupTable) => void tables.push(table) };
  await foldReadings(chunks(), [target], { ruleOf }, 1);
  const whole = createRollupFold(edges, { ruleOf, withSketches: true });
  whole.add({ length: sorted.length, columns: toTable('reading', sorted).columns });
  expect(tables).toHaveLength(3);
  expect(tables.flatMap(listRows)).toEqual(listRows(whole.finish()));
});

test('a damaged file of readings or rollups is named, and nothing is made of it', async () => {
  const made = await perform(state, hoursTask);
  const [segment] = state.segments.values();
  const hours = [...made.rollups.values()].find(({ level }) => level === 'hour') as RollupSegment;
  const day: RollupTask = { kind: 'units', level: 'day', window, units: [window] };
  for (const [path, task] of [
    [segment?.path ?? '', hoursTask],
    [hours.path, day],
  ] as const) {
    const file = join(dir, path);
    const bytes = await readFile(file);
    const flipped = Buffer.from(bytes);
    flipped[40] = (flipped[40] as number) ^ 1;
    await writeFile(file, flipped);
    await expect(perform(made, task)).rejects.toMatchObject({ code: 'history-damaged', details: { path: file } });
    await writeFile(file, bytes);
  }
});
