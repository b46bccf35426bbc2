import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SparklineOptions, sparkline, timelineChart } from '../../../src/reports/charts/index.ts';
import { element, escapeXml, formatNumber } from '../../../src/reports/charts/svg.ts';
import { fitText, wrapText } from '../../../src/reports/charts/text.ts';
import { fontFaceCss, measureText } from '../../../src/reports/fonts/index.ts';
import { readSvg } from './svg-reading.ts';

const options: SparklineOptions = {
  width: 118,
  idPrefix: 'spark',
  labels: { period: 'Day', value: 'OEE', unknown: 'unknown', periodAt: String },
  formatValue: String,
};
const data = { title: 'A <b> & "c"', description: 'd', empty: 'e', values: [1, undefined, 2] };

describe('the SVG', () => {
  test('is an image with a title and a description that carry its id prefix', () => {
    const [root, title, description] = readSvg(sparkline(data, options).svg);
    expect(root?.attributes).toMatchObject({
      role: 'img',
      'aria-labelledby': 'spark-title spark-desc',
      viewBox: '0 0 118 24',
      xmlns: 'http://www.w3.org/2000/svg',
    });
    expect([title?.attributes['id'], title?.content]).toEqual(['spark-title', data.title]);
    expect([description?.attributes['id'], description?.content]).toEqual(['spark-desc', data.description]);
  });

  test('is the same bytes for the same data, with every id under its prefix', () => {
    expect(sparkline(data, options)).toEqual(sparkline(data, options));
    const ids = readSvg(sparkline(data, { ...options, idPrefix: 'other' }).svg).flatMap(
      (each) => each.attributes['id'] ?? [],
    );
    expect(ids).toHaveLength(2);
    for (const id of ids) expect(id).toMatch(/^other-/);
  });

  test('has no script, style sheet or reference outwards', () => {
    const { svg } = sparkline(data, options);
    expect(svg).not.toMatch(/<script|<style|<image|href|https?:(?!\/\/www\.w3\.org\/2000\/svg")/);
    expect(fontFaceCss()).not.toMatch(/https?:/);
  });

  test.each(['', '1a', 'a b', 'a"'])('an id prefix of %j is refused', (idPrefix) => {
    expect(() => sparkline(data, { ...options, idPrefix })).toThrow(/id prefix/);
  });

  test.each([0, -5, Number.NaN, Number.POSITIVE_INFINITY])('a width of %d is refused', (width) => {
    expect(() => sparkline(data, { ...options, width })).toThrow(/width/);
  });

  test('a figure that is not a number is refused, not drawn', () => {
    expect(() => sparkline({ ...data, values: [Number.NaN, 1] }, options)).toThrow(/not a finite number/);
    const labels = {
      resource: '',
      lost: '',
      unusual: '',
      states: { run: '', setup: '', down: '', wait: '', silent: '', plannedStop: '', unplanned: '' },
    };
    const day = { ...data, fromAt: 0, toAt: 0, hours: [], shifts: [], rows: [] };
    expect(timelineChart(day, { width: 200, idPrefix: 'x', labels, formatDuration: String }).table.rows).toEqual([]);
  });
});

describe('text', () => {
  test('what is escaped reads back as it was, but for characters that XML forbids', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (content) => {
        const [root] = readSvg(element('text', { title: content.replace(/\s/g, ' ') }, escapeXml(content)));
        const allowed = content
          .toWellFormed()
          .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
        expect(root?.content ?? '').toBe(allowed);
      }),
    );
  });

  test('a cut text is as long as fits and ends in an ellipsis', () => {
    const cut = fitText('Machine 8 - Turning & Milling', 80, 8);
    expect(cut).toBe('Machine 8 - Tu…');
    expect(measureText('Machine 8 - Tur…', 8)).toBeGreaterThan(80);
    expect(fitText('Oven', 80, 8)).toBe('Oven');
    expect(fitText('Oven', 1, 8)).toBe('');
    expect(fitText('Oven', 9, 8)).toBe('…');
  });

  test('for any text and width the cut text fits', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 60 }),
        fc.integer({ min: 0, max: 200 }),
        (content, width) => {
          expect(measureText(fitText(content, width, 8), 8)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  test('a wrapped text keeps its words, and each line fits', () => {
    const lines = wrapText('No breakdown was reported on 3 March in the whole plant.', 120, 8);
    expect(lines.join(' ')).toBe('No breakdown was reported on 3 March in the whole plant.');
    for (const each of lines) expect(measureText(each, 8)).toBeLessThanOrEqual(120);
  });

  test('numbers have two decimals at most and no negative zero', () => {
    expect([1, 1.005, -0.001, 2.456].map(formatNumber)).toEqual(['1', '1', '0', '2.46']);
  });
});
