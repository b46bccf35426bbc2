import fc from 'fast-check';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lossWaterfall, trendChart } from '../../../src/reports/charts/index.ts';
import { fontFaceCss, isCovered, measureText } from '../../../src/reports/fonts/index.ts';
import { openBrowser } from './browser.ts';
import { sampleCharts } from './sample-charts.ts';
import { readSvg } from './svg-reading.ts';

const texts = [
  'Machine 8 - Turning & Milling',
  'Machine 7- Laser Marking',
  'Manual Milling - Machine 28',
  'Quality Check 1',
  '0123456789',
  '5 h 40 min',
  '5\u2009h\u202F40\u00A0min',
  '1\u202F234\u202F567',
  '1\u2009234\u2009567',
  '−48 h 12.4 %',
  '71 % (69–74)',
  '+2.1 pp',
  'Prüfung der Maße, Größe äöüÄÖÜß',
  'Łódź, Příbram, Győr, Çeşme',
  '↑ more ↓ less … × · ± “usual”',
  'AVATAR To Ta Te Yo We Ty LT P.',
  'office affluent fjord',
];

describe('measureText', () => {
  test('figures are tabular: every digit is as wide as every other, in both weights', () => {
    for (const weight of [400, 600] as const) {
      const widths = Array.from('0123456789', (digit) => measureText(digit, 8, weight));
      expect(new Set(widths)).toEqual(new Set([widths[0]]));
    }
  });

  test('the example of its documentation holds', () => {
    expect(measureText('08:00', 8, 400)).toBeCloseTo(28.71, 2);
  });

  test('width is in proportion to type size, and a text is as wide as its parts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(measureText(a, 16)).toBeCloseTo(2 * measureText(a, 8), 6);
        expect(measureText(a + b, 8)).toBeCloseTo(measureText(a, 8) + measureText(b, 8), 6);
      }),
    );
  });

  test('what the face lacks is told, and gets plenty of room', () => {
    expect(isCovered('Prüfung 5\u202Fh')).toBe(true);
    expect(isCovered('現場')).toBe(false);
    expect(measureText('現', 9)).toBe(12);
    expect(measureText('Ж', 9)).toBeCloseTo(9.6, 6);
  });
});

describe('in Chromium', () => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
    page = await browser.newPage();
  });
  afterAll(() => browser.close());

  /** What Chromium says of each text of a page with the embedded face: its width in px, and whether the face is loaded. */
  async function drawnWidths(svgs: readonly string[]): Promise<number[]> {
    await page.setContent(`<!doctype html><meta charset="utf-8"><style>${fontFaceCss()}</style>${svgs.join('')}`);
    // Evaluated as text: the compiler knows no document here.
    return (await page.evaluate(`document.fonts.ready.then(() =>
      Array.from(document.querySelectorAll('svg text'), (text) => text.getComputedTextLength()))`)) as number[];
  }

  test.each([400, 600] as const)(
    'texts of weight %i are drawn at most 1 %% wider than measured, and 6 %% narrower',
    async (weight) => {
      const svg = (text: string): string =>
        `<svg width="600" height="40" font-family="'IBM Plex Sans'"><text y="30" font-size="32" font-weight="${weight}">${text.replace('&', '&amp;')}</text></svg>`;
      const drawn = await drawnWidths(texts.map(svg));
      expect(drawn).toHaveLength(texts.length);
      texts.forEach((text, index) => {
        const ratio = (drawn[index] ?? 0) / measureText(text, 24, weight);
        expect.soft(ratio, text).toBeLessThan(1.01);
        expect.soft(ratio, text).toBeGreaterThan(0.94);
      });
    },
  );

  test('every chart is parsed as XML without complaint and its labels are as wide as measured', async () => {
    const words = { title: 'A & B <c>', description: '"quoted"', empty: '' };
    const charts = [
      lossWaterfall(
        { ...words, steps: [{ id: 'a', label: 'Planned & <meant>', role: 'total', valueMs: 5 }] },
        {
          width: 680,
          idPrefix: 'a',
          labels: { step: '', value: '', share: '', usual: '' },
          formatDuration: String,
          formatShare: String,
        },
      ),
      trendChart(
        { ...words, points: [{ label: 'Montag, 27. Februar', value: 3 }], lastLabel: '3 % (2–4)' },
        {
          width: 330,
          idPrefix: 'b',
          labels: { period: '', value: '', low: '', high: '', usual: '', target: '', unknown: '' },
          formatValue: String,
        },
      ),
      ...sampleCharts(),
    ].map((chart) => chart.svg);
    const drawn = await drawnWidths(charts);
    const labels = charts.flatMap((svg) => readSvg(svg).filter((element) => element.name === 'text'));
    labels.forEach((label, index) => {
      const sizePt = (Number(label.attributes['font-size']) * 72) / 96;
      const measured = measureText(label.content, sizePt, label.attributes['font-weight'] === '600' ? 600 : 400);
      expect(Math.abs((drawn[index] ?? 0) - measured)).toBeLessThan(0.04 * measured + 0.5);
    });
    const errors = await page.evaluate(
      `${JSON.stringify(charts)}.filter((svg) => new DOMParser().parseFromString(svg, 'image/svg+xml').querySelector('parsererror'))`,
    );
    expect(errors).toEqual([]);
  });
});
