/** KPIs of more than units, asked for like all others: where groups are what they can be of, they are what their analyses say. */
import { analyseLine, computeWiderKpis, createActivity, getKpi, type KpiId, listLines } from 'gemba/analytics';
import { expect, test } from 'vitest';
import { at, makePlant, report, tablesOf } from '../../made-up-plant.ts';

const date = '2024-03-13';
const plant = makePlant({
  equipment: [
    {
      id: 'line',
      name: 'Line',
      level: 'workCenter',
      kind: 'productionLine',
      children: ['form', 'trim'].map((id) => ({ id, name: id, idealTimes: [{ secondsPerPiece: 60 }] })),
    },
    { id: 'hand', name: 'Hand work', level: 'workCenter', children: [{ id: 'bench', name: 'Bench' }] },
  ],
});
const order = (count: number, rest = {}) => ({ orderCount: 50, completedCount: count, ...rest });
const { production, equipmentState } = tablesOf({
  production: [
    report('form', date, 6, 7, order(45, { operation: 'form', scrapCount: 5 })),
    report('trim', date, 7, 8, order(40, { operation: 'trim', scrapCount: 5 })),
    report('form', date, 9, 10, order(50, { operation: 'form', product: 'lid', workOrder: 'W2' })),
    report('bench', date, 6, 8, order(10, { operation: 'pack', product: 'lid' })),
  ],
});
const facts = { plant, production, equipmentState };
const windows = [
  { fromAt: at(date, 0), toAt: at(date, 24) },
  { fromAt: at(date, 12), toAt: at(date, 18) },
];

/** Values by group, then window. */
function ask(id: KpiId, rest: Partial<Parameters<typeof computeWiderKpis>[1]>) {
  const { groups, columns } = computeWiderKpis(facts, { windows, kpis: [getKpi(id)], ...rest });
  const [column] = columns;
  return groups.map(({ key }, g) => [
    Object.values(key)[0],
    ...windows.map((_, w) => column?.value[g * windows.length + w]),
  ]);
}

test('rolled yields are of products, over all their operations', () => {
  // Cups: 45 of 50 formed, 40 of 45 trimmed. Nothing was made in the second window.
  expect(ask('rolledThroughputYield', { groupBy: ['product'] })).toEqual([
    ['cup', expect.closeTo(0.9 * (40 / 45), 12), Number.NaN],
    ['lid', 1, Number.NaN],
  ]);
  expect(ask('rolledThroughputYield', { groupBy: ['workCenter'] })).toEqual([
    ['line', Number.NaN, Number.NaN],
    ['hand', Number.NaN, Number.NaN],
  ]);
});

test('changeover time is of any equipment, by the changes between its reports', () => {
  // Only forming changed, from the last cup before 7:00 to the first lid after 9:00, of which nothing was told.
  const { columns } = computeWiderKpis(facts, { windows, groupBy: ['workCenter'], kpis: [getKpi('changeoverTime')] });
  const [{ value, low, high }] = columns as [(typeof columns)[0]];
  expect(value[0]).toBeGreaterThanOrEqual(low[0] as number);
  expect(high[0]).toBeGreaterThanOrEqual(2 * 3_600_000);
  expect([value[1], value[2], value[3]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  expect(
    ask('changeoverTime', { groupBy: ['product'] })
      .flat()
      .filter(Number.isFinite),
  ).toEqual([]);
});

test('figures of lines are of work centers that are lines', () => {
  const [line] = listLines(plant);
  if (line === undefined) throw new Error('The plant has a line.');
  const activity = createActivity(plant, production, equipmentState);
  const analyses = windows.map((window) => analyseLine({ activity, line, window }));
  const known = analyses.map(({ oee }) => (oee.kind === 'known' ? oee.value : Number.NaN));
  expect(known[0]).toBeGreaterThan(0);
  expect(ask('lineOee', { groupBy: ['workCenter'] })).toEqual([
    ['line', ...known],
    ['hand', Number.NaN, Number.NaN],
  ]);
  // 40 pieces came off it in 12 planned hours, and none in the afternoon.
  expect(ask('lineOutputRate', { groupBy: ['workCenter'] })[0]).toEqual([
    'line',
    expect.closeTo(40 / (12 * 3_600_000), 15),
    0,
  ]);
  expect(
    ask('lineOee', { groupBy: ['workUnit'] })
      .flat()
      .filter(Number.isFinite),
  ).toEqual([]);
});

test('what is of units stays what it is beside them', () => {
  const kpis = [getKpi('availability'), getKpi('lineOee'), getKpi('oeeIndex')];
  const { columns } = computeWiderKpis(facts, { windows, groupBy: ['workCenter'], kpis });
  expect(columns.map(({ kpi }) => kpi.id)).toEqual(['availability', 'lineOee', 'oeeIndex']);
  // The line's two units ran 3 of their 24 planned hours.
  expect(columns[0]?.value[0]).toBeCloseTo(3 / 24, 12);
});

test('a window of years and one of no length are windows too', () => {
  const years = { fromAt: at('2021-01-01', 0), toAt: at('2025-01-01', 0) };
  const none = { fromAt: at(date, 6), toAt: at(date, 6) };
  const outputOf = (id: KpiId, groupBy: 'workCenter' | 'product') =>
    computeWiderKpis(facts, { windows: [years, none], groupBy: [groupBy], kpis: [getKpi(id)] }).columns[0]?.value;
  // 40 pieces in 12 planned hours of each of 1,461 days.
  expect(outputOf('lineOutputRate', 'workCenter')?.[0]).toBeCloseTo(40 / (1_461 * 12 * 3_600_000), 18);
  expect(outputOf('lineOutputRate', 'workCenter')?.[1]).toBeNaN();
  expect(outputOf('rolledThroughputYield', 'product')?.[0]).toBeCloseTo(0.8, 12);
  expect(outputOf('rolledThroughputYield', 'product')?.[1]).toBeNaN();
  expect(outputOf('changeoverTime', 'workCenter')?.[1]).toBeNaN();
});
