import { describe, expect, test } from 'vitest';
import { pxPerPt } from '../../../src/reports/theme.ts';
import { sampleCharts } from './sample-charts.ts';
import { misplacedLabels, numberOf, readSvg } from './svg-reading.ts';

const named = sampleCharts().map((chart) => {
  const elements = readSvg(chart.svg);
  return { name: elements[1]?.attributes['id'] ?? '', chart, elements };
});

describe.each(named)('the chart of $name', ({ chart, elements }) => {
  test('has a title, a description and figures behind it with as many cells as columns', () => {
    expect(elements[1]?.content).toBe(chart.title);
    expect(elements[2]?.content).toBe(chart.description);
    expect(chart.table.rows.length).toBeGreaterThan(0);
    for (const row of chart.table.rows) expect(row).toHaveLength(chart.table.columns.length);
  });

  test('has no text under 7 pt, and no label that touches another or runs out', () => {
    const sizes = elements.filter((element) => element.name === 'text').map((text) => numberOf(text, 'font-size'));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(7 * pxPerPt - 0.01);
    expect(misplacedLabels(elements)).toEqual([]);
  });

  test('hatches with strokes, not with patterns, and refers to nothing outside', () => {
    expect(chart.svg).not.toMatch(/<pattern|url\(|<image|<style|<script|https?:(?!\/\/www\.w3\.org\/2000\/svg")/);
  });

  test('every mark lies within it', () => {
    for (const rect of elements.filter((element) => element.name === 'rect')) {
      expect(numberOf(rect, 'x')).toBeGreaterThanOrEqual(0);
      expect(numberOf(rect, 'y')).toBeGreaterThanOrEqual(0);
      expect(numberOf(rect, 'x') + numberOf(rect, 'width')).toBeLessThanOrEqual(chart.width + 0.01);
      expect(numberOf(rect, 'y') + numberOf(rect, 'height')).toBeLessThanOrEqual(chart.height + 0.01);
    }
  });
});

test('the same data give the same bytes', () => {
  expect(sampleCharts()).toEqual(sampleCharts());
});

test('ids of charts on one page differ', () => {
  const ids = named.flatMap(({ elements }) => elements.flatMap((element) => element.attributes['id'] ?? []));
  expect(new Set(ids).size).toBe(ids.length);
});

test('each chart without data is the sentence given, and a table without rows', () => {
  for (const chart of sampleCharts(true)) {
    const texts = readSvg(chart.svg).filter((element) => element.name === 'text');
    expect(texts.map((element) => element.content)).toEqual(['Nothing was reported on 3 March.']);
    expect(chart.table.rows).toEqual([]);
    expect(chart.table.columns.length).toBeGreaterThan(0);
  }
});
