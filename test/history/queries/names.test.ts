import { createQueries, intervalOf, plainRowsOf, rowsOf, topRows } from 'gemba/history';
import { toTable } from 'gemba/model';
import { describe, expect, test } from 'vitest';
import { at, makePlant, report } from '../../analytics/made-up-plant.ts';
import { snapshotOf } from './snapshot-of.ts';

const date = '2024-03-13';
const plant = makePlant({
  tags: [
    { id: 'press/oil', equipment: 'press' },
    { id: 'press/heat', equipment: 'press' },
  ],
});
const queries = createQueries({
  snapshot: snapshotOf([toTable('production', [report('press', date, 8, 9, { scrapCount: 2, isRework: 0 })])]),
  plant,
  untilAt: at(date, 24),
});

describe('names', () => {
  test('that the plant lacks are told, with those near them', async () => {
    await expect(queries.latest({ tags: 'pres/oil' })).rejects.toMatchObject({
      code: 'unknown-name',
      message: "'pres/oil' is not a tag of this plant. Near it: 'press/oil'.",
    });
    await expect(queries.states({ window: date, equipment: ['press', 'lahte'] })).rejects.toMatchObject({
      code: 'unknown-name',
      message: "'lahte' is not equipment of this plant. Near it: 'lathe'.",
    });
    await expect(queries.states({ window: date, equipment: 'boiler' })).rejects.toMatchObject({
      message: "'boiler' is not equipment of this plant. There are 'press', 'lathe'.",
    });
    await expect(queries.readings({ window: date, tags: ['oil'] })).rejects.toMatchObject({
      details: { near: ['press/oil'] },
    });
  });

  test('may be one or several, each taken once, of tags also by their equipment', async () => {
    expect((await queries.latest({ tags: ['press/oil', 'press/oil'] })).length).toBe(1);
    expect((await queries.latest({ equipment: 'press' })).length).toBe(2);
    expect((await queries.latest({ equipment: 'lathe' })).length).toBe(0);
    expect((await queries.latest()).length).toBe(2);
  });
});

describe('windows', () => {
  const day = { fromAt: at(date, 0), toAt: at(date, 24) };

  test('are production days, shifts, spans of days, or intervals', () => {
    expect(intervalOf(plant, date)).toEqual(day);
    expect(intervalOf(plant, `${date}/day`)).toEqual({ fromAt: at(date, 6), toAt: at(date, 18) });
    expect(intervalOf(plant, { from: '2024-03-11', to: date })).toEqual({
      fromAt: at('2024-03-11', 0),
      toAt: at(date, 0),
    });
    expect(intervalOf(plant, day)).toEqual(day);
  });

  test.each([
    ['2024-02-30', 'date-invalid'],
    [`${date}/night`, 'unknown-name'],
    [{ from: date, to: date }, 'usage'],
    [{ fromAt: Number.NaN, toAt: 5 }, 'usage'],
  ] as const)('such as %j are refused with %s', (window, code) => {
    expect(() => intervalOf(plant, window)).toThrow(expect.objectContaining({ code }));
  });
});

test('rows are read with what is unknown, or in plain values of local time', async () => {
  const table = await queries.intervals({ window: date });
  const [row] = rowsOf(table);
  const [plain] = plainRowsOf(table, plant.zone);
  expect(row).toMatchObject({
    startAt: at(date, 8),
    isRework: false,
    scrapCount: 2,
    defect: { kind: 'unknown', reason: 'not-in-the-data' },
  });
  expect(plain).toMatchObject({ startAt: '2024-03-13T08:00:00+00:00', isRework: false, scrapCount: 2, defect: null });
});

test('rows with the greatest values come first, those without one are left out', () => {
  const values = Float64Array.of(2, Number.NaN, 7, 2);
  const table = { length: 4, columns: { value: { type: 'number', values, absent: 'no-facts' } } } as const;
  expect([...topRows(table, 'value').columns.value.values]).toEqual([7, 2, 2]);
  expect([...topRows(table, 'value', 1).columns.value.values]).toEqual([7]);
});

test('a query that is stopped says so', async () => {
  const signal = AbortSignal.abort();
  await expect(queries.counts({ window: date, signal })).rejects.toMatchObject({ code: 'aborted' });
  await expect(queries.states({ window: date, signal })).rejects.toMatchObject({ code: 'aborted' });
});

test('up to when facts are complete is an instant', () => {
  expect(() => createQueries({ snapshot: queries.snapshot, plant, untilAt: Number.NaN })).toThrow(
    expect.objectContaining({ code: 'usage' }),
  );
});
