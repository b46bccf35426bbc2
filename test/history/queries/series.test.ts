import { createQueries, figuresOfKind, rowsOf } from 'gemba/history';
import { toTable } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { at, makePlant } from '../../analytics/made-up-plant.ts';
import { sawHour, sawPlant, sawReadings } from './saw.ts';
import { snapshotOf } from './snapshot-of.ts';

const saw = createQueries({ snapshot: snapshotOf([sawReadings]), plant: sawPlant, untilAt: sawHour.toAt });
const quarterMs = 900_000;

describe('series', () => {
  test('by the quarter of an hour are those of the worked example', async () => {
    const table = await saw.series({
      tags: 'speed',
      window: sawHour,
      step: quarterMs,
      figures: ['timeWeightedMean', 'knownMs'],
    });
    // docs/time-axis.md: held, and minutes of it known.
    expect([...table.columns.timeWeightedMean.values].map(Math.round)).toEqual([1000, 934, 1500, 1500]);
    expect([...table.columns.knownMs.values].map((ms) => ms / 60_000)).toEqual([15, 15, 10, 5]);
    expect([...rowsOf(table)][1]).toMatchObject({ tag: 'speed', unit: '/min', fromAt: sawHour.fromAt + quarterMs });
  });

  test('of counters say what was counted, and of all kinds what fits them', async () => {
    const [counted] = rowsOf(await saw.series({ tags: 'pieces', window: sawHour }));
    // 7 + 5 + 8 + 3 pieces, with a roll-over and a reset.
    expect(counted).toMatchObject({ increase: 23, resetCount: 1 });
    const { columns } = await saw.series({ equipment: 'saw', window: sawHour });
    const { measure, counter, state } = figuresOfKind;
    expect(new Set(Object.keys(columns))).toEqual(
      new Set(['tag', 'unit', 'fromAt', 'toAt', ...measure, ...counter, ...state]),
    );
  });

  test('have a column of each quantile', async () => {
    const table = await saw.series({ tags: 'speed', window: sawHour, figures: ['max'], quantiles: [0.5] });
    const { max, 'q0.5': median } = table.columns;
    expect(max.values[0]).toBe(1500);
    expect(Math.abs((median.values[0] as number) / 1500 - 1)).toBeLessThan(0.02);
  });

  test('where nothing is known are unknown, and time of it 0', async () => {
    const before = { fromAt: sawHour.fromAt - quarterMs, toAt: sawHour.fromAt };
    const [row] = rowsOf(await saw.series({ tags: 'speed', window: before, figures: ['timeWeightedMean', 'knownMs'] }));
    expect(row).toMatchObject({ timeWeightedMean: { kind: 'unknown', reason: 'no-facts' }, knownMs: 0 });
  });
});

describe('parts of a window', () => {
  const plant = makePlant({
    zone: 'Europe/Berlin',
    dayStart: '06:30',
    tags: [{ id: 'oil', equipment: 'press' }],
    calendar: {
      shifts: [
        { name: 'early', start: '06:30', end: '14:30' },
        { name: 'late', start: '13:30', end: '22:00' },
      ],
      rotation: {
        anchor: '2024-01-01',
        days: [
          [
            { shift: 'early', team: 'red' },
            { shift: 'late', team: 'blue' },
          ],
        ],
      },
    },
  });
  const readings = toTable(
    'reading',
    Array.from({ length: 60 }, (_, hour) => ({ tag: 'oil', at: at('2024-03-30', hour), value: hour, source: 'plc' })),
  );
  const queries = createQueries({ snapshot: snapshotOf([readings]), plant, untilAt: at('2024-04-05', 0) });
  const window = { from: '2024-03-30', to: '2024-04-01' };

  test('by hour are local hours of the production day, one fewer as clocks go forward', async () => {
    const { columns, length } = await queries.series({
      tags: 'oil',
      window: '2024-03-30',
      step: 'hour',
      figures: ['readingCount'],
    });
    expect(length).toBe(23);
    expect(plant.zone.format(columns.fromAt.values[0] as number)).toBe('2024-03-30T06:30:00+01:00');
    expect(columns.readingCount.values.every((count) => count === 1)).toBe(true);
  });

  test.each(['hour', 'day', 3_600_000] as const)('by %s have every reading once', async (step) => {
    const whole = await queries.series({ tags: 'oil', window, figures: ['readingCount', 'knownMs'] });
    const parts = await queries.series({ tags: 'oil', window, step, figures: ['readingCount', 'knownMs'] });
    for (const name of ['readingCount', 'knownMs'] as const)
      expect(parts.columns[name].values.reduce((sum, value) => sum + value, 0)).toBe(whole.columns[name].values[0]);
  });

  test('by shift are shifts as worked, also where they overlap', async () => {
    const rows = [...rowsOf(await queries.series({ tags: 'oil', window, step: 'shift', figures: ['readingCount'] }))];
    expect(rows.map(({ day, shift, team, readingCount }) => [day, shift, team, readingCount])).toEqual([
      ['2024-03-30', 'early', 'red', 8],
      ['2024-03-30', 'late', 'blue', 8],
      ['2024-03-31', 'early', 'red', 8],
      ['2024-03-31', 'late', 'blue', 8],
    ]);
  });

  test('have the edges that are given, within the window', async () => {
    const edges = [at('2024-03-30', 10), at('2024-03-30', 12), at('2024-03-30', 13)];
    const { columns } = await queries.series({ tags: 'oil', window, step: edges, figures: ['readingCount'] });
    expect([...columns.readingCount.values]).toEqual([2, 1]);
    const wrong = queries.series({ tags: 'oil', window, step: [...edges, at('2025-01-01', 0)] });
    await expect(wrong).rejects.toMatchObject({ code: 'usage' });
    await expect(queries.series({ tags: 'oil', window, step: 0 })).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('time of tags in states', () => {
  test('is that of each number or text they said, of all time in which one is known', async () => {
    const rows = [...rowsOf(await saw.tagStates({ window: sawHour, tags: ['fault', 'order'] }))];
    expect(rows.map(({ tag, state, ms, timeRatio }) => [tag, state, (ms as number) / 60_000, timeRatio])).toEqual([
      ['fault', '0', 55, 55 / 60],
      ['fault', '1', 5, 5 / 60],
      ['order', 'A-2', 42, 42 / 60],
      ['order', 'A-1', 18, 18 / 60],
    ]);
  });

  test('is not asked of a measure', async () => {
    await expect(saw.tagStates({ window: sawHour, tags: 'speed' })).rejects.toMatchObject({ code: 'usage' });
  });
});
