/** What sensors tell, worked out day by day and kept: the same as worked out in one go, and never stale. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenPlant } from 'gemba';
import { type DerivedFacts, deriveFacts } from 'gemba/analytics';
import type { HistorySnapshot } from 'gemba/history';
import { type FactRow, type FactTable, rowAt, toTable } from 'gemba/model';
import type { Interval } from 'gemba/time';
import { expect, test } from 'vitest';
import { readDerivedFacts } from '../../../src/runtime/derived/read-derived.ts';
import { readWindow, windowBasis } from '../../../src/runtime/read-window.ts';
import { makeFolder } from '../../support/demo-plant.ts';
import {
  commitReadings,
  dayMs,
  minuteMs,
  monday,
  openSignalPlant,
  type Reading,
  readingsOfDays,
  signalPlant,
} from '../../support/signal-plant.ts';

/** Thursday's production day, 06:00 in Berlin. */
const window: Interval = { fromAt: monday + 3 * dayMs + 5 * 3_600_000, toAt: monday + 4 * dayMs + 5 * 3_600_000 };
const now = monday + 10 * dayMs;

/** Mulberry32, a public-domain generator by T. Ettinger. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const rowsOf = (table: FactTable): object[] => Array.from({ length: table.length }, (_, i) => rowAt(table, i));
const plain = ({ production, equipmentState }: DerivedFacts): object => ({
  production: rowsOf(production),
  equipmentState: rowsOf(equipmentState),
});

interface Row {
  readonly equipment: string;
  readonly startAt: number;
}
const byPlace = (a: object, b: object): number =>
  ((a as Row).equipment < (b as Row).equipment ? -1 : 1) * Number((a as Row).equipment !== (b as Row).equipment) ||
  (a as Row).startAt - (b as Row).startAt;

/** All readings up to the window's end at once, from the day of the first. */
function inOneGo({ plant }: OpenPlant, readings: readonly Reading[], gaps: readonly FactRow<'gap'>[] = []): object {
  const facts = deriveFacts({
    plant,
    readings: toTable(
      'reading',
      readings.filter(({ at }) => (at as number) < window.toAt),
    ),
    gaps: toTable('gap', gaps),
    window: { fromAt: monday, toAt: window.toAt },
    untilAt: window.toAt,
  });
  return {
    production: rowsOf(facts.production).sort(byPlace),
    equipmentState: rowsOf(facts.equipmentState).sort(byPlace),
  };
}

async function read(plant: OpenPlant, of = window, snapshot?: HistorySnapshot): Promise<DerivedFacts> {
  return (await readDerivedFacts(plant, snapshot ?? (await plant.history.snapshot()), of)) as DerivedFacts;
}

/** A snapshot that notes of which time readings are read. */
async function watched(plant: OpenPlant): Promise<{ snapshot: HistorySnapshot; windows: Interval[] }> {
  const snapshot = await plant.history.snapshot();
  const windows: Interval[] = [];
  return {
    windows,
    snapshot: {
      ...snapshot,
      read: (query) => {
        if (query.kind === 'reading' && query.window !== undefined) windows.push(query.window);
        return snapshot.read(query);
      },
    },
  };
}

test('day by day the sensors tell what they tell in one go, states that last over midnight whole', async () => {
  for (const seed of [1, 2]) {
    await using plant = await openSignalPlant(await makeFolder(), now);
    const readings = readingsOfDays(6, randomOf(seed));
    // One over midnight, of a tag; one of all that the source sends.
    const gaps = [
      { tag: 'press/mode', startAt: monday + dayMs - 7_200_000, endAt: monday + dayMs + 3_600_000, cause: 'silence' },
      { startAt: monday + 2.5 * dayMs, endAt: monday + 2.6 * dayMs, cause: 'disconnected' },
    ].map((gap) => ({ ...gap, source: 'sensors', status: 'closed' }));
    await commitReadings(plant, readings, gaps);
    const facts = await read(plant);
    expect(plain(facts)).toEqual(inOneGo(plant, readings, gaps));
    expect(plain(facts)).not.toEqual(inOneGo(plant, readings));
    expect(facts.production.length).toBeGreaterThan(100);
    expect(rowsOf(facts.equipmentState).some((row) => spansMidnight(row as Record<string, number>))).toBe(true);
  }
});

function spansMidnight({ startAt = 0, endAt = 0 }: Record<string, number>): boolean {
  return Math.floor(startAt / dayMs) < Math.floor((endAt - 1) / dayMs);
}

test('what was worked out is kept, and read again without a reading', async () => {
  const folder = await makeFolder();
  await using plant = await openSignalPlant(folder, now);
  await commitReadings(plant, readingsOfDays(6, randomOf(4)));
  const first = await read(plant);
  expect((await readdir(join(folder, 'store', 'derived', 'days'))).sort()).toEqual([
    '2024-03-04.bin',
    '2024-03-05.bin',
    '2024-03-06.bin',
    '2024-03-07.bin',
    '2024-03-08-050000.000.bin',
  ]);
  const { snapshot, windows } = await watched(plant);
  const again = await read(plant, window, snapshot);
  expect(plain(again)).toEqual(plain(first));
  expect([again.equipmentState.identity, again.equipmentState.content].map((bytes) => Buffer.from(bytes))).toEqual(
    [first.equipmentState.identity, first.equipmentState.content].map((bytes) => Buffer.from(bytes)),
  );
  expect(windows).toEqual([]);
});

test('a late reading has its day and the next worked out again, and is counted', async () => {
  await using plant = await openSignalPlant(await makeFolder(), now);
  const readings = readingsOfDays(6, randomOf(5));
  await commitReadings(plant, readings);
  await read(plant);
  // Tuesday noon, between two readings of the counter.
  const late = { tag: 'saw/count', at: monday + 1.5 * dayMs + minuteMs, value: 999, source: 'sensors' };
  await commitReadings(plant, [late]);
  const { snapshot, windows } = await watched(plant);
  const facts = await read(plant, window, snapshot);
  const all = [...readings, late].sort((a, b) => (a.at as number) - (b.at as number));
  expect(plain(facts)).toEqual(inOneGo(plant, all));
  expect(Math.min(...windows.map(({ fromAt }) => fromAt))).toBe(monday);
  expect(Math.max(...windows.map(({ toAt }) => toAt))).toBeLessThan(monday + 3 * dayMs + 3_600_000);
});

test('a damaged file, one of other rules and a deleted folder change nothing but the time it takes', async () => {
  const folder = await makeFolder();
  const derived = join(folder, 'store', 'derived');
  await using plant = await openSignalPlant(folder, now);
  await commitReadings(plant, readingsOfDays(6, randomOf(6)));
  const expected = plain(await read(plant));
  const path = join(derived, 'days', '2024-03-06.bin');
  const whole = await readFile(path);
  await writeFile(path, whole.subarray(0, 100));
  expect(plain(await read(plant))).toEqual(expected);
  expect(await readFile(path)).toEqual(whole);
  const other = structuredClone(signalPlant) as typeof signalPlant;
  Object.assign(other.equipment[0]?.signals?.states?.[0] as object, { above: 1_000, releaseAt: 1_000 });
  await using unlike = await openSignalPlant(folder, now, other);
  expect(plain(await read(unlike))).not.toEqual(expected);
  expect(plain(await read(plant))).toEqual(expected);
  await rm(derived, { recursive: true });
  expect(plain(await read(plant))).toEqual(expected);
});

test('a folder that cannot be written is told once, and the facts are the same', async () => {
  const folder = await makeFolder();
  await using plant = await openSignalPlant(folder, now);
  await commitReadings(plant, readingsOfDays(6, randomOf(7)));
  await mkdir(join(folder, 'store'), { recursive: true });
  await writeFile(join(folder, 'store', 'derived'), 'a file where the folder should be');
  const notices: string[] = [];
  const snapshot = await plant.history.snapshot();
  const facts = await readDerivedFacts(plant, snapshot, window, { onNotice: (notice) => notices.push(notice) });
  expect(notices).toEqual([expect.stringMatching(/cannot be kept.*ENOTDIR.*Make the store's folder/)]);
  await rm(join(folder, 'store', 'derived'));
  expect(plain(await read(plant))).toEqual(plain(facts as DerivedFacts));
});

test('of a window that is not over, nothing is told after now, and its last day is not kept', async () => {
  const folder = await makeFolder();
  const noon = monday + 3.5 * dayMs;
  await using plant = await openSignalPlant(folder, noon);
  // The press says once that it runs; silence is never a gap of it.
  await commitReadings(plant, [{ tag: 'press/mode', at: noon - 3_600_000, value: 1, source: 'sensors' }]);
  expect(plain(await read(plant))).toMatchObject({
    equipmentState: [{ equipment: 'press', startAt: noon - 3_600_000, endAt: noon, state: 'running' }],
  });
  expect(await readdir(join(folder, 'store')).then((names) => names.includes('derived'))).toBe(false);
});

test('readings from after the window change neither what is told of it nor its fingerprint', async () => {
  await using plant = await openSignalPlant(await makeFolder(), now);
  const readings = readingsOfDays(6, randomOf(8));
  await commitReadings(
    plant,
    readings.filter(({ at }) => (at as number) < window.toAt),
  );
  const before = await readWindow(plant, await plant.history.snapshot(), window);
  const basis = windowBasis(plant, await plant.history.snapshot(), window);
  await commitReadings(
    plant,
    readings.filter(({ at }) => (at as number) > window.toAt),
  );
  const snapshot = await plant.history.snapshot();
  expect((await readWindow(plant, snapshot, window)).dataFingerprint).toBe(before.dataFingerprint);
  expect(windowBasis(plant, snapshot, window)).toBe(basis);
});

test('a plant without signals has nothing derived, whatever readings it has', async () => {
  const folder = await makeFolder();
  const equipment = signalPlant.equipment.map(({ signals: _, ...unit }) => unit);
  await using plant = await openSignalPlant(folder, now, { ...signalPlant, equipment });
  await commitReadings(plant, readingsOfDays(1, randomOf(9)));
  expect(await readDerivedFacts(plant, await plant.history.snapshot(), window)).toBeUndefined();
  expect((await readWindow(plant, await plant.history.snapshot(), window)).derived).toBeUndefined();
  expect((await readdir(join(folder, 'store'))).includes('derived')).toBe(false);
});
