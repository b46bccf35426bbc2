import { describe, expect, it } from 'vitest';
import { roles } from '../../../src/model/index.ts';
import { type DailyDocument, type DailyDocuments, dailyDocument, dailyTables } from '../../../src/reports/index.ts';
import { dailyView } from '../../../src/reports/pages/roles/daily-view.ts';
import type { ChartsView, ChartView, ListView, PageView } from '../../../src/reports/pages/view.ts';
import { demoDay } from '../support/demo-day.ts';

const dates = Array.from({ length: 90 }, (_, i) => new Date(Date.UTC(2012, 0, 2 + i)).toISOString().slice(0, 10));
const languages = ['en', 'de'] as const;

/** Every heading of a page but those of the frame, in order; a part that is left out has none. */
function headingsOf(view: PageView): string[] {
  return Object.values(view).flatMap((part) =>
    typeof part === 'object' && part !== null && 'title' in part && 'id' in part && !isLeftOut(part)
      ? [String(part.title)]
      : [],
  );
}

function isLeftOut(part: object): boolean {
  return 'isLeftOut' in part && part.isLeftOut === true;
}

interface Page<R extends DailyDocument['role'] = DailyDocument['role']> {
  readonly date: string;
  readonly document: DailyDocuments[R];
  readonly view: PageView & Record<string, unknown>;
}

function makePage(date: string, role: DailyDocument['role'], language: string): Page {
  const document = dailyDocument(demoDay(date, { role, language }));
  return { date, document, view: dailyView(document) as Page['view'] };
}

const makePages = (language: string): readonly Page[] =>
  dates.flatMap((date) => roles.map((role) => makePage(date, role, language)));

/** By language; made once for all that is checked of them. */
const pagesIn = { en: makePages('en'), de: makePages('de') } as const;

describe('on every day of the log, for every role, in every language', () => {
  for (const language of languages) {
    const pages = pagesIn[language];

    it(`there is a headline, and nothing is said twice (${language})`, () => {
      for (const { date, document, view } of pages) {
        const where = `${date} ${document.role}`;
        const said = [view.headline, ...view.sentences.map(({ claim }) => claim.replace(/\.$/, ''))];
        expect(view.headline.trim(), where).not.toBe('');
        expect(new Set(said).size, `${where}: ${said.join(' | ')}`).toBe(said.length);
        const headings = [...headingsOf(view), view.headline];
        expect(new Set(headings).size, `${where}: ${headings.join(' | ')}`).toBe(headings.length);
        for (const text of [...said, ...headings, view.lead])
          expect(text, where).not.toMatch(/undefined|NaN|null|\[object|\.\.|\s{2}|Infinity/);
      }
    });

    it(`no word is of money where the plant gave no rates (${language})`, () => {
      for (const { date, document } of pages) {
        const where = `${date} ${document.role}`;
        if ('currency' in document) expect(document.currency, where).toBeNull();
        const said = document.findings.flatMap(({ text }) => Object.values(text));
        const table = dailyTables(document).find(({ id }) => id === 'findings');
        for (const text of [...said, ...(table?.columns ?? []).map(({ heading }) => heading)])
          expect(text, where).not.toMatch(/\p{Sc}|EUR|money|Geld|(Difference|Unterschied|Laufzeit|run time|Zeit): /iu);
        expect(JSON.stringify(document), where).not.toMatch(/"money":[^n]/);
      }
    });

    it(`a headline from a finding has the figures that the finding has, and a quiet one those of the page (${language})`, () => {
      for (const { date, document, view } of pages) {
        const [top] = document.findings;
        if (top !== undefined) expect(view.headline, `${date} ${document.role}`).toBe(top.text.headline);
        if (top?.rule === 'finished') expect(top.params['finished']).toBe(document.plant.finished.value);
        if (top?.rule === 'breakdown') {
          const unit = document.equipment.find(({ path }) => path === top.equipment?.path);
          expect(unit?.downMs).toBeGreaterThanOrEqual(Number(top.params['downMs']) - 1);
        }
        if (top === undefined && document.role === 'maintenance' && document.plant.downMs === 0)
          expect(view.headline).toMatch(/^(No stop was reported|Kein Stillstand wurde gemeldet)$/);
      }
    });
  }
});

function pageOf<R extends DailyDocument['role']>(date: string, role: R): Page<R> {
  const page = pagesIn.en.find((one) => one.date === date && one.document.role === role);
  return page as Page as Page<R>;
}
const listOf = (view: Record<string, unknown>, name: string): ListView => view[name] as ListView;
const numberIn = (text: string): number => Number(text.replaceAll(/[^\d]/g, ''));

describe('on every day of the log, the parts of a page agree with its figures:', () => {
  it('the hours of production add up to the pieces of the day', () => {
    for (const date of dates) {
      const { document, view } = pageOf(date, 'production');
      const hours = document.hours.reduce((sum, { completed }) => sum + completed, 0);
      expect(hours, date).toBe(document.plant.completed);
      expect(listOf(view, 'resources').rows.reduce((sum, { cells }) => sum + numberIn(cells[5]?.text ?? ''), 0)).toBe(
        document.plant.completed,
      );
    }
  });

  it('the scrap and holds that quality ranks are those of the plant, and no stop or person is among them', () => {
    for (const date of dates) {
      const { document } = pageOf(date, 'quality');
      const failed = document.defects.rows.reduce((sum, { scrap, hold }) => sum + scrap + hold, 0);
      if (document.defects.count === document.defects.rows.length)
        expect(failed, date).toBe(document.plant.scrap + document.plant.hold);
    }
  });

  it('the stops that maintenance counts are those it lists', () => {
    for (const date of dates) {
      const { document, view } = pageOf(date, 'maintenance');
      const { title, rows, more, none } = listOf(view, 'stops');
      if (document.stops.length === 0) expect(none).toBe('No stop was reported on any machine.');
      else expect(numberIn(title.split(' ')[0] ?? '')).toBe(document.stops.length);
      expect(rows.length + numberIn(more), date).toBe(document.stops.length);
    }
  });

  it('every machine of the plant is on the board, in the state that its heading counts', () => {
    for (const date of dates) {
      const { document, view } = pageOf(date, 'shift-lead');
      const board = listOf(view, 'board');
      expect(board.rows).toHaveLength(document.equipment.length);
      const counts = [...board.title.matchAll(/(\d+) (running|in setup|down|silent|not planned)/g)];
      expect(counts.reduce((sum, [, n]) => sum + Number(n), 0)).toBe(document.equipment.length);
      for (const [, n, state = ''] of counts) {
        const shown = board.rows.filter(({ cells }) => cells[1]?.text === state.replace('in setup', 'setup'));
        expect(shown, `${date}: ${board.title}`).toHaveLength(Number(n));
      }
    }
  });

  it('a page says that all key figures were usual only where every one of them was', () => {
    for (const date of dates) {
      const { view } = pageOf(date, 'director');
      const { kpis } = demoDay(date).analysis;
      const plant = kpis.filter(({ equipment, standing }) => equipment === undefined && standing !== 'unknown');
      const within = plant.filter(({ standing }) => standing === 'within').length;
      const said = /^(?:(\d+) of|All) (\d+) key figures/.exec(view.headline);
      if (said !== null) expect([Number(said[1] ?? said[2]), Number(said[2])], date).toEqual([within, plant.length]);
    }
  });

  it('a chart explains its bracket or band only where it draws one', () => {
    for (const date of dates) {
      const trends = pageOf(date, 'director').view['trends'] as ChartsView;
      const hasWeeks = trends.charts.some(({ svg }) => String(svg).includes('class="usual"'));
      expect(trends.scope.includes('band'), date).toBe(hasWeeks);
      const { document, view } = pageOf(date, 'production');
      const [hours, losses] = [view['hours'], view['losses']] as ChartView[];
      const hasBand = document.hours.some(({ usualCompleted }) => 'median' in usualCompleted);
      const hasBracket = document.losses.some(({ usualMs }) => 'median' in usualMs);
      expect(hours?.scope.includes('band'), date).toBe(hasBand);
      expect(losses?.scope.includes('bracket'), date).toBe(hasBracket);
    }
  });

  it('late orders and next orders are unknown with their reason, in a sentence', () => {
    const production = pageOf('2012-02-29', 'production').view['due'] as { lines: string[] };
    const shiftLead = pageOf('2012-02-29', 'shift-lead').view['next'] as { lines: string[] };
    expect(production.lines).toEqual(['Which orders are late cannot be said: due dates are not in the data.']);
    expect(shiftLead.lines).toEqual(['The next orders cannot be said: routing and schedule are not in the data.']);
  });
});

describe('a day without any report', () => {
  it.each(roles)('is sentences for %s, not blank boxes', (role) => {
    const view = dailyView(dailyDocument(demoDay('2012-02-29', { role, facts: false })));
    for (const part of Object.values(view))
      if (typeof part === 'object' && part !== null && 'none' in part && part.rows.length === 0 && !part.isLeftOut)
        expect(part.none).toMatch(/\.$/);
    expect(view.headline).not.toBe('');
  });
});
