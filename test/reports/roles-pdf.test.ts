import { extractText, getDocumentProxy, getMeta } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Role, roles } from '../../src/model/index.ts';
import { type Browser, daily, dailyDocument, openBrowser, renderHtml } from '../../src/reports/index.ts';
import { demoDay, tokens } from './support/demo-day.ts';
import { lineDay } from './support/line-day.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

interface Printed {
  readonly pdf: Uint8Array;
  /** Of each page. */
  readonly text: readonly string[];
}

const printed = new Map<string, Promise<Printed>>();

/** The PDF of a day for a role, and its text: printed and read once for all that is checked of it. */
function printedOf(role: Role, language = 'en', paper: 'a4' | 'letter' = 'a4'): Promise<Printed> {
  const key = [role, language, paper].join(' ');
  const known = printed.get(key) ?? print(role, language, paper);
  printed.set(key, known);
  return known;
}

async function print(role: Role, language: string, paper: 'a4' | 'letter'): Promise<Printed> {
  const { files } = await daily.render(demoDay('2012-02-29', { role, language }), ['pdf'], { browser, paper });
  const pdf = (files[0] as NonNullable<(typeof files)[0]>).bytes;
  const { text } = await extractText(pdf.slice(), { mergePages: false });
  return { pdf, text };
}

type Outline = Awaited<ReturnType<Awaited<ReturnType<typeof getDocumentProxy>>['getOutline']>>;

/** In their order, whatever their level. */
function outlineTitles(items: Outline): string[] {
  return items.flatMap(({ title, items: below }) => [title, ...outlineTitles(below as Outline)]);
}

/** The headings that a reader sees. */
function headingsOf(page: string): string[] {
  return [...page.matchAll(/<h[1-3](?![^>]*class="quiet")[^>]*>(.*?)<\/h[1-3]>/gs)].map(([, text = '']) =>
    text.replaceAll('&amp;', '&').replaceAll('&#x27;', "'"),
  );
}

const headings = {
  director: ['What needs a decision', 'The last 13 weeks'],
  production: ['Resource by resource', 'Late or at risk', 'Case 182 has waited longest: 51 days'],
  quality: ['What went before the scrap', 'Lowest first-pass yield: 95.0 % at Turning & Milling Q.C.'],
  maintenance: ['Planned against done', 'Machine 8 - Turning & Milling and Machine 5 - Turning & Milling fail'],
  'shift-lead': ['11 open problems', 'Hand-over', 'Who worked where'],
} as const;

it.each([
  ['a4', 'en'],
  ['letter', 'en'],
  ['a4', 'de'],
  ['letter', 'de'],
] as const)('the board hangs on the wall as one page, on %s and in %s', async (paper, language) => {
  const { files } = await daily.render(demoDay('2012-02-19', { role: 'shift-lead', language }), ['pdf'], {
    browser,
    paper,
  });
  const { text } = await extractText(files[0]?.bytes.slice() as Uint8Array, { mergePages: false });
  // The first machine of the plant file, and the last.
  expect(text[0]).toContain('Machine 4 - Turning & Milling');
  expect(text[0]).toMatch(/\nPacking /);
  expect(text).toHaveLength(3);
});

/** Days whose pages are held in golden files. */
const goldenDays = ['2012-02-29', '2012-02-25', '2012-03-29', '2012-01-31', '2012-02-19', '2012-02-27'] as const;
const bodyOf = (page: string): string => /<body[^>]*>(.*)<\/body>/s.exec(page)?.[1] ?? '';

/** With this much more before its last section: so the end of a page falls elsewhere. */
function lengthen(body: string, px: number): string {
  const at = body.lastIndexOf('<section');
  return `${body.slice(0, at)}<div style="height:${px}px"></div>${body.slice(at)}`;
}

/** Many reports as one document, each from the top of a page on: printed in a fraction of the time. */
function joinPages(bodies: readonly string[], like: string): string {
  const joined = bodies.map((body) => `<div style="break-before:page">${body}</div>`).join('');
  return like.replace(bodyOf(like), () => joined);
}

describe.each(roles)('no page for %s has only what the report stands on', (role) => {
  // Each paper and each language once: where a page ends hangs on its height, what stands there on the words.
  it.each([
    ['a4', 'de', 'Erstellt mit'],
    ['letter', 'en', 'Made by'],
  ] as const)('on %s in %s, wherever the page ends, and that is all on one page', async (paper, language, lastNote) => {
    const pages = goldenDays.map((date) => renderHtml(dailyDocument(demoDay(date, { role, language })), { paper }));
    const bodies = pages.map(bodyOf);
    // Each day as it is, and all but the first longer by another part of a page.
    const longer = bodies.map((body, i) => lengthen(body, i * 165));
    const like = pages[0] as string;
    const pdf = await browser.printPdf(joinPages([...bodies, ...longer.slice(1)], like));
    const { text } = await extractText(pdf, { mergePages: false });
    const foot = /<title>(.*?)<\/title>/.exec(like)?.[1] ?? '';
    const trust = language === 'en' ? 'What this report stands on' : 'Worauf dieser Bericht beruht';
    const ends = text
      .map((page) => page.slice(page.indexOf(foot) + foot.length).trim())
      .filter((page) => page.includes(trust) || page.includes(lastNote));
    expect(ends).toHaveLength(bodies.length * 2 - 1);
    for (const page of ends) {
      expect(page.indexOf(trust), page.slice(0, 200)).toBeGreaterThan(20);
      expect(page.indexOf(lastNote)).toBeGreaterThan(page.indexOf(trust));
    }
  });
});

describe.each(roles)('the PDF for %s', (role) => {
  it.each([
    ['a4', 595, 842, 'en'],
    ['letter', 612, 792, 'de'],
  ] as const)('on %s is of that size, numbered throughout, and short', async (paper, width, height, language) => {
    const { pdf, text } = await printedOf(role, language, paper);
    expect(text.length).toBeLessThanOrEqual(role === 'director' ? 2 : 4);
    const of = language === 'en' ? 'of' : 'von';
    text.forEach((page, index) => {
      expect(page).toContain(`${index + 1} ${of} ${text.length}`);
      // A page that holds little more than its foot was broken in the wrong place.
      expect(page.length, `page ${index + 1}`).toBeGreaterThan(250);
    });
    const proxy = await getDocumentProxy(pdf.slice());
    const [, , right, top] = (await proxy.getPage(1)).view;
    expect([Math.round(right ?? 0), Math.round(top ?? 0)]).toEqual([width, height]);
  });

  it.each(['en', 'de'])(
    'names every heading in its outline as the page does, wrapped ones too, in %s',
    async (language) => {
      const page = renderHtml(dailyDocument(demoDay('2012-02-29', { role, language })));
      const { pdf } = await printedOf(role, language);
      const proxy = await getDocumentProxy(pdf.slice());
      expect(outlineTitles(await proxy.getOutline())).toEqual(headingsOf(page));
    },
  );

  it('is tagged, has language, title, outline and links inside, and no worker but where the role is cleared', async () => {
    const { pdf, text } = await printedOf(role);
    const latin = Buffer.from(pdf).toString('latin1');
    expect(latin).toMatch(/\/MarkInfo\s*<<[^>]*\/Marked true/);
    expect(latin).toMatch(/\/Lang \(en\)/);
    const { info } = await getMeta(pdf.slice());
    expect(info).toMatchObject({ Title: expect.stringMatching(/^Job shop, Wednesday, 29 February 2012/) });
    const proxy = await getDocumentProxy(pdf.slice());
    const [first] = await proxy.getOutline();
    const titles = (first?.items ?? []).map(({ title }: { title: string }) => title.replaceAll('\u00a0', ' '));
    for (const heading of headings[role])
      expect(titles.filter((title: string) => title.startsWith(heading))).toHaveLength(1);
    for (const title of titles) expect(title.slice(0, title.length / 2)).not.toBe(title.slice(title.length / 2));
    const links = await (await proxy.getPage(1)).getAnnotations();
    expect(links.map(({ url }) => url).filter((url) => url !== undefined)).toEqual([]);
    expect(links.some(({ dest }) => dest !== undefined && dest !== null)).toBe(true);
    const named = tokens.filter((token) => text.some((page) => page.includes(token.slice(2))));
    if (role === 'shift-lead') expect(named).not.toEqual([]);
    else expect(named).toEqual([]);
  });
});

it.each(roles)('a plant with lines has as few pages for %s', async (role) => {
  for (const [language, paper] of [
    ['en', 'a4'],
    ['de', 'letter'],
  ] as const) {
    const { files } = await daily.render(lineDay(role, language), ['pdf'], { browser, paper });
    const { text } = await extractText(files[0]?.bytes.slice() as Uint8Array, { mergePages: false });
    expect(text.length, language).toBeLessThanOrEqual(role === 'director' ? 2 : 4);
    for (const page of text) expect(page.length, page.slice(0, 80)).toBeGreaterThan(250);
  }
});
