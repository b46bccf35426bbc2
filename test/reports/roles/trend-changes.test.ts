import { describe, expect, it } from 'vitest';
import { type DirectorDocument, dailyDocument, dailyTables, renderHtml } from '../../../src/reports/index.ts';
import { dailyView } from '../../../src/reports/pages/roles/daily-view.ts';
import type { ChartsView } from '../../../src/reports/pages/view.ts';
import { demoDay } from '../support/demo-day.ts';

type Change = DirectorDocument['weekChanges'][number];

/** A day whose weeks are known from the second on, with changes of the test's own. */
function documentWith(changes: readonly Partial<Change>[], language = 'en'): DirectorDocument {
  const document = dailyDocument(demoDay('2012-03-29', { language })) as DirectorDocument;
  const from = document.weeks[8]?.from as string;
  const base: Change = { kpi: 'oeeIndex', from, before: 0.24, after: 0.31, p: 0.03, weeks: 12 };
  return { ...document, weekChanges: changes.map((change) => ({ ...base, ...change })) };
}

function trendsOf(document: DirectorDocument): ChartsView {
  return (dailyView(document) as unknown as { trends: ChartsView }).trends;
}

const oeeOf = (trends: ChartsView): ChartsView['charts'][number] => {
  const chart = trends.charts.find(({ id }) => id === 'trend-of-oeeIndex');
  if (chart === undefined) throw new Error('no chart of OEE');
  return chart;
};

describe('a change of level within the weeks', () => {
  it.each([
    ['en', 'OEE since the week from 24 Feb: 31 % instead of 24 %', '31 % instead of 24 %'],
    ['de', 'OEE seit der Woche ab 24. Feb.: 31 % statt 24 %', '31 % statt 24 %'],
  ])(
    'is the heading, and stands in the chart, its table and its alternative text (%s)',
    (language, sentence, label) => {
      const plain = (text: string): string => text.replaceAll('\u00a0', ' ');
      const trends = trendsOf(documentWith([{}], language));
      expect(plain(trends.title)).toBe(sentence);
      const { svg, table } = oeeOf(trends);
      const drawn = plain(String(svg));
      expect(drawn.match(/class="change"/g)).toHaveLength(1);
      expect(drawn).toContain(`>${label}</text>`);
      expect(drawn.match(/<desc[^>]*>(.*?)<\/desc>/)?.[1]).toContain(sentence);
      const column = table.columns.length - 1;
      expect(table.columns[column]).toBe(language === 'en' ? 'Change' : 'Änderung');
      const marked = table.rows.flatMap((row, i) => (row[column] === '' ? [] : [[i, plain(row[column] ?? '')]]));
      expect(marked).toEqual([[8, label]]);
      for (const other of trends.charts)
        if (other.id !== 'trend-of-oeeIndex') expect(String(other.svg)).not.toContain('class="change"');
    },
  );

  it('that is the least likely chance is the heading, and the others are said below it', () => {
    const trends = trendsOf(documentWith([{}, { kpi: 'finished', before: 378, after: 1202, p: 0.01 }]));
    expect(trends.title).toMatch(/^Finished since the week from 24 Feb: 1,202 instead of 378.pieces$/);
    expect(trends.scope).toMatch(/; also changed: OEE from 24 Feb$/);
  });

  it('is said to be of the figure; where the reports changed as well, that is said too', () => {
    const silent = trendsOf(documentWith([{}]));
    expect(silent.scope).toContain('no cause is told');
    expect(silent.scope).not.toContain('reports cover');
    const both = trendsOf(documentWith([{}, { kpi: 'reportedRatio', before: 0.4, after: 0.6 }]));
    expect(both.scope).toMatch(
      /reports cover 60.% instead of 40.% of planned time from 24 Feb, which alone may change figures$/,
    );
  });

  it('that the decimals of its figure do not show is not said, and reports alone make no heading', () => {
    const small = trendsOf(documentWith([{ before: 0.3101, after: 0.3102 }, { kpi: 'reportedRatio' }]));
    expect(small.title).toBe('The last 13 weeks');
    expect(small.scope).not.toMatch(/cause|reports cover/);
    for (const { svg, table } of small.charts) {
      expect(String(svg)).not.toContain('class="change"');
      expect(table.columns).toHaveLength(4);
    }
  });

  it('of the log is told as the log has it: finished pieces of 25 March 2012', () => {
    const document = dailyDocument(demoDay('2012-03-25')) as DirectorDocument;
    expect(document.weekChanges).toMatchObject([
      { kpi: 'finished', from: '2012-02-13', before: 378, after: 1202 },
      { kpi: 'completed' },
    ]);
    expect(renderHtml(document)).toContain('Finished since the week from 13 Feb: 1,202 instead of 378 pieces</h2>');
    const table = dailyTables(document).find(({ id }) => id === 'week-changes');
    expect(table?.rows).toHaveLength(2);
  });
});
