import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ParetoItem, type ParetoOptions, paretoBars } from '../../../src/reports/charts/index.ts';
import { palette } from '../../../src/reports/theme.ts';
import { anyDurationMs, anyLabel, anyWidth } from './arbitraries.ts';
import { misplacedLabels, numberOf, type ReadElement, readSvg, withClass } from './svg-reading.ts';

const words = { title: 'Scrap', description: 'Scrap by part.', empty: 'No piece was scrapped on 3 March.' };
const options: ParetoOptions = {
  width: 500,
  idPrefix: 'scrap',
  labels: { item: 'Part', value: 'Scrap', share: 'Share', cumulative: 'Running', others: (count) => `${count} others` },
  formatValue: (value) => value.toLocaleString('en'),
  formatShare: (ratio) => `${Math.round(ratio * 100)} %`,
  barsMax: 4,
};
const items = [
  { label: 'Spur Gear', value: 10 },
  { label: 'Cable Head', value: 50 },
  { label: 'Ballnut', value: 20 },
  { label: 'Housing', value: 8 },
  { label: 'Fastener', value: 12 },
  { label: 'Pin', value: 0 },
];

const draw = (shown: readonly ParetoItem[], width = 500): ReadElement[] =>
  readSvg(paretoBars({ ...words, items: shown }, { ...options, width }).svg);

describe('paretoBars', () => {
  test('items are ranked, the tail is folded into one last bar, and running shares end at 100 %', () => {
    expect(paretoBars({ ...words, items }, options).table.rows).toEqual([
      ['Cable Head', '50', '50 %', '50 %'],
      ['Ballnut', '20', '20 %', '70 %'],
      ['Fastener', '12', '12 %', '82 %'],
      ['2 others', '18', '18 %', '100 %'],
    ]);
  });

  test('bars start at zero and their lengths are in the ratio of their values', () => {
    const bars = withClass(draw(items), 'bar');
    const widths = bars.map((bar) => numberOf(bar, 'width'));
    expect(new Set(bars.map((bar) => bar.attributes['x'])).size).toBe(1);
    expect(widths.map((width) => width / (widths[0] ?? 1))).toEqual(
      [1, 0.4, 0.24, 0.36].map((ratio) => expect.closeTo(ratio, 2)),
    );
  });

  test('as many items as bars are allowed are not folded', () => {
    expect(paretoBars({ ...words, items: items.slice(0, 4) }, options).table.rows.map((row) => row[0])).toEqual([
      'Cable Head',
      'Ballnut',
      'Spur Gear',
      'Housing',
    ]);
  });

  test('the few that make up 80 % are darker than the rest', () => {
    const fills = withClass(draw(items), 'bar').map((bar) => bar.attributes['fill']);
    expect(fills).toEqual(['#333333', '#333333', '#333333', '#C8C8C8']);
  });

  test('a detail stands below its label, and both name the row of the table', () => {
    const shown = [
      { label: 'Cable Head', detail: 'Lapping', value: 3 },
      { label: 'Pin', value: 1 },
    ];
    const elements = draw(shown);
    const [label, detail] = ['Cable Head', 'Lapping'].map((content) =>
      elements.find((element) => element.content === content),
    );
    expect(numberOf(detail, 'y')).toBeGreaterThan(numberOf(label, 'y'));
    expect(numberOf(detail, 'font-size')).toBeLessThan(numberOf(label, 'font-size'));
    expect(paretoBars({ ...words, items: shown }, options).table.rows.map((row) => row[0])).toEqual([
      'Cable Head, Lapping',
      'Pin',
    ]);
  });

  test('a label too long for its room goes on in a second line', () => {
    const label = 'Turning & Milling insert change and re-clamping';
    const lines = draw([{ label, value: 3 }])
      .filter((element) => element.name === 'text' && element.attributes['x'] === '0')
      .map((element) => element.content);
    expect(lines.slice(1).join(' ')).toBe(label);
    expect(lines).toHaveLength(3);
  });

  test('a cause that nobody stated is hatched', () => {
    const elements = draw([...items, { label: 'not stated', value: 90, unknown: true }]);
    expect(withClass(elements, 'hatch')).toHaveLength(1);
    expect(withClass(elements, 'bar')[0]?.attributes['fill']).toBe(palette.hatchGround);
  });

  test.each([[[]], [[{ label: 'Pin', value: 0 }]]])(
    'without anything above zero it is the sentence given (%j)',
    (shown) => {
      expect(
        draw(shown)
          .filter((element) => element.name === 'text')
          .map((element) => element.content),
      ).toEqual([words.empty]);
    },
  );

  test('for any items no label touches another or runs out, and shares add up to one', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            label: anyLabel,
            detail: fc.option(anyLabel, { nil: undefined }),
            value: anyDurationMs,
            unknown: fc.boolean(),
          }),
          { maxLength: 20 },
        ),
        anyWidth,
        (shown, width) => {
          expect(misplacedLabels(draw(shown, width))).toEqual([]);
          const rows = paretoBars({ ...words, items: shown }, { ...options, formatShare: String }).table.rows;
          if (rows.length > 0) {
            expect(rows.reduce((sum, row) => sum + Number(row[2]), 0)).toBeCloseTo(1, 9);
            expect(Number(rows.at(-1)?.[3])).toBeCloseTo(1, 9);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
