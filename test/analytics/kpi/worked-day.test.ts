import {
  computeKpis,
  createActivity,
  evaluate,
  getKpi,
  type KpiId,
  sayWhyUnknown,
  unitElements,
  whyUnknown,
} from 'gemba/analytics';
import { describe, expect, test } from 'vitest';
import { makePlant, report, stop, tablesOf } from '../made-up-plant.ts';

/**
 * A day of a press by hand, minutes. Shift 6:00 to 18:00, planned stop 12:00 to 12:30. A cup takes 36 s at the ideal rate, a lid 72 s.
 *
 * | from | to | what | pieces | ideal |
 * | --- | --- | --- | --- | --- |
 * | 6:00 | 7:00 | setup, order W1 | | |
 * | 7:00 | 9:00 | run, W1, cups | 160 good, 20 scrap | 108 |
 * | 9:00 | 9:30 | breakdown | | |
 * | 9:30 | 11:00 | run, W1, cups | 120 good, 10 held | 78 |
 * | 11:00 | 12:00 | starved | | |
 * | 12:30 | 13:30 | run, W1, cups made again | 30 good | 18 |
 * | 13:30 | 14:00 | service, which is a planned reason | | |
 * | 14:00 | 17:00 | run, W2, lids | 100 good, 20 scrap | 144 |
 * | 17:00 | 17:30 | breakdown | | |
 * | 17:30 | 18:00 | nothing reported | | |
 * | 18:00 | 19:00 | run, W2, lids, after the shift | 40 good | 48 |
 */
const date = '2024-03-13';
const plant = makePlant({
  equipment: [
    {
      id: 'press',
      name: 'Press',
      level: 'workUnit',
      idealTimes: [
        { operation: 'form', product: 'cup', secondsPerPiece: 36 },
        { operation: 'form', product: 'lid', secondsPerPiece: 72 },
      ],
    },
  ],
  plannedStops: [{ equipment: 'press', from: `${date}T12:00`, to: `${date}T12:30`, reason: 'service', name: 'Check' }],
});
const lids = { product: 'lid', workOrder: 'W2' };
const tables = tablesOf({
  production: [
    report('press', date, 6, 7, { state: 'setup', completedCount: 0 }),
    report('press', date, 7, 9, { completedCount: 160, scrapCount: 20 }),
    report('press', date, 9.5, 11, { completedCount: 120, holdCount: 10 }),
    report('press', date, 12.5, 13.5, { completedCount: 30, isRework: 1 }),
    report('press', date, 14, 17, { ...lids, completedCount: 100, scrapCount: 20 }),
    report('press', date, 18, 19, { ...lids, completedCount: 40 }),
  ],
  states: [
    stop('press', date, 9, 9.5),
    stop('press', date, 11, 12, { state: 'starved', reason: '' }),
    stop('press', date, 13.5, 14, { reason: 'service' }),
    stop('press', date, 17, 17.5),
  ],
});
const activity = createActivity(plant, tables.production, tables.equipmentState);
const table = unitElements({ activity, windows: [plant.productionDay(date)] });
const minuteMs = 60_000;

describe('a day of a press worked by hand', () => {
  test('has these times, minutes', () => {
    const minutesOf = (id: keyof typeof table.columns) => (table.columns[id]?.[0] as number) / minuteMs;
    expect(minutesOf('CT')).toBe(1_440);
    // Planned 720 less the stop of 30; overtime 60.
    expect(minutesOf('PLANNED')).toBe(690);
    expect(minutesOf('PDOT')).toBe(30);
    expect(minutesOf('POT')).toBe(690 + 60 + 30);
    expect(minutesOf('PBT')).toBe(690 + 60);
    expect(minutesOf('APT')).toBe(120 + 90 + 60 + 180 + 60);
    expect(minutesOf('AUST')).toBe(60);
    expect(minutesOf('STOP')).toBe(30 + 30 + 30);
    expect(minutesOf('SILENT')).toBe(30);
    // On W1 from 6:00 to 13:30, on W2 from 14:00 to 19:00: lost on an order were a breakdown, waiting, a breakdown and silence.
    expect(minutesOf('ADET')).toBe(30 + 60 + 30 + 30);
    expect(minutesOf('ADOT')).toBe(30);
    expect(minutesOf('PRPQ')).toBe(108 + 78 + 18 + 144 + 48);
    // 310 good cups of 0.6 minutes, 140 good lids of 1.2.
    expect(minutesOf('PRGQ')).toBe(186 + 168);
    expect(minutesOf('RAPT')).toBe(510);
    expect(minutesOf('TBF')).toBe(510);
    expect(minutesOf('TTR')).toBe(60);
    expect(minutesOf('TTF')).toBe(750 - 60);
    expect(minutesOf('CMT')).toBe(60);
    expect(minutesOf('PMT')).toBe(30);
  });

  test('has these counts', () => {
    const countOf = (id: keyof typeof table.columns) => table.columns[id]?.[0];
    expect(countOf('PQ')).toBe(180 + 130 + 30 + 120 + 40);
    expect(countOf('GQ')).toBe(450);
    expect(countOf('SQ')).toBe(40);
    expect(countOf('HELD')).toBe(10);
    expect(countOf('RQ')).toBe(30);
    // All but the 30 that were made again.
    expect(countOf('IP')).toBe(470);
    expect(countOf('GP')).toBe(420);
    expect(countOf('FE')).toBe(2);
    // 500 pieces took 396 minutes of ideal time, so 750 minutes hold this many.
    expect(countOf('EPC')).toBeCloseTo((500 * 750) / 396, 10);
  });

  test.each<[KpiId, number]>([
    ['availability', 510 / 750],
    ['effectiveness', 396 / 510],
    ['qualityRatio', 450 / 500],
    ['oeeIndex', ((510 / 750) * (396 / 510) * 450) / 500],
    ['neeIndex', ((570 / 750) * (396 / 510) * 450) / 500],
    ['fullyEffectiveRatio', 354 / 750],
    ['ooe', 354 / 780],
    ['teep', 354 / 1_440],
    ['utilization', 750 / 1_440],
    ['allocationEfficiency', (510 + 60 + 150) / 750],
    ['utilizationEfficiency', 510 / (510 + 60 + 150)],
    ['technicalEfficiency', 510 / (510 + 150)],
    ['isoSetupRatio', 60 / (60 + 510)],
    ['equipmentLoadRatio', 396 / 750],
    ['firstPassYield', 420 / 470],
    ['scrapRatio', 40 / 500],
    ['reworkRatio', 30 / 500],
    ['mtbf', (510 / 3) * minuteMs],
    ['mttf', (690 / 3) * minuteMs],
    ['mttr', (60 / 2) * minuteMs],
    ['correctiveMaintenanceRatio', 60 / 90],
    ['setupRatio', 60 / 750],
    ['downRatio', 90 / 750],
    ['reportedRatio', 660 / 690],
    ['completed', 450],
    ['scrap', 40],
    ['hold', 10],
    ['runMs', 510 * minuteMs],
    ['setupMs', 60 * minuteMs],
    ['downMs', 90 * minuteMs],
    ['silentPlannedMs', 30 * minuteMs],
  ])('gives %s', (id, expected) => {
    expect(evaluate(getKpi(id).formula, table).value[0]).toBeCloseTo(expected, 10);
  });

  test('leaves TEEP at OEE by time × utilization, and TEEP below OOE below OEE by time', () => {
    const figureOf = (id: KpiId) => evaluate(getKpi(id).formula, table).value[0] as number;
    expect(figureOf('teep')).toBeCloseTo(figureOf('fullyEffectiveRatio') * figureOf('utilization'), 12);
    expect(figureOf('teep')).toBeLessThan(figureOf('ooe'));
    expect(figureOf('ooe')).toBeLessThan(figureOf('fullyEffectiveRatio'));
  });
});

describe('the orders of that day, worked by hand', () => {
  const { groups, columns } = computeKpis(
    { plant, ...tables },
    { windows: [plant.productionDay(date)], groupBy: ['workOrder'] },
  );
  const ofOrder = (order: string, id: KpiId) => {
    const group = groups.findIndex(({ key }) => key.workOrder === order);
    return columns.find(({ kpi }) => kpi.id === id)?.value[group];
  };

  test.each<[string, KpiId, number]>([
    // W1 from 6:00 to 13:30: 450 minutes, of which 60 setup, 270 run, 30 broken down, 60 starved.
    ['W1', 'allocationRatio', (60 + 270 + 90) / 450],
    ['W1', 'productionProcessRatio', 270 / 450],
    ['W1', 'throughputRate', 340 / (450 * minuteMs)],
    ['W1', 'qualityRatio', 310 / 340],
    // W2 from 14:00 to 19:00: 300 minutes, of which 240 run, 30 broken down, 30 silent.
    ['W2', 'allocationRatio', 1],
    ['W2', 'productionProcessRatio', 240 / 300],
    ['W2', 'throughputRate', 160 / (300 * minuteMs)],
    ['W2', 'fallOffRatio', 20 / 160],
  ])('give %s %s', (order, id, expected) => {
    expect(ofOrder(order, id)).toBeCloseTo(expected, 12);
  });
});

describe('a KPI whose facts are missing', () => {
  test('says which elements, and that gemba takes no such facts yet', () => {
    const why = whyUnknown(getKpi('comprehensiveEnergyConsumption'), table, 0);
    expect(why?.missing).toEqual([
      { element: 'E', name: 'Energy consumed', isTaken: false, toldBy: 'energy meters of equipment' },
    ]);
    expect(why && sayWhyUnknown(why)).toBe(
      'E (Energy consumed) is not told: it would come from energy meters of equipment, which gemba does not take yet.',
    );
  });

  test('says what it comes from, where gemba takes it', () => {
    const unrated = makePlant();
    const bare = createActivity(unrated, tables.production, tables.equipmentState);
    const why = whyUnknown(
      getKpi('oeeIndex'),
      unitElements({ activity: bare, windows: [unrated.productionDay(date)] }),
      0,
    );
    expect(why?.missing.map(({ element, isTaken }) => [element, isTaken])).toEqual([
      ['PRPQ', true],
      ['RAPT', true],
    ]);
    expect(why && sayWhyUnknown(why)).toContain(
      'PRPQ (Planned runtime of what was produced) is not told: it comes from ideal times of the plant file',
    );
  });

  test('that is known is not unknown, and one over 0 names what is 0', () => {
    expect(whyUnknown(getKpi('oeeIndex'), table, 0)).toBeUndefined();
    const empty = createActivity(plant, tablesOf({}).production, tablesOf({}).equipmentState);
    const why = whyUnknown(
      getKpi('qualityRatio'),
      unitElements({ activity: empty, windows: [plant.productionDay(date)] }),
      0,
    );
    expect(why).toEqual({ missing: [], zero: [{ kind: 'element', element: 'PQ' }] });
    expect(why && sayWhyUnknown(why)).toBe('PQ is 0, and nothing can be divided by it.');
  });
});
