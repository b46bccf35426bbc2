import { describe, expect, it } from 'vitest';
import type { Finding, FindingParams, FindingRule } from '../../src/analytics/index.ts';
import { listLanguages } from '../../src/reports/index.ts';
import { composeMessage } from '../../src/reports/words/compose.ts';
import { createFormats } from '../../src/reports/words/formats.ts';
import { createSpeaker } from '../../src/reports/words/speaker.ts';

const usual = { usualMedian: 0.11, usualP10: 0.06, usualP90: 0.17, usualCount: 7 };
const usualMs = { usualMedian: 3_600_000, usualP10: 0, usualP90: 12_480_000, usualCount: 7 };
const usualPieces = { usualMedian: 45, usualP10: 0, usualP90: 189, usualCount: 7 };

/** Two sets of parameters per rule: a plain one, and one at the edge of its sentence. */
const samples: { readonly [R in FindingRule]: readonly [FindingParams[R], FindingParams[R]] } = {
  'no-facts': [{ plannedMs: 1_382_400_000 }, { plannedMs: 0 }],
  finished: [
    { ...usualPieces, finished: 347, low: 347, high: 515 },
    { ...usualPieces, finished: 1, low: 1, high: 1 },
  ],
  oee: [
    { ...usual, oee: 0.19, low: 0.19, high: 0.35 },
    { ...usual, oee: 0.01, low: 0.01, high: 0.02, usualP10: 0.02, usualP90: 0.05 },
  ],
  setup: [
    { ...usual, setupRatio: 0.31, setupMs: 114_720_000, rank28: 1 },
    { ...usual, setupRatio: 0.05, setupMs: 69_900_000, rank28: 20 },
  ],
  downtime: [
    { ...usualMs, downMs: 36_900_000, rank28: 1 },
    { ...usualMs, downMs: 36_900_000, rank28: 3, usualP10: 60_000 },
  ],
  breakdown: [
    { downMs: 31_380_000, stopCount: 2, longestMs: 20_000_000, reason: 'breakdown', open: 'yes' },
    { downMs: 31_380_000, stopCount: 1, longestMs: 31_380_000, reason: '', open: 'no' },
  ],
  'unit-silent': [
    { silentPlannedMs: 86_400_000, usualRunMs: 23_460_000 },
    { silentPlannedMs: 3_600_000, usualRunMs: 60_000 },
  ],
  'unit-low-run': [
    { runMs: 5_160_000, usualMedian: 45_360_000, usualP10: 9_420_000, setupMs: 600_000 },
    { runMs: 0, usualMedian: 45_360_000, usualP10: 9_420_000, setupMs: 0 },
  ],
  'unit-setup': [
    { setupMs: 32_700_000, usualMedian: 480_000, usualP90: 28_680_000 },
    { setupMs: 32_700_000, usualMedian: 0, usualP90: 0 },
  ],
  scrap: [
    { product: 'Cable Head', operation: 'Final Inspection Q.C.', scrap: 16, made: 823, plantScrap: 28 },
    { product: 'Cable Head', operation: 'Final Inspection Q.C.', scrap: 1, made: 1, plantScrap: 1 },
  ],
  hold: [
    { product: 'Cable Head', operation: 'Packing', hold: 1 },
    { product: 'Cable Head', operation: 'Packing', hold: 12 },
  ],
  quality: [
    { ...usual, quality: 0.981, scrap: 28, hold: 1, usualP10: 0.989, usualP90: 0.998, usualMedian: 0.992 },
    { ...usual, quality: 1, scrap: 1, hold: 0, usualP10: 0.989, usualP90: 0.998, usualMedian: 0.992 },
  ],
  'ideal-time-suspect': [{ performance: 1.12 }, { performance: 3 }],
  coverage: [
    { ...usual, reportedRatio: 0.05, silentPlannedMs: 828_000_000 },
    { ...usual, reportedRatio: 0.1, silentPlannedMs: 60_000 },
  ],
  'as-usual': [
    { comparedCount: 15, outside: '' },
    { comparedCount: 15, outside: 'availability runMs' },
  ],
};
const rules = Object.keys(samples) as FindingRule[];

function finding(rule: FindingRule, which: 0 | 1): Finding {
  return {
    rule,
    equipment: undefined,
    consequenceMs: 1,
    money: undefined,
    params: samples[rule][which],
    sinceAt: which === 0 ? Date.UTC(2012, 1, 21, 7, 22) : undefined,
    owner: 'production',
    needsDecision: false,
  } as Finding;
}

describe.each(listLanguages())('in %s', (language) => {
  const speaker = createSpeaker({
    language,
    zone: { id: 'Asia/Jerusalem' },
    date: '2012-02-21',
    reasonName: () => 'Hydraulics',
  });
  const undated = createSpeaker({ language, zone: { id: 'Asia/Jerusalem' } });

  it.each(rules)('%s has words for all it is given, and none for what it is not', (rule) => {
    for (const which of [0, 1] as const)
      for (const voice of [speaker, undated]) {
        const text = composeMessage(finding(rule, which), 'Machine 9', voice);
        const said = `${text.headline} ${text.detail} ${text.what} ${text.amount}`;
        expect(said).not.toMatch(/undefined|NaN|null|\[object|\d\.\d{2,}(?!\d)|\s{2}/);
        expect(text.headline).not.toBe('');
        expect(text.detail === '' || /[.…]$/.test(text.detail)).toBe(true);
        expect(said).toMatchSnapshot();
      }
  });

  it('says no figure of a message twice', () => {
    for (const rule of rules)
      for (const which of [0, 1] as const) {
        const { headline, detail } = composeMessage(finding(rule, which), 'Machine 9', speaker);
        expect(headline).not.toBe(detail);
        expect(detail.includes(headline)).toBe(false);
      }
  });
});

describe('money', () => {
  const said = (language: string, rule: FindingRule, amount: number, atLeast = false, currency = 'EUR') => {
    const speaker = createSpeaker({ language, zone: { id: 'Asia/Jerusalem' } });
    const priced = { ...finding(rule, 1), money: { amount, currency, atLeast } };
    const { headline, detail, ...rest } = composeMessage(priced, 'Machine 9', speaker);
    const bare = composeMessage(finding(rule, 1), 'Machine 9', speaker);
    expect(rest).toEqual({ what: bare.what, amount: bare.amount });
    return { headline: headline.slice(bare.headline.length), detail: detail.slice(bare.detail.length) };
  };
  const plain = (text: string) => text.replaceAll('\u00a0', ' ');

  it.each([
    ['en', 'breakdown', false, ', about €1,240', ''],
    ['de', 'breakdown', false, ', etwa 1.240 €', ''],
    ['en', 'scrap', true, ', at least €1,240', ''],
    ['de', 'scrap', true, ', mindestens 1.240 €', ''],
    ['en', 'oee', false, '', ' Difference: about €1,240.'],
    ['de', 'oee', false, '', ' Unterschied: etwa 1.240 €.'],
    ['en', 'finished', false, '', ' Difference, weighed in machine time: about €1,240.'],
    ['de', 'finished', false, '', ' Unterschied, in Maschinenzeit gewogen: etwa 1.240 €.'],
    ['en', 'hold', false, '', ' Machine time in them: about €1,240.'],
    ['de', 'hold', false, '', ' Maschinenzeit darin: etwa 1.240 €.'],
  ] as const)(
    'in %s is said once of %s, in the headline or behind the detail',
    (language, rule, atLeast, ...expected) => {
      const { headline, detail } = said(language, rule, 1237.45, atLeast);
      expect([plain(headline), plain(detail)]).toEqual(expected);
    },
  );

  it('is said once of every rule, in every language, but of a day that was as usual', () => {
    for (const language of listLanguages())
      for (const rule of rules.filter((one) => one !== 'as-usual')) {
        const { headline, detail } = said(language, rule, 50);
        expect(plain(headline + detail).match(/€/g), `${language} ${rule}`).toHaveLength(1);
      }
  });

  it('that is nothing gets no word', () => {
    for (const language of listLanguages())
      for (const rule of rules) expect(said(language, rule, 0)).toEqual({ headline: '', detail: '' });
  });

  it.each([
    [0.4, 'EUR', '€0.40', '0,40 €'],
    [9.99, 'EUR', '€9.99', '9,99 €'],
    [9.996, 'EUR', '€10', '10 €'],
    [64.5, 'EUR', '€65', '65 €'],
    [145.17, 'EUR', '€145', '145 €'],
    [999.6, 'EUR', '€1,000', '1.000 €'],
    [1237.45, 'EUR', '€1,240', '1.240 €'],
    [123_456, 'EUR', '€123,000', '123.000 €'],
    [1237.45, 'USD', 'US$1,240', '1.240 $'],
    [7, 'JPY', 'JP¥7', '7 ¥'],
    [2.345, 'KWD', 'KWD 2.345', '2,345 KWD'],
  ])('of %d %s has three digits at most, and cents only where it is small', (amount, currency, en, de) => {
    expect(plain(createFormats('en-GB', 'UTC').money(amount, currency))).toBe(en);
    expect(plain(createFormats('de-DE', 'UTC').money(amount, currency))).toBe(de);
  });
});

it('a language without a file is an error that names those there are', () => {
  expect(() => createSpeaker({ language: 'xx', zone: { id: 'UTC' } })).toThrow(/'xx'.*en, de/);
});

it('a language is found by its first part', () => {
  expect(createSpeaker({ language: 'de-AT', zone: { id: 'UTC' } }).words.language).toBe('de');
});

describe('formats', () => {
  const en = createFormats('en-GB', 'Asia/Jerusalem');
  const de = createFormats('de-DE', 'Asia/Jerusalem');

  it.each([
    [0, '0 min'],
    [20_000, '20 s'],
    [-20_000, '−20 s'],
    [60_000, '1 min'],
    [20_400_000, '5 h 40 min'],
    [7_200_000, '2 h'],
    [-8_040_000, '−2 h 14 min'],
    [359_940_000, '99 h 59 min'],
    [1_382_400_000, '384 h'],
    [12_965_460_000, '3,602 h'],
  ])('a duration of %d ms is %s', (ms, expected) => {
    expect(en.duration(ms).replaceAll('\u00a0', ' ')).toBe(expected);
  });

  it('percentages have at most one decimal, and zero has no sign', () => {
    expect(en.percent(0.98123, 1)).toBe('98.1\u00a0%');
    expect(de.percent(0.98123, 1)).toBe('98,1\u00a0%');
    expect(en.percent(-0.0001, 0)).toBe('0\u00a0%');
    expect(en.points(0.0213)).toBe('+2.1\u00a0pp');
    expect(en.points(-0.011)).toBe('−1.1\u00a0pp');
  });

  it('integers have the separators of the language', () => {
    expect(en.integer(91_507)).toBe('91,507');
    expect(de.integer(91_507)).toBe('91.507');
  });

  it('times are those of the plant’s clock, on either side of a clock change', () => {
    expect(en.time(Date.UTC(2012, 2, 29, 5, 0))).toBe('07:00');
    expect(en.time(Date.UTC(2012, 2, 30, 4, 0))).toBe('07:00');
    expect(en.dayTime(Date.UTC(2012, 1, 29, 5, 0))).toBe('29 Feb 07:00');
    expect(en.longDate('2012-02-29')).toBe('Wednesday, 29 February 2012');
  });
});
