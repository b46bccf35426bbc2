import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evenClasses } from '../../../src/reports/charts/heat-classes.ts';
import { type HeatData, type HeatOptions, heatMap } from '../../../src/reports/charts/index.ts';
import { heatColors, palette } from '../../../src/reports/theme.ts';
import { anyKnownValue, anyLabel, anyWidth } from './arbitraries.ts';
import { labelBoxes, misplacedLabels, numberOf, type ReadElement, readSvg, withClass } from './svg-reading.ts';

const options: HeatOptions = {
  width: 680,
  idPrefix: 'heat',
  labels: {
    row: 'Machine',
    value: 'hours down',
    note: '28 days',
    unknown: 'no report',
    unplanned: 'nothing planned',
    marked: 'weekend',
    unusual: 'unusual',
  },
  formatValue: (value) => value.toLocaleString('en', { maximumFractionDigits: 1 }),
};
const data: HeatData = {
  title: 'Down time',
  description: 'Hours down by machine and day.',
  empty: 'No machine reported in these days.',
  columns: ['Fri', 'Sat', 'Sun', 'Mon'].map((label) => ({ label, marked: label.startsWith('S') })),
  rows: [
    { label: 'Machine 4', cells: [0, 9.5, 'unplanned', 4], note: '13.5 h', unusual: true },
    { label: 'Packing', cells: [2, undefined, 'unplanned'], note: '2 h' },
  ],
};

const draw = (shown: HeatData, more: Partial<HeatOptions> = {}): ReadElement[] =>
  readSvg(heatMap(shown, { ...options, ...more }).svg);

describe('evenClasses', () => {
  test.each([
    [
      [0, 9.5],
      [0, 2, 4, 6, 8, 10],
    ],
    [
      [0, 10],
      [0, 2, 4, 6, 8, 10],
    ],
    [
      [0, 11],
      [0, 2.5, 5, 7.5, 10, 12.5],
    ],
    [
      [0, 0],
      [0, 0.2, 0.4, 0.6, 0.8, 1],
    ],
    [
      [-3, 4],
      [-4, -2, 0, 2, 4, 6],
    ],
  ] as const)('%j is in round steps %j', (domain, bounds) => {
    evenClasses(domain, 5, true).bounds.forEach((bound, index) => {
      expect(bound).toBeCloseTo(bounds[index] ?? Number.NaN, 9);
    });
  });

  test('a range that is promised is kept as it is', () => {
    expect(evenClasses([0, 1], 4, false).bounds).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  test('for any range all values lie in a class, and a larger one never in a lower class', () => {
    fc.assert(
      fc.property(fc.array(anyKnownValue, { minLength: 1, maxLength: 20 }), (values) => {
        const [low, high] = [Math.min(...values), Math.max(...values)];
        const classes = evenClasses([low, high], 5, true);
        const span = Math.max(high - low, Math.abs(high), 1);
        expect(classes.bounds[0]).toBeLessThanOrEqual(low + span * 1e-6);
        expect(classes.bounds.at(-1)).toBeGreaterThanOrEqual(high - span * 1e-6);
        const indexes = [...values].sort((a, b) => a - b).map(classes.indexOf);
        expect(indexes).toEqual([...indexes].sort((a, b) => a - b));
        for (const index of indexes) expect([0, 1, 2, 3, 4]).toContain(index);
      }),
    );
  });
});

describe('heatMap', () => {
  test('cells are darker for more, unknown is hatched, and what was not planned is a thin line', () => {
    const elements = draw(data);
    expect(withClass(elements, 'cell').map((cell) => cell.attributes['fill'])).toEqual(
      [undefined, heatColors[4].fill, heatColors[2].fill, heatColors[1].fill].map((fill) => fill ?? palette.paper),
    );
    // Each also in the legend. The last cell of the second row was not given: unknown.
    expect(withClass(elements, 'gap')).toHaveLength(3);
    expect(withClass(elements, 'unplanned')).toHaveLength(3);
  });

  test('nought is an empty outlined cell, so that a little differs from none, and the legend shows it', () => {
    const rows = [{ label: 'Packing', cells: [0, 0.1, 5, 9] }];
    const elements = draw({ ...data, rows });
    const [none, little] = withClass(elements, 'cell');
    expect([none?.attributes['fill'], little?.attributes['fill']]).toEqual([palette.paper, heatColors[0].fill]);
    const outlined = elements.filter((element) => element.attributes['stroke'] === palette.grid);
    expect(outlined).toHaveLength(2);
    const above = draw({ ...data, rows: [{ label: 'Packing', cells: [0, 4] }] }, { domain: [-5, 5] });
    expect(withClass(above, 'cell')[0]?.attributes['fill']).toBe(heatColors[2].fill);
  });

  test('cells of a column stand below each other, columns have one width, and weekends have a bar above', () => {
    const elements = draw(data);
    const cells = withClass(elements, 'cell');
    expect(cells[0]?.attributes['x']).toBe(cells[3]?.attributes['x']);
    const bars = withClass(elements, 'marked');
    expect(bars).toHaveLength(3); // two and the legend
    expect(bars[0]?.attributes['x']).toBe(cells[1]?.attributes['x']);
    expect(bars[0]?.attributes['width']).toBe(cells[1]?.attributes['width']);
  });

  test('values are printed in all cells or, where one has no room, in none', () => {
    const texts = (width: number): string[] => labelBoxes(draw(data, { width })).map((box) => box.label);
    expect(texts(680)).toContain('9.5');
    const columns = Array.from({ length: 60 }, (_, index) => ({ label: `day ${index}` }));
    const rows = [{ label: 'Packing', cells: columns.map((_, index) => index + 0.5) }];
    expect(labelBoxes(draw({ ...data, columns, rows }, { width: 400 })).map((box) => box.label)).not.toContain('7.5');
  });

  test('where some columns are named, only those have a label, and the table has all', () => {
    const columns = data.columns.map((column) => ({ ...column, named: column.label === 'Mon' }));
    const chart = heatMap({ ...data, columns }, options);
    const texts = labelBoxes(readSvg(chart.svg)).map((box) => box.label);
    expect(texts).toContain('Mon');
    expect(texts).not.toContain('Fri');
    expect(chart.table).toEqual({
      columns: ['Machine', 'Fri', 'Sat', 'Sun', 'Mon'],
      rows: [
        ['Machine 4', '0', '9.5', 'nothing planned', '4'],
        ['Packing', '2', 'no report', 'nothing planned', 'no report'],
      ],
    });
  });

  test('the legend names the bounds of the steps, also where they have no room in one line', () => {
    const bounds = ['0', '2', '4', '6', '8', '10'];
    const texts = labelBoxes(draw(data)).map((box) => box.label);
    for (const bound of bounds) expect(texts).toContain(bound);
    const long = (value: number): string => `${value} whole hours`;
    const narrow = labelBoxes(draw(data, { width: 260, formatValue: long })).map((box) => box.label);
    expect(narrow).toContain('8 whole hours–10 whole hours');
  });

  test('many rows stay within the height given, as long as they can be read', () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({ label: `Machine ${index}`, cells: [1, 2, 3, index] }));
    expect(heatMap({ ...data, rows }, options).height).toBeLessThanOrEqual(359);
    expect(heatMap({ ...data, rows }, { ...options, heightMax: 100 }).height).toBeGreaterThan(30 * 9.5);
  });

  test.each([[[]], [[{ label: 'Packing', cells: [undefined, 'unplanned' as const] }]]])(
    'without a known value it is the sentence given (%j)',
    (rows) => {
      const texts = draw({ ...data, rows }).filter((element) => element.name === 'text');
      expect(texts.map((element) => element.content)).toEqual([data.empty]);
    },
  );

  test('for any data no label touches another or runs out, and every cell lies inside', () => {
    const anyCell = fc.oneof(anyKnownValue.map(Math.abs), fc.constantFrom(undefined, 'unplanned' as const));
    const anyRow = fc.record({
      label: anyLabel,
      cells: fc.array(anyCell, { maxLength: 30 }),
      note: anyLabel,
      unusual: fc.boolean(),
    });
    const anyColumn = fc.record({ label: anyLabel, marked: fc.boolean(), named: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(anyRow, { maxLength: 20 }),
        fc.array(anyColumn, { maxLength: 31 }),
        anyLabel,
        anyWidth,
        (rows, columns, name, width) => {
          const labels = { ...options.labels, value: name, unknown: name, row: name };
          const elements = draw({ ...data, rows, columns }, { width, labels });
          expect(misplacedLabels(elements)).toEqual([]);
          for (const cell of withClass(elements, 'cell')) {
            expect(numberOf(cell, 'x') + numberOf(cell, 'width')).toBeLessThanOrEqual(width);
          }
        },
      ),
      { numRuns: 120 },
    );
  });
});
