/** The pitfalls of OEE that the collection of KPIs lists, case by case. Arithmetic in comments, times in minutes or hours. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  computeFigures,
  createActivity,
  deriveFacts,
  type ElementTable,
  evaluate,
  getKpi,
  type KpiId,
  sumRows,
  type UnitElementsOptions,
  unitElements,
} from 'gemba/analytics';
import { type PlantConfig, toTable } from 'gemba/model';
import { setOf } from 'gemba/time';
import { describe, expect, test } from 'vitest';
import { compareTables } from '../../../src/reports/revisions/compare-tables.ts';
import { defaultTolerance } from '../../../src/reports/revisions/revision.ts';
import { type RevisedPart, writeRevision } from '../../../src/reports/revisions/write-revision.ts';
import { createSpeaker } from '../../../src/reports/words/speaker.ts';
import {
  analyse,
  at,
  type Facts,
  findFinding,
  hourMs,
  makePlant,
  report,
  stop,
  tablesOf,
  today,
} from '../made-up-plant.ts';
import { piecesOf, plantWith, readingsOf, startAt } from '../signals/saw.ts';

const { pitfalls } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/kpi/oee-related.json'), 'utf8'),
) as { pitfalls: string[] };

/** A press whose cups take 36 s at the ideal rate, its lids 72 s, and a lathe that nobody plans. */
const equipment: PlantConfig['equipment'] = [
  {
    id: 'press',
    name: 'Press',
    level: 'workUnit',
    idealTimes: [
      { operation: 'form', product: 'cup', secondsPerPiece: 36 },
      { operation: 'form', product: 'lid', secondsPerPiece: 72 },
    ],
  },
  {
    id: 'lathe',
    name: 'Lathe',
    level: 'workUnit',
    staffed: 'onDemand',
    idealTimes: [{ operation: 'form', product: 'cup', secondsPerPiece: 36 }],
  },
];

interface Asked extends Partial<Pick<UnitElementsOptions, 'unheard'>> {
  readonly plant?: Partial<PlantConfig>;
  readonly windows?: UnitElementsOptions['windows'];
}

function elementsOf(facts: Facts, { plant: change = {}, windows, unheard }: Asked = {}): ElementTable {
  const plant = makePlant({ equipment, ...change });
  const { production, equipmentState } = tablesOf(facts);
  const activity = createActivity(plant, production, equipmentState);
  const asked = { activity, windows: windows ?? [plant.productionDay(today)] };
  return unitElements(unheard === undefined ? asked : { ...asked, unheard });
}

function figureOf(table: ElementTable, id: KpiId, row = 0): number {
  return evaluate(getKpi(id).formula, table).value[row] as number;
}

const cases: readonly (() => void)[] = [
  function average() {
    // The press is planned for 12 h and makes 600 cups in 6 h: OEE 6 / 12. The lathe runs 2 h and makes 200 cups: 2 / 2.
    const table = elementsOf({
      production: [
        report('press', today, 6, 12, { completedCount: 600 }),
        report('lathe', today, 6, 8, { completedCount: 200 }),
      ],
    });
    expect([figureOf(table, 'oeeIndex', 0), figureOf(table, 'oeeIndex', 1)]).toEqual([0.5, 1]);
    // Not 0.75: (6 + 2) / (12 + 2).
    expect(figureOf(sumRows(table, Int32Array.of(0, 0), 1), 'oeeIndex')).toBeCloseTo(8 / 14, 12);
  },
  function products() {
    // 200 cups of 0.6 minutes in 4 h, 40 of them scrap; 200 lids of 1.2 minutes in 8 h, all good.
    const table = elementsOf({
      production: [
        report('press', today, 6, 10, { completedCount: 160, scrapCount: 40 }),
        report('press', today, 10, 18, { product: 'lid', completedCount: 200 }),
      ],
    });
    // Σ ideal × count / run = (120 + 240) / 720, whatever was counted.
    expect(figureOf(table, 'effectiveness')).toBe(0.5);
    // Good ideal time over planned time: (96 + 240) / 720. Quality by time is 336 / 360.
    expect(figureOf(table, 'fullyEffectiveRatio')).toBeCloseTo(336 / 720, 12);
    expect(figureOf(table, 'fullyEffectiveRatio')).toBeCloseTo(1 * 0.5 * (336 / 360), 12);
    // Quality by pieces is 360 / 400, and makes the index another number: its row says so.
    expect(figureOf(table, 'oeeIndex')).toBeCloseTo(1 * 0.5 * (360 / 400), 12);
    expect(getKpi('oeeIndex').pitfalls.join()).toContain('fullyEffectiveRatio');
  },
  function fast() {
    // 1,440 cups of 0.6 minutes are 864 minutes of ideal time in 720.
    const facts = { production: [report('press', today, 6, 18, { completedCount: 1_440 })] };
    expect(figureOf(elementsOf(facts), 'effectiveness')).toBe(1.2);
    const analysed = analyse(facts, { plant: makePlant({ equipment }) });
    expect(findFinding(analysed, 'ideal-time-suspect', 'press')?.params).toMatchObject({ performance: 1.2 });
  },
  function late() {
    const ratioOf = (scrapCount: number) =>
      figureOf(
        elementsOf({ production: [report('press', today, 6, 18, { completedCount: 100 - scrapCount, scrapCount })] }),
        'qualityRatio',
      );
    // The laboratory finds 5 of 100 bad after the shift was reported.
    const [then, now] = [ratioOf(0), ratioOf(5)];
    const written = (quality: number) => [
      {
        id: 'equipment',
        title: 'Equipment',
        columns: [{ id: 'quality', label: 'Quality', heading: 'Quality', type: 'ratio' as const }],
        rows: [[quality]],
        rowIds: ['press'],
        rowNames: ['Press'],
      },
    ];
    const changes = compareTables(written(then), written(now), defaultTolerance);
    const part = (corrected: number, dataFingerprint: string) =>
      ({
        completeness: { accepted: 1, corrected },
        provenance: { dataFingerprint, configFingerprint: 'c', softwareVersion: '1' },
      }) as unknown as RevisedPart;
    const revision = writeRevision({
      number: 2,
      before: part(0, 'a'),
      after: part(1, 'b'),
      changes,
      speaker: createSpeaker({ language: 'en', zone: { id: 'UTC' } }),
    });
    expect(revision).toMatchObject({ number: 2, reason: '1 correction', changes: [{ from: 1, to: 0.95 }] });
  },
  function counter() {
    // The counter shows 65,530, 65,534, 4 after a roll-over at 65,536, and 3 after a restart: 4 + 6 + 3 pieces.
    const said = [65_530, 65_534, 4, 3].map((value, i) => ({ tag: 'good', at: startAt + i * 60_000, value }));
    const plant = plantWith({ states: [], goodTag: 'good' }, [
      { id: 'good', equipment: 'saw', kind: 'counter', rolloverAt: 65_536 },
    ]);
    const { production } = deriveFacts({
      plant,
      readings: readingsOf(said),
      gaps: toTable('gap', []),
      window: { fromAt: startAt, toAt: startAt + hourMs },
      untilAt: startAt + hourMs,
    });
    expect(piecesOf(production)).toEqual(['3: 13']);
  },
  function gap() {
    // Runs 6:00 to 12:00, nobody could hear it until 14:00, silent until 18:00.
    const facts = { production: [report('press', today, 6, 12, { completedCount: 600 })] };
    const table = elementsOf(facts, { unheard: () => setOf({ fromAt: at(today, 12), toAt: at(today, 14) }) });
    const { columns } = table;
    expect([columns.APT?.[0], columns.STOP?.[0]]).toEqual([6 * hourMs, 0]);
    // On its own order or not, a delay or down time: neither has the two hours.
    expect((columns.ADET?.[0] as number) + (columns.ADOT?.[0] as number)).toBe(4 * hourMs);
    const { value, low, high } = evaluate(getKpi('availability').formula, table);
    expect([value[0], low[0]]).toEqual([0.5, 0.5]);
    // It ran in the gap, and was not planned in its silence: 8 / 8.
    expect(high[0]).toBe(1);
    expect(figureOf(table, 'reportedRatio')).toBe(0.5);
  },
  function threshold() {
    const stopOf = (seconds: number, microStopSeconds: number) =>
      elementsOf(
        {
          production: [report('press', today, 6, 18, { completedCount: 1_000 })],
          states: [stop('press', today, 8, 8 + seconds / 3_600)],
        },
        { plant: { kpis: { microStopSeconds } } },
      );
    const factors = (table: ElementTable) => [figureOf(table, 'availability'), figureOf(table, 'effectiveness')];
    // 5 minutes are no shorter than 5 minutes: 715 / 720 available, 600 minutes of ideal time in 715.
    expect(factors(stopOf(300, 300))).toEqual([715 / 720, 600 / 715]);
    // Against 10 minutes they are a minor stop: all available, and slower.
    expect(factors(stopOf(300, 600))).toEqual([1, 600 / 720]);
    expect(factors(stopOf(299, 300))).toEqual([1, 600 / 720]);
    // The OEE is the same.
    expect(figureOf(stopOf(300, 300), 'oeeIndex')).toBeCloseTo(figureOf(stopOf(300, 600), 'oeeIndex'), 12);
  },
  function rounding() {
    // 373 / 420, 19,271 / 60 / 373 and 18,848 / 19,271 to whole percent: 0.89 × 0.86 × 0.98 is 75.0 %, and the OEE is 74.8 %.
    const columns = {
      PBT: [420],
      APT: [373],
      RAPT: [373],
      PRPQ: [19_271 / 60],
      PQ: [19_271],
      GQ: [18_848],
    };
    const table = {
      length: 1,
      columns: Object.fromEntries(Object.entries(columns).map(([id, one]) => [id, Float64Array.from(one)])),
      freedoms: [],
    };
    const factors = (['availability', 'effectiveness', 'qualityRatio'] as const).map((id) => figureOf(table, id));
    const rounded = factors.map((factor) => Math.round(factor * 100) / 100).reduce((a, b) => a * b);
    expect(rounded.toFixed(3)).toBe('0.750');
    expect(figureOf(table, 'oeeIndex').toFixed(3)).toBe('0.748');
    expect(figureOf(table, 'oeeIndex')).toBeCloseTo(
      factors.reduce((a, b) => a * b),
      15,
    );
  },
  function boundary() {
    // Shifts to and from 12:00, a stop of 4 minutes around it, 3 before and 1 after, where 5 minutes are the threshold.
    const plant = makePlant({ equipment, kpis: { microStopSeconds: 300 } });
    const { production, equipmentState } = tablesOf({
      production: [report('press', today, 6, 18, { completedCount: 1_000 })],
      states: [stop('press', today, 11.95, 12 + 1 / 60)],
    });
    const noon = at(today, 12);
    const day = plant.productionDay(today);
    const windows = [day, { fromAt: day.fromAt, toAt: noon }, { fromAt: noon, toAt: day.toAt }];
    const activity = createActivity(plant, production, equipmentState);
    const times = computeFigures(activity, windows).map(({ units }) => units[0]?.times);
    expect(times.map((one) => (one?.minorStopMs ?? 0) / 60_000)).toEqual([4, 3, 1]);
    const minor = activity.units[0]?.minorStops;
    expect(windows.map(({ fromAt, toAt }) => minor?.countIn(fromAt, toAt))).toEqual([1, 1, 0]);
  },
  function breaks() {
    // A planned stop from 12:00 to 12:30 was worked through: 1,200 cups of 0.6 minutes in all 720 minutes of the shift.
    const table = elementsOf(
      { production: [report('press', today, 6, 18, { completedCount: 1_200 })] },
      {
        plant: {
          plannedStops: [
            { equipment: 'press', from: `${today}T12:00`, to: `${today}T12:30`, reason: 'service', name: 'Break' },
          ],
        },
      },
    );
    expect([table.columns.PLANNED?.[0], table.columns.PBT?.[0]]).toEqual([11.5 * hourMs, 12 * hourMs]);
    expect(figureOf(table, 'availability')).toBe(1);
    expect(figureOf(table, 'effectiveness')).toBe(1);
  },
];

describe('a pitfall', () => {
  test('is shown to be avoided for each that is listed', () => {
    expect(cases).toHaveLength(pitfalls.length);
  });

  for (const [i, pitfall] of pitfalls.entries()) test(pitfall, cases[i] as () => void);
});
