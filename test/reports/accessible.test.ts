import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, launch, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DirectorDocument, dailyDocument, dailyMail, findBrowser, renderHtml } from '../../src/reports/index.ts';
import { demoDay } from './support/demo-day.ts';

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

const documentOf = (date: string, options = {}): DirectorDocument =>
  dailyDocument(demoDay(date, options)) as DirectorDocument;

describe.each([
  ['a day', documentOf('2012-02-21')],
  ['an empty day', documentOf('2012-02-29', { facts: false })],
  ['a day in German', documentOf('2012-02-29', { language: 'de' })],
])('the page of %s', (_, document) => {
  it.each([1100, 390])('has no violation that axe-core finds, %d px wide', async (width) => {
    const page = await open(renderHtml(document), width);
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  });

  it.each([1100, 700, 390, 320])('is no wider than its window of %d px, and no text leaves its box', async (width) => {
    const page = await open(renderHtml(document), width);
    const overflowing = await page.evaluate(`(() => {
      const wide = [...document.querySelectorAll('body *')].filter((each) => {
        if (each.closest('svg, .scroll, .quiet, .clip, details')) return false;
        return each.getBoundingClientRect().right > innerWidth + 0.5 || each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline';
      });
      return wide.map((each) => each.outerHTML.slice(0, 120));
    })()`);
    expect(overflowing).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.close();
  });
});

it('the mail has no violation that axe-core finds, and fits 600 px and a phone', async () => {
  const { bodyHtml } = dailyMail(documentOf('2012-02-29'));
  for (const width of [600, 390]) {
    const page = await open(bodyHtml, width);
    expect(await violationsOf(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.close();
  }
});
