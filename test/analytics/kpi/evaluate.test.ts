import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ElementColumns, ElementTable } from '../../../src/analytics/kpi/element-table.ts';
import { type ElementId, elementIds } from '../../../src/analytics/kpi/elements.ts';
import { evaluate } from '../../../src/analytics/kpi/evaluate.ts';
import {
  difference,
  elementsOf,
  type Formula,
  least,
  product,
  quotient,
  sum,
  textOf,
  toFormula,
} from '../../../src/analytics/kpi/formula.ts';
import { findKpi, kpis } from '../../../src/analytics/kpi/kpis.ts';

const fixtures = join(import.meta.dirname, '../../fixtures/kpi');
const related = JSON.parse(readFileSync(join(fixtures, 'oee-related.json'), 'utf8'));

const getIso = (id: string) => {
  const row = findKpi(id);
  if (row === undefined) throw new Error(`No KPI ${id}.`);
  return row;
};

function tableOf(rows: readonly Partial<Record<ElementId, number>>[], freedoms: ElementTable['freedoms'] = []) {
  const ids = elementIds.filter((id) => rows.some((row) => row[id] !== undefined));
  const columns = Object.fromEntries(ids.map((id) => [id, Float64Array.from(rows, (row) => row[id] ?? Number.NaN)]));
  return { length: rows.length, columns, freedoms } satisfies ElementTable;
}

/** The plain implementation: by recursion, one row, no columns. */
function plain(formula: Formula, row: Partial<Record<ElementId, number>>): number {
  switch (formula.kind) {
    case 'element':
      return row[formula.element] ?? Number.NaN;
    case 'constant':
      return formula.value;
    case 'sum':
      return formula.of.map((part) => plain(part, row)).reduce((a, b) => a + b);
    case 'product':
      return formula.of.map((part) => plain(part, row)).reduce((a, b) => a * b);
    case 'least':
      return Math.min(...formula.of.map((part) => plain(part, row)));
    case 'difference':
      return plain(formula.left, row) - plain(formula.right, row);
    case 'quotient': {
      const right = plain(formula.right, row);
      return right === 0 ? Number.NaN : plain(formula.left, row) / right;
    }
  }
}

const someElements = ['APT', 'PBT', 'ADET', 'GQ'] as const satisfies readonly ElementId[];
const formulas: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...someElements).map(toFormula),
    fc.integer({ min: 0, max: 9 }).map(toFormula),
    fc.array(tie('formula'), { minLength: 1, maxLength: 3 }).map((of) => sum(...of)),
    fc.array(tie('formula'), { minLength: 1, maxLength: 3 }).map((of) => product(...of)),
    fc.array(tie('formula'), { minLength: 1, maxLength: 3 }).map((of) => least(...of)),
    fc.tuple(tie('formula'), tie('formula')).map(([left, right]) => difference(left, right)),
    fc.tuple(tie('formula'), tie('formula')).map(([left, right]) => quotient(left, right)),
  ),
})).formula;

describe('a formula', () => {
  test('is written as people read it, with brackets only where they are needed', () => {
    expect(textOf(quotient('APT', sum('APT', 'ADET')))).toBe('APT / (APT + ADET)');
    expect(textOf(product(quotient('APT', 'PBT'), quotient('GQ', 'PQ')))).toBe('(APT / PBT) × (GQ / PQ)');
    expect(textOf(difference('USL', difference('MEAN', 'LSL')))).toBe('USL − (MEAN − LSL)');
    expect(textOf(quotient(least('USL', 'LSL'), product(3, 'S')))).toBe('min(USL, LSL) / (3 × S)');
  });

  test('over columns has the value it has row by row, whatever it is made of', () => {
    const rows = fc.array(
      fc.record(Object.fromEntries(someElements.map((id) => [id, fc.integer({ min: -9, max: 9 })]))),
      {
        minLength: 1,
        maxLength: 1_200,
      },
    );
    fc.assert(
      fc.property(formulas, rows, (formula, list) => {
        const { value } = evaluate(formula, tableOf(list));
        for (const [i, row] of list.entries()) expect(value[i]).toBe(plain(formula, row));
      }),
    );
  });
});

describe('the KPIs of ISO 22400-2', () => {
  const lines = readFileSync(join(fixtures, 'iso22400-kpis.csv'), 'utf8').trim().split('\n').slice(1);
  const listed = lines.map(
    (line) => line.match(/("[^"]*"|[^,]*)(,|$)/g)?.map((cell) => cell.replace(/,$/, '').replaceAll('"', '')) ?? [],
  );

  test('are all there, in the order, with the names and trends of the published table', () => {
    const iso = kpis.filter(({ isoNumber }) => isoNumber !== undefined);
    // Reports have a setup ratio of another base, and had the name first.
    const nameOf = (id: string): string => (id === 'isoSetupRatio' ? 'setupRatio' : id);
    expect(iso.map(({ isoNumber, id, name }) => [String(isoNumber), nameOf(id), name])).toEqual(
      listed.map(([number, id, name]) => [number, id, name]),
    );
    expect(iso.map(({ better }) => better)).toEqual(listed.map((cells) => cells[7]?.split(' ')[0]));
  });

  test('name what they need: each element of each formula has its meaning', () => {
    for (const { formula } of kpis) for (const element of elementsOf(formula)) expect(elementIds).toContain(element);
  });

  test('give the worked example of a shift: 420 minutes planned, 47 down, 19,271 pieces at a second each, 423 rejected', () => {
    const { plannedMinutes, runMinutes, totalCount, rejectCount, idealCycleSeconds, ...expected } =
      related.workedExample;
    const good = totalCount - rejectCount;
    const table = tableOf([
      {
        PBT: plannedMinutes * 60_000,
        APT: runMinutes * 60_000,
        RAPT: runMinutes * 60_000,
        PRPQ: totalCount * idealCycleSeconds * 1_000,
        PQ: totalCount,
        GQ: good,
      },
    ]);
    const figureOf = (id: string) => evaluate(getIso(id).formula, table).value[0];
    expect(figureOf('availability')).toBeCloseTo(expected.availability, 12);
    expect(figureOf('effectiveness')).toBeCloseTo(expected.performance, 12);
    expect(figureOf('qualityRatio')).toBeCloseTo(expected.quality, 12);
    expect(figureOf('oeeIndex')).toBeCloseTo(expected.oee, 12);
  });

  test('weigh products by their planned runtime: two days of other mixes and outputs have one effectiveness', () => {
    const days = related.workedExampleMixedProducts.days as {
      runs: { minutes: number; idealPerMinute: number; count: number }[];
      performance: number;
    }[];
    const table = tableOf(
      days.map(({ runs }) => ({
        RAPT: runs.reduce((total, { minutes }) => total + minutes, 0),
        PRPQ: runs.reduce((total, { count, idealPerMinute }) => total + count / idealPerMinute, 0),
      })),
    );
    expect([...evaluate(getIso('effectiveness').formula, table).value]).toEqual(
      days.map(({ performance }) => performance),
    );
  });
});

describe('bounds', () => {
  const hourMs = 3_600_000;
  const one = (value: number): Float64Array => Float64Array.of(value);

  test('are the value where everything is known', () => {
    const { value, low, high } = evaluate(getIso('availability').formula, tableOf([{ APT: 3, PBT: 4 }]));
    expect([value[0], low[0], high[0]]).toEqual([0.75, 0.75, 0.75]);
  });

  test('go to where one way took all of what nobody told: an hour that was run, set up, or down', () => {
    const hour = one(hourMs);
    const table = tableOf(
      [{ APT: 4 * hourMs, AUST: hourMs, ADET: hourMs, PBT: 8 * hourMs }],
      [{ name: 'time in gaps', ways: [{}, { APT: hour }, { AUST: hour }, { ADET: hour }] }],
    );
    const boundsOf = (id: string) => {
      const { low, high } = evaluate(getIso(id).formula, table);
      return [low[0], high[0]];
    };
    // Worked by hand: 4/8 to 5/8; 4/(4+1+1+1) to (4+1)/(4+1+1+1); 4/(4+2) to 5/(5+1); 1/(1+5) to 2/(2+4).
    expect(boundsOf('availability')).toEqual([4 / 8, 5 / 8]);
    expect(boundsOf('utilizationEfficiency')).toEqual([4 / 7, 5 / 7]);
    expect(boundsOf('technicalEfficiency')).toEqual([4 / 6, 5 / 6]);
    expect(boundsOf('isoSetupRatio')).toEqual([1 / 6, 2 / 6]);
  });

  test('hold every mixture of the ways, and are reached by one of them', () => {
    const ids = [
      'availability',
      'utilizationEfficiency',
      'oeeIndex',
      'neeIndex',
      'technicalEfficiency',
      'qualityRatio',
      'scrapRatio',
    ];
    const amounts = fc.record({
      run: fc.integer({ min: 1, max: 100 }),
      setup: fc.integer({ min: 0, max: 100 }),
      delay: fc.integer({ min: 0, max: 100 }),
      rest: fc.integer({ min: 0, max: 100 }),
      free: fc.integer({ min: 1, max: 100 }),
      good: fc.integer({ min: 1, max: 50 }),
      scrap: fc.integer({ min: 0, max: 50 }),
    });
    const shares = fc.tuple(...Array.from({ length: 5 }, () => fc.integer({ min: 0, max: 100 })));
    fc.assert(
      fc.property(amounts, shares, ({ run, setup, delay, rest, free, good, scrap }, weights) => {
        const base = {
          APT: run,
          RAPT: run,
          AUST: setup,
          ADET: delay,
          PBT: run + setup + delay + rest + free,
          PQ: good + scrap,
          GQ: good,
          SQ: scrap,
          // Half a minute a piece.
          PRPQ: (good + scrap) / 2,
        };
        const made = free * 2;
        const ways: Partial<Record<ElementId, number>>[] = [
          {},
          { APT: free, RAPT: free, PRPQ: free, PQ: made, GQ: made },
          { APT: free, RAPT: free, PRPQ: free, PQ: made, SQ: made },
          { APT: free, RAPT: free },
          { AUST: free },
          { ADET: free },
        ];
        const columns = ways.map(
          (way): ElementColumns => Object.fromEntries(Object.entries(way).map(([id, added]) => [id, one(added)])),
        );
        const table = tableOf([base], [{ name: 'time in gaps', ways: columns }]);
        const all = weights.reduce((total, weight) => total + weight, 0) + 1;
        const mixture: Record<string, number> = { ...base };
        ways.slice(1).forEach((way, i) => {
          for (const [id, added] of Object.entries(way))
            mixture[id] = (mixture[id] as number) + (added * (weights[i] as number)) / all;
        });
        for (const id of ids) {
          const { formula } = getIso(id);
          const { low, high } = evaluate(formula, table);
          const truth = plain(formula, mixture);
          expect(truth).toBeGreaterThanOrEqual((low[0] as number) - 1e-12);
          expect(truth).toBeLessThanOrEqual((high[0] as number) + 1e-12);
          const reached = ways.map((way) =>
            plain(formula, {
              ...base,
              ...Object.fromEntries(
                Object.entries(way).map(([name, added]) => [name, added + (base[name as keyof typeof base] ?? 0)]),
              ),
            }),
          );
          expect(low[0]).toBe(Math.min(...reached));
          expect(high[0]).toBe(Math.max(...reached));
        }
      }),
    );
  });

  test('of freedoms that are apart are those of every combination', () => {
    const table = tableOf(
      [{ APT: 4, PBT: 10 }],
      [
        { name: 'time in gaps', ways: [{}, { APT: one(2) }] },
        { name: 'silence', ways: [{}, { PBT: one(-2) }] },
      ],
    );
    const { value, low, high } = evaluate(getIso('availability').formula, table);
    expect([value[0], low[0], high[0]]).toEqual([0.4, 0.4, 6 / 8]);
  });
});
