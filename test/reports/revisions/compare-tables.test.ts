import { describe, expect, it, test } from 'vitest';
import { compareTables } from '../../../src/reports/revisions/compare-tables.ts';
import { defaultTolerance, type RevisionTolerance } from '../../../src/reports/revisions/revision.ts';
import type { CellValue, ColumnType, Table } from '../../../src/reports/tables/table.ts';

const types: Readonly<Record<string, ColumnType>> = {
  completed: 'pieces',
  runMs: 'minutes',
  oee: 'ratio',
  'oee.low': 'ratio',
  line: 'integer',
  value: 'measure',
  product: 'text',
};

/** One table whose rows are those of `figures`, by row id. */
function tables(figures: Readonly<Record<string, Readonly<Record<string, CellValue>>>>, rowIds = true): Table[] {
  const ids = [...new Set(Object.values(figures).flatMap((row) => Object.keys(row)))];
  const names = Object.keys(figures);
  return [
    {
      id: 'equipment',
      title: 'Equipment',
      columns: ids.map((id) => ({ id, label: id, heading: id, type: types[id] ?? 'text' })),
      rows: names.map((name) => ids.map((id) => figures[name]?.[id] ?? null)),
      rowIds: rowIds ? names : undefined,
      rowNames: names,
    },
  ];
}

function changesOf(
  before: CellValue,
  after: CellValue,
  column: string,
  tolerance: RevisionTolerance = defaultTolerance,
) {
  return compareTables(tables({ m1: { [column]: before } }), tables({ m1: { [column]: after } }), tolerance);
}

describe('beyond the tolerance is', () => {
  it.each([
    ['completed', 10, 11],
    ['completed', 10, 9],
    ['runMs', 600_000, 660_001],
    ['oee', 0.5, 0.5011],
    ['oee', null, 0.5],
    ['oee', 0.5, null],
  ])('%s from %s to %s', (column, before, after) => {
    expect(changesOf(before, after, column)).toEqual([
      {
        id: `equipment/m1/${column}`,
        where: 'm1',
        figure: column,
        unit: { completed: 'pieces', runMs: 'minutes', oee: 'ratio' }[column],
        from: before,
        to: after,
      },
    ]);
  });
});

describe('within it is', () => {
  it.each([
    ['completed', 10, 10],
    ['runMs', 600_000, 660_000],
    ['runMs', 600_000, 540_000],
    ['oee', 0.5, 0.501],
    ['oee', null, null],
  ])('%s from %s to %s', (column, before, after) => {
    expect(changesOf(before, after, column)).toEqual([]);
  });

  it('what a wider tolerance of the plant file allows', () => {
    const wide = { pieces: 5, minutes: 10, points: 2 };
    expect(changesOf(10, 15, 'completed', wide)).toEqual([]);
    expect(changesOf(0, 600_000, 'runMs', wide)).toEqual([]);
    expect(changesOf(0.5, 0.52, 'oee', wide)).toEqual([]);
    expect(changesOf(10, 16, 'completed', wide)).toHaveLength(1);
  });
});

test('line numbers, texts and measures are no figures of the window, nor is a table without row ids', () => {
  for (const column of ['line', 'product']) expect(changesOf(1, 2, column)).toEqual([]);
  expect(changesOf({ type: 'ratio', value: 1 }, { type: 'ratio', value: 2 }, 'value')).toEqual([]);
  const [before, after] = [tables({ m1: { completed: 1 } }, false), tables({ m1: { completed: 2 } }, false)];
  expect(compareTables(before, after, defaultTolerance)).toEqual([]);
});

test('a row that came, and one that went, have changed where they were not 0', () => {
  const before = tables({ m1: { completed: 5, runMs: 0 } });
  const after = tables({ m2: { completed: 7, runMs: 0 } });
  expect(compareTables(before, after, defaultTolerance)).toMatchObject([
    { id: 'equipment/m2/completed', from: null, to: 7 },
    { id: 'equipment/m1/completed', from: 5, to: null },
  ]);
});

test('bounds are told after what they bound', () => {
  const before = tables({ m1: { 'oee.low': 0.1, oee: 0.2 }, m2: { 'oee.low': 0.1, oee: 0.2 } });
  const after = tables({ m1: { 'oee.low': 0.2, oee: 0.3 }, m2: { 'oee.low': 0.2, oee: 0.3 } });
  expect(compareTables(before, after, defaultTolerance).map(({ id }) => id)).toEqual([
    'equipment/m1/oee',
    'equipment/m2/oee',
    'equipment/m1/oee.low',
    'equipment/m2/oee.low',
  ]);
});
