import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roles } from '../../src/model/index.ts';
import { type DailyDocument, dailyDocument, dailyMail, findBrowser, renderHtml } from '../../src/reports/index.ts';
import { type DemoDayOptions, demoDay } from './support/demo-day.ts';

let browser: Browser;
let axe: string;
beforeAll(async () => {
  const found = await findBrowser();
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  browser = await launch({
    executablePath: found.executablePath,
    headless: found.headless,
    args: ['--no-sandbox', '--no-zygote', '--disable-dev-shm-usage'],
    env: { ...process.env, ...found.env },
  });
});
afterAll(() => browser.close());

async function open(html: string, width: number): Promise<Page> {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 900 });
  await page.setContent(html);
  return page;
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = (await page.evaluate('axe.run(document)')) as AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}

/** What is wider than its window, and what runs out of its box. */
const overflowing = `(() => {
  const wide = [...document.querySelectorAll('body *')].filter((each) => {
    if (each.closest('svg, .scroll, .quiet, .clip, details')) return false;
    return each.getBoundingClientRect().right > innerWidth + 0.5 || each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline';
  });
  return wide.map((each) => each.outerHTML.slice(0, 120));
})()`;

/** Texts that lie on each other: labels of a chart, and texts of a page that are no part of one another. */
const colliding = `(() => {
  const found = [];
  const compare = (elements, slack) => {
    const boxes = elements.map((each) => [each.textContent.trim(), each.getBoundingClientRect()])
      .filter(([text, box]) => text !== '' && box.width > 0);
    boxes.forEach(([text, a], i) => {
      for (const [other, b] of boxes.slice(i + 1)) {
        const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (x > slack && y > slack) found.push(text + ' | ' + other);
      }
    });
  };
  for (const svg of document.querySelectorAll('svg[role=img]')) {
    const box = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')];
    // Type is taller than its ink: lines may be this close.
    compare(texts, 4);
    for (const text of texts) {
      const own = text.getBoundingClientRect();
      if (own.left < box.left - 1 || own.right > box.right + 1) found.push('out of its chart: ' + text.textContent);
    }
  }
  compare([...document.querySelectorAll('h1, h2, h3, p, td, th, li, dt, dd, summary')]
    .filter((each) => !each.closest('svg, .quiet, details:not([open]) table') && !each.querySelector('p, li')), 1);
  return found;
})()`;

const documentOf = (date: string, options: DemoDayOptions = {}): DailyDocument => dailyDocument(demoDay(date, options));

describe.each([
  ['a day', documentOf('2012-02-21')],
  ['an empty day', documentOf('2012-02-29', { facts: false })],
  ['a day in German', documentOf('2012-02-29', { language: 'de' })],
  ...roles.flatMap((role): [string, DailyDocument][] => [
    [`the busiest day for ${role}`, documentOf('2012-02-29', { role })],
    [`an empty day for ${role}, in German`, documentOf('2012-02-29', { role, facts: false, language: 'de' })],
  ]),
])('the page of %s', (_, document) => {
  it('has no violation that axe-core finds, is no wider than its window, and no text leaves its box or lies on another', async () => {
    const page = await open(renderHtml(document), 1100);
    for (const width of [1100, 700, 390, 320]) {
      await page.setViewport({ width, height: 900 });
      if (width === 1100 || width === 390) expect(await violationsOf(page), `${width} px`).toEqual([]);
      expect(await page.evaluate(overflowing), `${width} px`).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      expect(await page.evaluate(colliding), `${width} px`).toEqual([]);
    }
    await page.close();
  });
});

/** Tables of up to four columns that are wider than the box they scroll in. */
const scrolledForNothing = `[...document.querySelectorAll('table.list')]
  .filter((each) => each.querySelectorAll('thead th').length <= 4 && each.scrollWidth > each.parentElement.clientWidth + 1)
  .map((each) => each.dataset.list)`;

it.each(roles)(
  'on a phone a table of up to four columns shows them all to %s, without scrolling sideways',
  async (role) => {
    for (const [date, language] of [
      ['2012-02-29', 'de'],
      ['2012-02-19', 'en'],
    ] as const) {
      const page = await open(renderHtml(documentOf(date, { role, language })), 375);
      expect(await page.evaluate(scrolledForNothing), `${date} ${language}`).toEqual([]);
      await page.close();
    }
  },
);

describe.each(roles)('the mail for %s', (role) => {
  it('has no violation that axe-core finds, and fits 600 px and a phone', async () => {
    for (const date of ['2012-02-29', '2012-02-19'])
      for (const language of ['en', 'de']) {
        const { bodyHtml } = dailyMail(documentOf(date, { role, language }));
        const page = await open(bodyHtml, 600);
        if (language === 'de') expect(await violationsOf(page)).toEqual([]);
        for (const width of [600, 390]) {
          await page.setViewport({ width, height: 900 });
          expect(await page.evaluate('document.documentElement.scrollWidth'), `${date} ${language}`).toBe(width);
          expect(await page.evaluate(colliding)).toEqual([]);
        }
        await page.close();
      }
  });
});
