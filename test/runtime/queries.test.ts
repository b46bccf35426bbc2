/** Queries of an open plant: what reports say, and what sensors tell. */

import { openPlant } from 'gemba';
import { computeFigures, createActivity, deriveFacts } from 'gemba/analytics';
import { createQueries, rowsOf } from 'gemba/history';
import { compilePlant, toTable } from 'gemba/model';
import { analyseWindow, parsePlantFile, resolveWindow } from 'gemba/runtime';
import { describe, expect, test } from 'vitest';
import { rollupSettingsOf } from '../../src/runtime/rollup-settings.ts';
import { snapshotOf } from '../history/queries/snapshot-of.ts';
import { env, makeFolder } from '../support/demo-plant.ts';
import { writeLoadedDemoPlant } from '../support/loaded-demo.ts';
import {
  commitReadings,
  dayMs,
  monday,
  openSignalPlant,
  readingsOfDays,
  signalPlant,
} from '../support/signal-plant.ts';

/** The day is over: queries say nothing of what is later than now. */
const now = Date.UTC(2012, 2, 1, 12);

test('say of a production day what its report says', async () => {
  const config = await writeLoadedDemoPlant(await makeFolder());
  await using open = await openPlant({ config, env, clock: () => now });
  const { analysis } = await analyseWindow(open, resolveWindow(open.plant, { day: '2012-02-29' }, now));
  const queries = await open.queries();
  const window = '2012-02-29';

  const states = [...rowsOf(await queries.states({ window }))];
  expect(states.length).toBe(analysis.figures.units.length);
  analysis.figures.units.forEach(({ equipment, times, ratios }, i) => {
    expect(states[i]).toMatchObject({ equipment, ...times });
    if (ratios.availability.kind === 'known') expect(states[i]?.availabilityRatio).toBe(ratios.availability.value);
  });

  const [counts] = rowsOf(await queries.counts({ window }));
  const { completed, scrap, hold, rework } = analysis.figures.plant.pieces;
  expect(counts).toMatchObject({ completedCount: completed, scrapCount: scrap, holdCount: hold, reworkCount: rework });

  const reasons = [...rowsOf(await queries.stopReasons({ window }))];
  expect(reasons.map(({ equipment, reason, downMs }) => [equipment, reason, downMs])).toEqual(
    analysis.maintenance.downtime.map(({ equipment, reason, downMs }) => [equipment, reason, downMs]),
  );

  const [source] = rowsOf(await queries.sourceCompleteness({ window }));
  const { accepted, corrected, refused } = analysis.completeness;
  expect(source).toMatchObject({ acceptedCount: accepted, correctedCount: corrected, refusedCount: refused });
});

describe('facts that sensors tell', () => {
  test('are in queries, worked out day by day as if at once', async () => {
    const days = 5;
    let seed = 7;
    const random = (): number => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const readings = readingsOfDays(days, random);
    const until = monday + days * dayMs;
    await using open = await openSignalPlant(await makeFolder(), until);
    await commitReadings(open, readings);
    const queries = await open.queries();
    const { plant } = open;

    const span = { fromAt: monday, toAt: until };
    const derived = deriveFacts({
      plant,
      readings: toTable('reading', readings),
      gaps: toTable('gap', []),
      window: span,
      untilAt: until,
    });
    const activity = createActivity(plant, derived.production, derived.equipmentState);
    const windows = [
      plant.productionDay('2024-03-05'),
      plant.productionDay('2024-03-06'),
      plant.productionDay('2024-03-07'),
    ];
    const figures = computeFigures(activity, windows);

    const window = { from: '2024-03-05', to: '2024-03-08' };
    const rows = [...rowsOf(await queries.states({ window, step: 'day' }))];
    const expected = plant.equipment.workUnits.flatMap((_, unit) =>
      figures.map(({ units }) => [units[unit]?.equipment, units[unit]?.times.runMs, units[unit]?.times.downMs]),
    );
    expect(rows.map(({ equipment, runMs, downMs }) => [equipment, runMs, downMs])).toEqual(expected);
    expect(rows.some(({ runMs }) => Number(runMs) > 0)).toBe(true);
    expect(rows.some(({ downMs }) => Number(downMs) > 0)).toBe(true);

    const counts = [...rowsOf(await queries.counts({ window, by: 'day' }))];
    expect(counts.map(({ completedCount }) => completedCount)).toEqual(
      figures.map(({ plant: all }) => all.pieces.completed),
    );

    // What the store answers of readings, from rollups where it has them, is what the readings say.
    const plain = createQueries({
      snapshot: snapshotOf([toTable('reading', readings)]),
      plant,
      untilAt: until,
    });
    const names = ['timeWeightedMean', 'min', 'max', 'knownMs', 'readingCount', 'increase'] as const;
    const asked = { tags: ['saw/speed', 'saw/count', 'press/oil'], window, step: 'shift', figures: names } as const;
    const [stored, read] = [await queries.series(asked), await plain.series(asked)];
    for (const name of names)
      stored.columns[name].values.forEach((value, i) => {
        const expected = read.columns[name].values[i] as number;
        if (Number.isNaN(expected)) expect(value).toBeNaN();
        else expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
      });
    const instants = [monday + 1.3 * dayMs, monday + 3.7 * dayMs];
    expect(await queries.valuesAt({ at: instants })).toEqual(await plain.valuesAt({ at: instants }));
    expect(await queries.latest()).toEqual(await plain.latest());
    expect(await queries.tagStates({ window, step: 'day' })).toEqual(await plain.tagStates({ window, step: 'day' }));

    const stops = await queries.intervals({ window: span, state: 'down' });
    const down = toRows(derived.equipmentState).filter(({ state }) => state === 'down');
    expect([...rowsOf(stops)].map(({ startAt, endAt }) => [startAt, endAt])).toEqual(
      down.map(({ startAt, endAt }) => [startAt, endAt]),
    );
    expect(stops.length).toBeGreaterThan(0);
  });
});

function toRows({ columns, length }: ReturnType<typeof deriveFacts>['equipmentState']) {
  const { state, startAt, endAt } = columns;
  return Array.from({ length }, (_, i) => ({
    state: state.dictionary[state.codes[i] as number],
    startAt: startAt[i] as number,
    endAt: endAt[i] as number,
  })).sort((a, b) => a.startAt - b.startAt);
}

describe('what readings are rolled up by', () => {
  const settingsOf = (change: object = {}) => {
    const file = parsePlantFile({ ...signalPlant, ...change }, 'test');
    return rollupSettingsOf(compilePlant(file), file);
  };

  test('is each tag with what bears on it', () => {
    expect(settingsOf().tags).toEqual([
      { id: 'saw/speed', rule: { kind: 'measure', expectedIntervalMs: 1_200_000 } },
      { id: 'saw/count', rule: { kind: 'counter', rolloverAt: 1_000 } },
      { id: 'saw/product', rule: { kind: 'state' } },
      { id: 'press/mode', rule: { kind: 'state' } },
      { id: 'press/oil', rule: { kind: 'measure' } },
    ]);
  });

  test('are days and shifts that begin in a window, whole, over a change of clocks too', () => {
    const { calendar } = settingsOf();
    const window = { fromAt: Date.UTC(2024, 2, 30, 5), toAt: Date.UTC(2024, 3, 1, 4) };
    const hours = (list: readonly { fromAt: number; toAt: number }[] = []) =>
      list.map(({ fromAt, toAt }) => [new Date(fromAt).toISOString().slice(5, 13), (toAt - fromAt) / 3_600_000]);
    expect(hours(calendar?.listDays(window))).toEqual([
      ['03-30T05', 23],
      ['03-31T04', 24],
    ]);
    expect(hours(calendar?.listShifts(window))).toEqual([
      ['03-30T05', 8],
      ['03-31T04', 8],
    ]);
  });

  test('changes with the calendar, the day start and the zone, and with nothing else', () => {
    const fingerprintOf = (change: object): string | undefined => settingsOf(change).calendar?.fingerprint;
    const same = fingerprintOf({});
    expect(fingerprintOf({ name: 'Another name', store: 'elsewhere' })).toBe(same);
    expect(fingerprintOf({ dayStart: '07:00' })).not.toBe(same);
    expect(fingerprintOf({ zone: 'Europe/Lisbon' })).not.toBe(same);
    const shifts = [{ name: 'early', start: '06:00', end: '15:00' }];
    expect(fingerprintOf({ calendar: { ...signalPlant.calendar, shifts } })).not.toBe(same);
  });
});
