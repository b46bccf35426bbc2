import { describe, expect, it } from 'vitest';
import { type Role, roles } from '../../../src/model/index.ts';
import { dailyDocument, dailyMail, renderHtml } from '../../../src/reports/index.ts';
import { type DemoDayOptions, demoDay } from '../support/demo-day.ts';

const windows = {
  shift: { date: '2012-02-29', options: { shift: 'night' } },
  'span of seven days': { date: '2012-02-19', options: { until: '2012-02-26' } },
} as const satisfies Record<string, { date: string; options: DemoDayOptions }>;

const textOf = (page: string): string =>
  page
    .replace(/<style>.*?<\/style>|<[^>]+>/gs, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&amp;', '&');

function pagesOf(name: keyof typeof windows, role: Role, language: string): { page: string; mail: string } {
  const { date, options } = windows[name];
  const document = dailyDocument(demoDay(date, { role, language, ...options }));
  const mail = dailyMail(document);
  return { page: renderHtml(document), mail: `${mail.subject} ${textOf(mail.bodyHtml)} ${mail.bodyText}` };
}

/** Sentences on 13 weeks, 28 or 56 days, and on two shifts, that a shift or a span has no facts for. */
const ofManyDays = {
  en: /There is no earlier week|No machine failed|No stop was reported in 28|No machine was down in|No pieces were reported in these days|not two shifts|No piece was reported in any hour|too little history \(0/,
  de: /keine frühere Woche|Keine Maschine fiel|In 28 Produktionstagen|keine Maschine still|In diesen Tagen wurden keine|keine zwei Schichten|In keiner Stunde|Vorgeschichte \(0/,
} as const;
/** A window that is no day is not called one; its end may be one, and so may earlier days. */
const callsItDay = {
  en: /of the day\b|the day['’]s|The day on|daily report|this day|such a day|its day/,
  de: /des Tages|Der Tag an|Tagesbericht|dieser Tag|an solchen Tagen/,
} as const;

describe.each(Object.keys(windows) as (keyof typeof windows)[])('the report of a %s', (name) => {
  describe.each(roles)('for %s', (role) => {
    it.each(['en', 'de'] as const)(
      'says nothing of what it does not look at, and is not called a day (%s)',
      (language) => {
        const { page, mail } = pagesOf(name, role, language);
        for (const text of [textOf(page), mail]) {
          expect(text).not.toMatch(ofManyDays[language]);
          expect(text).not.toMatch(callsItDay[language]);
          expect(text).not.toMatch(/undefined|NaN|\[object/);
        }
      },
    );

    it('has no heading without something below it', () => {
      const { page } = pagesOf(name, role, 'en');
      for (const [, section = ''] of page.matchAll(/<section[^>]*>(.*?)<\/section>/gs))
        expect(textOf(section.replace(/<h2.*?<\/h2>|<p class="scope">.*?<\/p>/gs, '')).trim()).not.toBe('');
      for (const id of ['reliability', 'pareto', 'heat', 'proportion', 'trend', 'shifts'])
        expect(page).not.toContain(`id="${id}"`);
    });
  });
});

describe('a window is named once, with its year:', () => {
  const headOf = (name: keyof typeof windows, language: string): string =>
    textOf(/<header.*?<nav/s.exec(pagesOf(name, 'director', language).page)?.[0] ?? '').trim();

  it('a shift by the date it began and its name', () => {
    expect(headOf('shift', 'en')).toMatch(
      /^Job shop: shift report Wednesday, 29 February 2012, shift night 29 Feb 19:00 to 1 Mar 07:00, Asia\/Jerusalem/,
    );
    expect(headOf('shift', 'de')).toMatch(/^Job shop: Schichtbericht Mittwoch, 29. Februar 2012, Schicht night/);
  });

  it('a span by its start and end, with its length beside', () => {
    expect(headOf('span of seven days', 'en')).toMatch(
      /^Job shop: report 19 Feb 2012 07:00 to 26 Feb 2012 07:00 7 days, Asia\/Jerusalem/,
    );
  });
});

it('what began before the window, or on one of several days, is told with its date', () => {
  const breakdowns = (date: string, options: DemoDayOptions): string[] =>
    dailyDocument(demoDay(date, { role: 'maintenance', ...options }))
      .findings.filter(({ rule }) => rule === 'breakdown')
      .map(({ text }) => /from [^.]*/.exec(text.detail)?.[0] ?? '');
  expect(breakdowns('2012-02-19', {})).toEqual(['from 16:04', 'from 19 Feb 06:50', 'from 18 Feb 15:00']);
  for (const since of breakdowns('2012-02-19', { until: '2012-02-26' }))
    expect(since).toMatch(/^from \d+ Feb \d\d:\d\d$/);
});

it('a span whose clocks change still counts its days', () => {
  const document = dailyDocument(demoDay('2012-03-25', { until: '2012-03-31' }));
  expect(renderHtml(document)).toContain('Figures of these 6 days');
});

it('a document says which shift its window is; a day and a span are none', () => {
  expect(dailyDocument(demoDay('2012-02-29'))).toMatchObject({ date: '2012-02-29', shift: null });
  expect(dailyDocument(demoDay('2012-02-29', { shift: 'night' }))).toMatchObject({
    date: null,
    shift: { name: 'night', date: '2012-02-29' },
  });
  expect(dailyDocument(demoDay('2012-02-19', { until: '2012-02-26' }))).toMatchObject({ date: null, shift: null });
});

it('a shift’s small lines have no gap where the calendar has no such shift', () => {
  const { kpis } = dailyDocument(demoDay('2012-02-29', { shift: 'night' }));
  const finished = kpis.find(({ kpi }) => kpi === 'finished');
  // 28 days have 20 nights: none begins on a Friday or a Saturday.
  expect(finished?.last28).toHaveLength(20);
  expect(finished?.last28).not.toContain(null);
});
