import { extractText, getDocumentProxy, getMeta } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roles } from '../../../src/model/index.ts';
import { type Browser, daily, dailyDocument, openBrowser, renderHtml } from '../../../src/reports/index.ts';
import { type DemoDayOptions, demoDay, tokens } from '../support/demo-day.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser[Symbol.asyncDispose]());

async function pdfOf(options: DemoDayOptions, paper: 'a4' | 'letter' = 'a4'): Promise<Uint8Array> {
  const { files } = await daily.render(demoDay('2012-02-29', options), ['pdf'], { browser, paper });
  return (files[0] as NonNullable<(typeof files)[0]>).bytes;
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

describe.each(roles)('the PDF for %s', (role) => {
  it.each([
    ['a4', 595, 842, 'en'],
    ['letter', 612, 792, 'de'],
  ] as const)('on %s is of that size, numbered throughout, and short', async (paper, width, height, language) => {
    const pdf = await pdfOf({ role, language }, paper);
    const { text } = await extractText(pdf.slice(), { mergePages: false });
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
      const proxy = await getDocumentProxy(await pdfOf({ role, language }));
      expect(outlineTitles(await proxy.getOutline())).toEqual(headingsOf(page));
    },
  );

  it('is tagged, has language, title, outline and links inside, and no worker but where the role is cleared', async () => {
    const pdf = await pdfOf({ role });
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
    const { text } = await extractText(pdf.slice(), { mergePages: true });
    const named = tokens.filter((token) => text.includes(token.slice(2)));
    if (role === 'shift-lead') expect(named).not.toEqual([]);
    else expect(named).toEqual([]);
  });
});
