import { analyseDay } from 'gemba/analytics';
import type { FactTable } from 'gemba/model';
import { describe, expect, it } from 'vitest';
import { analyse, at, hourMs, makePlant, report, stop, tablesOf, today, wednesdays } from './made-up-plant.ts';

const usual = wednesdays(8).map((date) => report('press', date, 7, 17));

describe('completeness', () => {
  it('counts distinct facts that touch the window: begun before, ending after, of an instant, but not ending at its start', () => {
    const { completeness } = analyse({
      production: [
        report('press', today, -2, 1),
        report('press', today, 23, 25),
        report('press', today, 0, 0),
        report('press', today, -1, 0),
        report('press', today, 24, 24),
      ],
    });
    expect(completeness.accepted).toBe(3);
  });

  it('counts refused rows of the window that are not let in since, and not those of no known time', () => {
    const row = { startAt: at(today, 8), endAt: at(today, 9), status: 'open' };
    const { completeness } = analyse({
      refusals: [
        row,
        { ...row, status: 'replayed' },
        { ...row, startAt: at(today, 30), endAt: at(today, 31) },
        { status: 'open' },
      ],
    });
    expect(completeness.refused).toBe(1);
  });

  it('counts facts with more than one content as corrected', () => {
    const plant = makePlant();
    const day = plant.productionDay(today);
    const tables = tablesOf({ production: [report('press', today, 6, 7), report('press', today, 8, 9)] });
    const production: FactTable<'production'> & { versions: Uint32Array } = {
      ...tables.production,
      versions: Uint32Array.of(1, 2),
    };
    expect(analyseDay({ plant, ...tables, production, window: day, day }).completeness).toMatchObject({
      accepted: 2,
      corrected: 1,
    });
  });

  it('counts facts by what was read otherwise, once a fact, and codes the plant does not name', () => {
    const skipped = 'startAt=2024-03-13T02:00 local-time-skipped';
    const { completeness } = analyse({
      production: [
        report('press', today, 6, 7, {
          adjustment: `${skipped}; endAt=2024-03-13T02:15 local-time-skipped`,
          defect: 'scratch',
        }),
        report('press', today, 8, 9, { adjustment: skipped, defect: 'dent' }),
        report('old-press', today, 8, 9),
      ],
      states: [stop('press', today, 10, 11, { reason: 'moon' }), stop('press', today, 12, 13, { reason: 'moon' })],
    });
    expect(completeness.adjusted).toEqual({ 'local-time-skipped': 2 });
    expect(completeness.unmapped).toEqual([
      { field: 'reason', code: 'moon', count: 2 },
      { field: 'defect', code: 'scratch', count: 1 },
      { field: 'equipment', code: 'old-press', count: 1 },
    ]);
    expect(completeness.gaps).toEqual([]);
  });
});

describe('rows', () => {
  it('stops are whole as reported, sorted by start, with people and place', () => {
    const { stops } = analyse({
      states: [
        stop('lathe', today, 8, 9, { operators: 'p1 p2', file: 'a.csv', line: 7, workOrder: 'W9' }),
        stop('press', today, -1, 1),
        stop('press', today, 8, 9),
        stop('press', today, 30, 31),
      ],
      production: [report('press', today, 23, 26, { state: 'down', completedCount: 0 })],
    });
    expect(
      stops.map(({ equipment, startAt, endAt }) => [
        equipment,
        (startAt - at(today, 0)) / hourMs,
        (endAt - at(today, 0)) / hourMs,
      ]),
    ).toEqual([
      ['press', -1, 1],
      ['lathe', 8, 9],
      ['press', 8, 9],
      ['press', 23, 26],
    ]);
    expect(stops[1]).toMatchObject({ operators: ['p1', 'p2'], source: { file: 'a.csv', line: 7 }, workOrder: 'W9' });
    expect(stops[0]?.source).toEqual({ file: '', line: 0 });
  });

  it('pieces are by unit, operation and product', () => {
    const { pieceRows } = analyse({
      production: [
        report('lathe', today, 8, 9, { product: 'lid', scrapCount: 1 }),
        report('press', today, 6, 8, { product: 'lid' }),
        report('press', today, 8, 9),
        report('press', today, 9, 10, { completedCount: 5 }),
        report('press', today, 10, 11, { completedCount: 0 }),
      ],
    });
    expect(pieceRows).toEqual([
      { product: 'cup', operation: 'form', equipment: 'press', completed: 105, scrap: 0, hold: 0 },
      { product: 'lid', operation: 'form', equipment: 'press', completed: 100, scrap: 0, hold: 0 },
      { product: 'lid', operation: 'form', equipment: 'lathe', completed: 100, scrap: 1, hold: 0 },
    ]);
  });

  it('staffing lists tokens by unit and shift, and those outside every shift', () => {
    const { staffing } = analyse({
      production: [
        report('press', today, 17, 19, { operators: 'p2 p1' }),
        report('press', today, 20, 21, { operators: 'p3' }),
        report('lathe', today, 8, 8, { operators: 'p1' }),
        report('lathe', today, 9, 10, { operators: '' }),
      ],
    });
    expect(staffing).toEqual([
      { equipment: 'press', shift: 'day', operators: ['p1', 'p2'] },
      { equipment: 'press', shift: '', operators: ['p3'] },
      { equipment: 'lathe', shift: 'day', operators: ['p1'] },
    ]);
  });
});

describe('comparisons', () => {
  const runOf = (analysis: ReturnType<typeof analyse>, equipment?: string) =>
    analysis.kpis.find((row) => row.kpi === 'runMs' && row.equipment === equipment);

  it('of a day are with its weekday, and the last 28 days end with it', () => {
    const row = runOf(analyse({ production: [...usual, report('press', today, 7, 18)] }));
    expect(row).toMatchObject({ usual: { count: 8, median: 10 * hourMs }, standing: 'above' });
    expect(row?.last28).toHaveLength(28);
    expect([row?.last28[27], row?.last28[20], row?.last28[19]]).toEqual([11 * hourMs, 10 * hourMs, 0]);
  });

  it('leave out days after the last fact: nobody has said that nothing happened', () => {
    const plant = makePlant();
    const later = plant.productionDay('2025-03-12');
    const analysis = analyseDay({ plant, ...tablesOf({ production: usual }), window: later, day: later });
    expect(runOf(analysis)).toMatchObject({ usual: { kind: 'unknown', reason: 'too-little-history', count: 0 } });
    expect(
      runOf(analysis)
        ?.last28.slice(0, -1)
        .every((value) => value === undefined),
    ).toBe(true);
    expect(analysis.weeks.slice(0, -1).every(({ values }) => values.runMs?.kind === 'unknown')).toBe(true);
  });

  it('leave out days before the first fact', () => {
    const row = runOf(analyse({ production: [report('press', '2024-03-12', 7, 8), report('press', today, 7, 8)] }));
    expect(row?.usual).toEqual({ kind: 'unknown', reason: 'too-little-history', count: 0 });
    expect(row?.last28.filter((value) => value !== undefined)).toEqual([hourMs, hourMs]);
  });

  it('a holiday is no usual day', () => {
    const plant = makePlant({
      calendar: {
        shifts: [{ name: 'day', start: '06:00', end: '18:00' }],
        rotation: { anchor: '2024-01-01', days: [[{ shift: 'day' }]] },
        exceptions: [{ from: wednesdays(1)[0] as string, name: 'Holiday', replace: [] }],
      },
    });
    expect(runOf(analyse({ production: usual }, { plant }))?.usual.count).toBe(7);
  });

  it('targets stand beside the plant, not beside each unit', () => {
    const analysis = analyse({ production: usual }, { plant: makePlant({ targets: { runMs: 5 } }) });
    expect([runOf(analysis)?.target, runOf(analysis, 'press')?.target]).toEqual([5, undefined]);
  });

  it('weeks are 13 spans of seven days to this one, unknown before the first fact', () => {
    const { weeks } = analyse({ production: usual });
    expect(weeks).toHaveLength(13);
    expect(weeks[12]).toMatchObject({ from: '2024-03-07', to: today, values: { runMs: { value: 0 } } });
    expect(weeks[11]?.values.runMs).toMatchObject({ value: 10 * hourMs });
    expect(weeks[3]?.values.runMs).toEqual({ kind: 'unknown', reason: 'too-little-history' });
  });

  it('of a shift are with the same shift of the same weekday; it has no weeks', () => {
    const plant = makePlant();
    const shift = plant.calendar.shifts.findShift(today, 'day');
    if (shift === undefined) throw new Error('no shift');
    const tables = tablesOf({ production: [...usual, report('press', today, 7, 18.5)] });
    const analysis = analyseDay({ plant, ...tables, window: shift, shift });
    expect(runOf(analysis)).toMatchObject({ value: { value: 11 * hourMs }, usual: { count: 8, median: 10 * hourMs } });
    expect(runOf(analysis)?.last28).toHaveLength(28);
    expect(analysis).toMatchObject({ weeks: [], day: undefined, shifts: [{ shift: { name: 'day' } }] });
  });

  it('of any other window are with nothing, and a window of very many shifts has no figures by shift', () => {
    const plant = makePlant();
    const window = { fromAt: at('2024-01-01', 0), toAt: at(today, 24) };
    const analysis = analyseDay({ plant, ...tablesOf({ production: usual }), window });
    expect(runOf(analysis)).toMatchObject({
      value: { value: 80 * hourMs },
      usual: { kind: 'unknown', count: 0 },
      last28: [],
    });
    expect(analysis.shifts).toEqual([]);
  });

  it('of no facts at all is a day that says so', () => {
    const analysis = analyse({});
    expect(analysis.findings.map(({ rule }) => rule)).toEqual(['no-facts']);
    expect(analysis.figures.plant.times).toMatchObject({
      plannedMs: 24 * hourMs,
      silentPlannedMs: 24 * hourMs,
      runMs: 0,
    });
    expect(analysis.losses.find(({ id }) => id === 'good')?.ms).toBe(0);
  });

  it('the speed step is a gain where pieces took less than their ideal time', () => {
    const plant = makePlant({
      equipment: [{ id: 'press', name: 'Press', level: 'workUnit', idealTimes: [{ secondsPerPiece: 60 }] }],
    });
    const { losses } = analyse({ production: [report('press', today, 7, 8)] }, { plant });
    expect(losses.find(({ id }) => id === 'speed')).toMatchObject({ role: 'gain', ms: 40 * 60_000 });
  });
});
