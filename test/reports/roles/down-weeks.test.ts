import { describe, expect, it } from 'vitest';
import { dailyDocument, type MaintenanceDocument } from '../../../src/reports/index.ts';
import { dailyView } from '../../../src/reports/pages/roles/daily-view.ts';
import type { ChartView } from '../../../src/reports/pages/view.ts';
import { demoDay } from '../support/demo-day.ts';

const hourMs = 3_600_000;
type Weeks = readonly (number | null)[];

/** A day of the log with down time of the test's own: hours by machine, null where nothing was reported. */
function weeksOf(hours: Readonly<Record<string, Weeks>>, worse: readonly string[] = [], language = 'en'): ChartView {
  const document = dailyDocument(demoDay('2012-03-29', { role: 'maintenance', language })) as MaintenanceDocument;
  const [like] = document.reliability;
  if (like === undefined) throw new Error('no machine failed');
  const made: MaintenanceDocument = {
    ...document,
    downWeeks: {
      weeks: document.downWeeks.weeks,
      units: Object.entries(hours).map(([name, values]) => ({
        path: name,
        name,
        downMs: values.map((value) => (value === null ? null : value * hourMs)),
      })),
    },
    reliability: worse.map((name) => ({ ...like, path: name, name, trend: 'worse' })),
  };
  return (dailyView(made) as unknown as { weeks: ChartView }).weeks;
}

const machinesOf = ({ table }: ChartView): (string | undefined)[] => table.rows.map(([name]) => name);
const descriptionOf = ({ svg }: ChartView): string =>
  (/<desc[^>]*>(.*?)<\/desc>/.exec(String(svg))?.[1] ?? '').replaceAll('\u00a0', ' ');
const thirteen = (...last: Weeks): Weeks => [...Array<number>(13 - last.length).fill(1), ...last];

describe('down time week by week', () => {
  it('has machines that are getting worse first, then those with most down time, six at most', () => {
    const view = weeksOf(
      {
        big: thirteen(30, 0),
        second: thirteen(20, 0),
        third: thirteen(15, 0),
        fourth: thirteen(12, 0),
        fifth: thirteen(10, 0),
        sixth: thirteen(9, 0),
        longest: thirteen(2),
        failing: thirteen(0),
      },
      ['failing'],
    );
    expect(machinesOf(view)).toEqual(['longest', 'failing', 'big', 'second', 'third', 'fourth']);
    expect(view.scope).toMatch(/6 of 8 machines that were down$/);
    expect(view.title.replaceAll('\u00a0', ' ')).toBe('longest had the most downtime of its 13 known weeks: 2 h');
    expect(descriptionOf(view)).toMatch(
      /^longest: 14 h in 13 weeks, in the last 2 h, the most; failing: .* 0 min, worse; big/,
    );
  });

  it('says the last week is the most only where it is above each of six known weeks before', () => {
    const nulls = (count: number): null[] => Array<null>(count).fill(null);
    const titleOf = (weeks: Weeks): string => weeksOf({ press: weeks }).title;
    expect(titleOf([...nulls(6), 1, 1, 1, 1, 1, 1, 4])).toContain('the most downtime of its 7 known weeks');
    expect(titleOf([...nulls(7), 1, 1, 1, 1, 1, 4])).toMatch(/^press was down the longest: 9.h in 6 weeks$/);
    expect(titleOf(thirteen(4, 4))).toContain('was down the longest');
    expect(titleOf(thirteen(4, null))).toContain('in 12 weeks');
  });

  it('does not say which was down the longest where that machine is not shown', () => {
    const failing = Object.fromEntries(Array.from({ length: 6 }, (_, i) => [`m${i}`, thirteen(0)]));
    const view = weeksOf({ big: thirteen(30, 0), ...failing }, Object.keys(failing));
    expect(machinesOf(view)).not.toContain('big');
    expect(view.title).toBe('Downtime week by week');
  });

  it('is drawn on one scale, unknown weeks hatched and in words in the table', () => {
    const view = weeksOf({ press: [null, ...Array<number>(12).fill(10)], lathe: thirteen(5, 0) });
    const svg = String(view.svg);
    expect(svg.match(/class="gap"/g)).toHaveLength(1);
    expect(view.table.rows[0]).toEqual(['press', 'nothing reported', ...Array<string>(12).fill('10')]);
    expect(view.table.columns).toHaveLength(14);
    const heights = [...svg.matchAll(/<rect [^>]*class="bar[^>]*>/g)].map(([bar]) =>
      Number(/height="([\d.]+)"/.exec(bar)?.[1]),
    );
    expect((heights[0] as number) / (heights[12] as number)).toBeCloseTo(10, 0);
  });

  it.each([
    ['en', 'No machine was down in the last 13 weeks.'],
    ['de', 'In den letzten 13 Wochen stand keine Maschine still.'],
  ])('without any is a sentence (%s)', (language, sentence) => {
    const view = weeksOf({}, [], language);
    expect(String(view.svg)).toContain(sentence);
    expect(view).toMatchObject({ scope: '', table: { rows: [] } });
  });
});
