/** Pages of a plant with lines, waiting, defect codes and stops without a reason; and of one that has none of them. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Role, roles } from '../../../src/model/index.ts';
import {
  type DailyDocument,
  type DailyDocuments,
  dailyDocument,
  dailyMail,
  dailyTables,
  renderHtml,
} from '../../../src/reports/index.ts';
import { dailyView } from '../../../src/reports/pages/roles/daily-view.ts';
import type { ListView } from '../../../src/reports/pages/view.ts';
import { demoDay } from '../support/demo-day.ts';
import { lineDay } from '../support/line-day.ts';
import { listLists, tableLists } from '../support/lists.ts';
import { readable } from '../support/readable.ts';

const golden = (name: string): string => join(import.meta.dirname, '../../golden/reports', name);
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

function documentOf<R extends Role>(role: R, language = 'en', shift?: string): DailyDocuments[R] {
  return dailyDocument(lineDay(role, language, shift)) as DailyDocuments[R];
}
const listOf = (document: DailyDocument, name: string): ListView =>
  (dailyView(document) as unknown as Record<string, ListView>)[name] as ListView;

it.each(roles)('the pages of a bottling hall say for %s what they said', async (role) => {
  await expect(readable(renderHtml(documentOf(role)))).toMatchFileSnapshot(golden(`lines-${role}.html`));
});

it.each(['production', 'shift-lead'] as const)('and in German for %s', async (role) => {
  await expect(readable(renderHtml(documentOf(role, 'de')))).toMatchFileSnapshot(golden(`lines-${role}-de.html`));
});

/** Headings that a plant without lines, codes, routes and untold stops has none of. */
const ofLines = ['lines', 'stations', 'line-losses', 'defect-codes', 'rolled', 'questions'];

describe.each(roles)('%s', (role) => {
  it('reads nothing of lines, codes and routes where the plant has none', () => {
    const page = renderHtml(dailyDocument(demoDay('2012-02-29', { role })));
    for (const id of ofLines) expect(page).not.toContain(`id="${id}"`);
  });

  it('has a table for every list of the document of a plant with lines', () => {
    const document = documentOf(role);
    const sizes = dailyTables(document).map(({ rows }) => rows.length);
    for (const [path, list] of listLists(JSON.parse(JSON.stringify(document))))
      if (tableLists[path] === undefined && list.length > 0) expect(sizes, path).toContain(list.length);
  });

  it('reads no text that is not one, on the page, in the mail, of the day and of a shift', () => {
    for (const shift of [undefined, 'late']) {
      for (const language of ['en', 'de']) {
        const document = documentOf(role, language, shift);
        const texts = [readable(renderHtml(document)), dailyMail(document).bodyText];
        for (const text of texts) expect(text).not.toMatch(/undefined|NaN|\[object|Infinity/);
      }
    }
  });
});

describe('of each line', () => {
  const { lines } = documentOf('director');

  it('the losses and the good time add up to the time of its constraint', () => {
    expect(lines.map(({ name }) => name)).toEqual(['Line 1', 'Line 2']);
    for (const { losses, goodMs, baseMs } of lines) {
      // Each is rounded to whole ms.
      expect(Math.abs(sum(losses.map(({ lineMs }) => lineMs)) + goodMs - baseMs)).toBeLessThanOrEqual(losses.length);
      expect(losses.map(({ lineMs }) => lineMs)).toEqual(losses.map(({ lineMs }) => lineMs).sort((a, b) => b - a));
    }
  });

  it('the constraint is the station that was made to be slowest, and the others wait for it', () => {
    expect(lines.map(({ constraint }) => constraint?.name)).toEqual(['Filler 1', 'Capper 2']);
    for (const { stations, constraint } of lines) {
      const waits = (path: string | undefined): number => {
        const station = stations.find((one) => one.path === path);
        return (station?.starvedMs ?? 0) + (station?.blockedMs ?? 0);
      };
      for (const { path } of stations)
        if (path !== constraint?.path) expect(waits(path)).toBeGreaterThan(waits(constraint?.path));
    }
  });

  it('an hour costs the rates of all its machines, and the pieces of the constraint', () => {
    // 4 and 3 machines at €90; 100 and 58 pieces a minute.
    expect(lines.map(({ hourMoney }) => hourMoney?.amount)).toEqual([360, 270]);
    for (const [i, rate] of [100, 58].entries())
      expect(lines[i]?.hourPieces).toMatchObject({ value: expect.closeTo(rate * 60, 6) });
  });

  it('the title names the loss of the first row, whose line comes first', () => {
    const view = listOf(documentOf('director'), 'lines');
    const [first] = view.rows;
    expect(view.title.startsWith(`${first?.cells[0]?.text} lost the most to`)).toBe(true);
    expect(view.title.endsWith(first?.cells[5]?.text as string)).toBe(true);
  });
});

describe('the loss tree', () => {
  const { lossTree, plant, losses } = documentOf('production');
  const msOf = (id: string): number => lossTree.find((node) => node.id === id)?.ms as number;

  it('is exact at every node, from the calendar time of all machines to good time', () => {
    expect(msOf('calendar')).toBe(plant.windowMs);
    for (const { id, ms } of lossTree) {
      const children = lossTree.filter(({ parent }) => parent === id);
      if (children.length > 0) expect(sum(children.map((child) => child.ms)), id).toBe(ms);
    }
  });

  it('has the steps of the waterfall, which add up too', () => {
    const step = (id: string): number => losses.find((one) => one.id === id)?.ms as number;
    expect(step('planned') + step('extra')).toBe(msOf('busy'));
    expect(step('good')).toBe(msOf('good'));
    expect(step('wait')).toBe(msOf('waiting'));
    expect(step('down') + step('otherDown') + step('plannedDown')).toBe(msOf('down'));
    const signs = { total: 0, gain: 1, loss: -1 } as const;
    expect(sum(losses.map(({ role, ms }) => signs[role] * ms))).toBe(step('good') - step('planned'));
  });

  it.each(['en', 'de'])('has a name for every node in the tables of %s', (language) => {
    const document = documentOf('production', language);
    const table = dailyTables(document).find(({ id }) => id === 'loss-tree');
    const names = table?.rows.map(([name]) => name as string) ?? [];
    expect(new Set(names).size).toBe(lossTree.length);
    // A code is one word in camel case.
    for (const name of names) expect(name).not.toMatch(/[a-z][A-Z]/);
  });

  it('names the six big losses', () => {
    expect(new Set(lossTree.flatMap(({ bigLoss }) => bigLoss ?? [])).size).toBe(6);
  });
});

describe('money', () => {
  it.each(['quality', 'maintenance', 'shift-lead'] as const)('of a line is not for %s', (role) => {
    const document = documentOf(role);
    expect(JSON.stringify(document)).not.toMatch(/"money"|"hourMoney"|EUR/);
    expect(readable(renderHtml(document))).not.toMatch(/€|EUR/);
  });
});

describe('questions of the hand-over', () => {
  const { stopQuestions, stops } = documentOf('shift-lead');

  it('are at most five, of stops without a reason, and their time is that of the untold stops', () => {
    const untold = stops.filter(({ reason }) => reason.code === '');
    expect(stopQuestions.questions.length).toBeGreaterThan(0);
    expect(stopQuestions.questions.length).toBeLessThanOrEqual(5);
    for (const { path, from } of stopQuestions.questions)
      expect(untold.some((stop) => stop.path === path && stop.from === from)).toBe(true);
    expect(stopQuestions.askedMs).toBe(sum(stopQuestions.questions.map(({ downMs }) => downMs)));
    expect(stopQuestions.askedMs).toBeLessThanOrEqual(stopQuestions.untoldMs);
  });

  it('have room for the answer, and no probability that reads as certain', () => {
    const view = listOf(documentOf('shift-lead'), 'questions');
    for (const { cells } of view.rows) {
      expect(cells.at(-1)).toMatchObject({ isBlank: true, text: '' });
      expect(cells[3]?.text).not.toContain('100');
    }
  });

  it('are proposed to maintenance beside each stop without a reason, and beside no other', () => {
    for (const { reason, mayBe } of documentOf('maintenance').stops) expect(mayBe !== null).toBe(reason.code === '');
  });
});

describe('quality', () => {
  it('reads the lowest rolled yield first, each the product of its steps', () => {
    const { yields } = documentOf('quality');
    const values = yields.rolled28.rows.map((row) =>
      'unknown' in row.rolledThroughputYield ? Number.NaN : row.rolledThroughputYield.value,
    );
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    for (const [i, { steps }] of yields.rolled28.rows.entries()) {
      const product = steps.reduce((all, { inspected, failed }) => all * (1 - failed / inspected), 1);
      expect(values[i]).toBeCloseTo(product, 10);
    }
  });

  it('reads codes that reports name, whose pieces and the uncoded ones are all that failed', () => {
    const { yields, plant } = documentOf('quality');
    const named = sum(yields.defectCodes.filter(({ hasParts }) => !hasParts).map(({ pieces }) => pieces));
    expect(named + yields.uncodedPieces).toBe(plant.scrap + plant.hold);
    for (const { ppm } of yields.defectCodes) if (!('unknown' in ppm)) expect(ppm.high).toBeGreaterThan(ppm.value);
  });
});

it('waiting is a column of resources where somebody reports it, and nobody’s lost time', () => {
  const columns = (document: DailyDocument): string[] =>
    listOf(document, 'resources').columns.map(({ label }) => label);
  expect(columns(documentOf('production'))).toContain('Waiting');
  expect(columns(dailyDocument(demoDay('2012-02-29', { role: 'production' })))).not.toContain('Waiting');
  const { timeline } = dailyView(documentOf('production')) as unknown as { timeline: { title: string } };
  // The packers wait the longest of all; it is not they who lost it.
  expect(timeline.title).not.toContain('Packer 1');
});

it('a week that a holiday made shorter is compared per open hour, and the holiday is named', () => {
  const document = documentOf('director');
  // Two shifts of seven machines, five days against four.
  const hours = (ms: number | undefined): number => (ms ?? 0) / 3_600_000;
  expect([hours(document.weekOfDay?.openMs), hours(document.weekOfDay?.beforeOpenMs)]).toEqual([560, 448]);
  const { trends } = dailyView(document) as unknown as { trends: { scope: string } };
  expect(trends.scope).toMatch(
    /open 560\sh instead of 448\sh \(Works outing\): per open hour (no clear difference|\d+\s% (more|fewer) finished)/,
  );
  const finished = (weeks: number): number => {
    const value = document.weeks.at(weeks)?.values['finished'];
    return value === undefined || 'unknown' in value ? Number.NaN : value.value;
  };
  const { finishedChangeRatio } = document.weekOfDay ?? {};
  expect(finishedChangeRatio).toMatchObject({
    value: expect.closeTo(finished(-1) / 560 / (finished(-2) / 448) - 1, 10),
  });
  expect(documentOf('director', 'en', 'late').weekOfDay).toBeNull();
});
