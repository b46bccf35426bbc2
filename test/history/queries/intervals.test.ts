import { createQueries, type ReadUnitFacts, reportedFacts, rowsOf } from 'gemba/history';
import { type FactTable, signalSourceId, toTable } from 'gemba/model';
import type { Interval } from 'gemba/time';
import { describe, expect, test } from 'vitest';
import { at, makePlant, report, stop } from '../../analytics/made-up-plant.ts';
import { jobShop, logTables } from '../../support/job-shop.ts';
import { plainRows, utcMinute } from '../../support/plain-log.ts';
import { snapshotOf } from './snapshot-of.ts';

const date = '2024-03-13';
const plant = makePlant();
const untilAt = at('2024-06-01', 0);
const queriesOf = (
  production: FactTable<'production'>,
  equipmentState: FactTable<'equipmentState'> = toTable('equipmentState', []),
) => createQueries({ snapshot: snapshotOf([production, equipmentState]), plant, untilAt });

describe('intervals', () => {
  test('of the log come once, however many slices of time they touch', async () => {
    const { production, equipmentState } = logTables();
    const log = createQueries({ snapshot: snapshotOf([production, equipmentState]), plant: jobShop, untilAt });
    const window = { from: '2012-01-15', to: '2012-03-20' };
    const [from, to] = [utcMinute('2012-01-15'), utcMinute('2012-03-20')];
    const touching = plainRows.filter(
      (row) => row.start < to && (row.end > from || (row.end === row.start && row.end >= from)),
    );
    const found = await log.intervals({ window });
    expect(found.length).toBe(touching.length);
    expect(new Set(found.columns.line.values).size).toBe(touching.length);
    const stops = await log.intervals({ window, kind: 'equipmentState', state: 'down' });
    expect(stops.length).toBe(touching.filter(({ type }) => type === 'B').length);
  });

  test('are sorted by their begin and say all that the fact says', async () => {
    const facts = [
      report('press', date, 9, 10, { defect: 'dent', isRework: 1, file: 'a.csv', line: 7 }),
      report('lathe', date, 8, 9),
    ];
    const rows = [...rowsOf(await queriesOf(toTable('production', facts)).intervals({ window: date }))];
    expect(rows.map(({ equipment }) => equipment)).toEqual(['lathe', 'press']);
    expect(rows[1]).toMatchObject({
      kind: 'production',
      startAt: at(date, 9),
      endAt: at(date, 10),
      state: 'running',
      product: 'cup',
      completedCount: 100,
      scrapCount: { kind: 'unknown', reason: 'not-in-the-data' },
      defect: 'dent',
      isRework: true,
      file: 'a.csv',
      line: 7,
    });
  });

  test('are whole, or cut to the window with the pieces that fall into it', async () => {
    const queries = queriesOf(toTable('production', [report('press', date, 22, 26, { completedCount: 10 })]));
    const [whole] = rowsOf(await queries.intervals({ window: date }));
    expect(whole).toMatchObject({ endAt: at(date, 26), completedCount: 10 });
    const [cut] = rowsOf(await queries.intervals({ window: date, isClipped: true }));
    expect(cut).toMatchObject({ startAt: at(date, 22), endAt: at(date, 24), completedCount: 5 });
  });

  test('that sensors tell slice by slice are one', async () => {
    const told = stop('press', date, 5, 24 * 20, { source: signalSourceId });
    const snapshot = snapshotOf([]);
    const readReported = reportedFacts(snapshot);
    // What sensors tell ends with the slice that is read, and begins at most a day before it.
    const cutTo = (window: Interval) => ({
      ...told,
      startAt: Math.max(Number(told.startAt), window.fromAt - 86_400_000),
      endAt: Math.min(Number(told.endAt), window.toAt),
    });
    const readUnitFacts: ReadUnitFacts = async (query) => ({
      ...(await readReported(query)),
      equipmentState: toTable('equipmentState', query.window.fromAt < Number(told.endAt) ? [cutTo(query.window)] : []),
    });
    const queries = createQueries({ snapshot, plant, untilAt, readUnitFacts });
    const rows = [...rowsOf(await queries.intervals({ window: { from: date, to: '2024-05-13' } }))];
    expect(rows.map(({ startAt, endAt }) => [startAt, endAt])).toEqual([[told.startAt, told.endAt]]);
  });
});

describe('latest states of equipment', () => {
  const production = toTable('production', [
    report('press', '2024-03-01', 0, 24),
    ...Array.from({ length: 30 }, (_, day) => report('press', '2024-03-02', day * 24, (day + 1) * 24)),
    report('lathe', date, 8, 9),
  ]);
  const states = toTable('equipmentState', [stop('lathe', date, 9, 30, { reason: 'service', source: 'mes' })]);
  const queries = queriesOf(production, states);

  test('are what a unit is in just before an instant, since when and why', async () => {
    const rows = [...rowsOf(await queries.latestStates({ at: at(date, 12) }))];
    expect(
      rows.map(({ equipment, state, sinceAt, lastedMs, reason }) => [equipment, state, sinceAt, lastedMs, reason]),
    ).toEqual([
      // It has run for twelve days without a break, which is looked for further back than a week.
      [
        'press',
        'running',
        at('2024-03-01', 0),
        at(date, 12) - at('2024-03-01', 0),
        { kind: 'unknown', reason: 'not-in-the-data' },
      ],
      ['lathe', 'down', at(date, 9), 3 * 3_600_000, 'service'],
    ]);
  });

  test('of a unit that went silent say since when, and of one that never spoke that nobody knows', async () => {
    const [press] = rowsOf(await queries.latestStates({ equipment: 'press', at: at('2024-04-02', 12) }));
    expect(press).toMatchObject({ state: 'silent', sinceAt: at('2024-04-01', 0) });
    const [lathe] = rowsOf(await queriesOf(toTable('production', [])).latestStates({ equipment: 'lathe' }));
    expect(lathe).toMatchObject({ state: 'silent', sinceAt: { kind: 'unknown', reason: 'no-facts' }, at: untilAt });
  });
});
