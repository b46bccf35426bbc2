import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { extractText, getDocumentProxy, getMeta } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type Browser,
  type DirectorDocument,
  daily,
  dailyDocument,
  normalisePdf,
  openBrowser,
  renderHtml,
} from '../../src/reports/index.ts';
import { demoDay, tokens } from './support/demo-day.ts';

let browser: Browser;
const notices: string[] = [];
beforeAll(async () => {
  browser = await openBrowser({ onNotice: (notice) => notices.push(notice) });
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await browser[Symbol.asyncDispose]();
});

async function pdfOf(
  date: string,
  options: { facts?: boolean; language?: string; paper?: 'a4' | 'letter' } = {},
): Promise<Uint8Array> {
  const { paper = 'a4', ...day } = options;
  const { files } = await daily.render(demoDay(date, day), ['pdf'], { browser, paper });
  return (files[0] as NonNullable<(typeof files)[0]>).bytes;
}

async function textOf(pdf: Uint8Array): Promise<string[]> {
  const { text } = await extractText(pdf.slice(), { mergePages: false });
  return text;
}
const latin = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1');

describe('the director’s PDF', () => {
  it.each([
    ['2012-02-29', {}],
    ['2012-02-21', {}],
    ['2012-02-25', {}],
    ['2012-03-29', {}],
    ['2012-01-02', {}],
    ['2012-02-29', { facts: false }],
    ['2012-02-29', { language: 'de' }],
    ['2012-02-21', { paper: 'letter' }],
  ] as const)('of %s (%o) has two pages that say so', async (date, options) => {
    const pages = await textOf(await pdfOf(date, options));
    expect(pages).toHaveLength(2);
    const of = 'language' in options ? 'von' : 'of';
    expect(pages[0]).toContain(`1 ${of} 2`);
    expect(pages[1]).toContain(`2 ${of} 2`);
  });

  it('is tagged, has an outline, a title and a language', async () => {
    const pdf = await pdfOf('2012-02-29');
    expect(latin(pdf)).toMatch(/\/MarkInfo\s*<<[^>]*\/Marked true/);
    expect(latin(pdf)).toContain('/StructTreeRoot');
    expect(latin(pdf)).toMatch(/\/Lang \(en\)/);
    const { info } = await getMeta(pdf.slice());
    expect(info).toMatchObject({ Title: 'Job shop, Wednesday, 29 February 2012' });
    const outline = await (await getDocumentProxy(pdf.slice())).getOutline();
    const titles = JSON.stringify(outline.map(({ title, items }) => [title, items.map((item) => item.title)]));
    expect(titles).toContain('What needs a decision');
    expect(titles).toContain('What this report stands on');
  });

  it('holds no worker', async () => {
    const text = (await textOf(await pdfOf('2012-02-29'))).join(' ');
    expect(text).toContain('Machine 8 - Turning & Milling');
    expect(tokens.filter((token) => text.includes(token.slice(2)))).toEqual([]);
  });

  it('of the same facts is the same bytes: its dates are those of the window', async () => {
    const [first, second] = [await pdfOf('2012-02-29'), await pdfOf('2012-02-29')];
    expect(Buffer.compare(first, second)).toBe(0);
    expect(latin(first)).toContain('/CreationDate (D:20120301050000');
  });

  it.each([
    ['en', 'a4'],
    ['de', 'a4'],
    ['en', 'letter'],
    ['de', 'letter'],
  ] as const)(
    'still has two pages where names are long and more is to be listed than fits (%s, %s)',
    async (language, paper) => {
      const document = dailyDocument(demoDay('2012-02-29', { language })) as DirectorDocument;
      const long = ' of a length that nobody in a plant would ever say aloud';
      const lengthen = <T extends { readonly name: string }>(place: T): T => ({ ...place, name: place.name + long });
      const nine = <T>(one: T): T[] => Array.from({ length: 9 }, () => one);
      const { from, to } = document.window;
      const html = renderHtml(
        {
          ...document,
          timeline: Array.from({ length: 300 }, (_, i) =>
            lengthen(document.timeline[i % 27] as (typeof document.timeline)[0]),
          ),
          findings: [...document.findings, ...document.findings].map((finding) => ({
            ...finding,
            needsDecision: true,
            equipment: finding.equipment === null ? null : lengthen(finding.equipment),
            text: { ...finding.text, headline: finding.text.headline + long, what: finding.text.what + long },
          })),
          completeness: {
            ...document.completeness,
            gaps: nine({
              source: 'mes',
              tag: null,
              from,
              to,
              cause: 'server restart',
              lostCount: 1_234_567,
              recovered: true,
            }),
            adjusted: { 'local-time-skipped': 17, 'local-time-repeated': 3 },
            unmapped: nine({ field: 'reason', code: 'Z9', count: 3 }),
          },
          weekChanges: (['finished', 'oeeIndex', 'qualityRatio', 'setupRatio', 'reportedRatio'] as const).map(
            (kpi) => ({
              kpi,
              from: document.weeks[6]?.from as string,
              before: 0.24,
              after: 0.31,
              p: 0.03,
              weeks: 13,
            }),
          ),
          plannedStops: nine({
            path: 'a',
            name: 'Machine 4 - Turning & Milling',
            title: 'Spindle service',
            reason: 'm',
            from,
            to,
          }),
        },
        { paper },
      );
      expect(await textOf(await browser.printPdf(html))).toHaveLength(2);
    },
  );
});

describe('the browser', () => {
  it('loads nothing from outside and runs no script', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const pdf = await browser.printPdf(
        `<!doctype html><html lang="en"><title>T</title><link rel="stylesheet" href="${origin}/a.css"><img src="${origin}/b.png" alt="">
         <iframe src="${origin}/c"></iframe><h1 id="h">before</h1><script>document.getElementById('h').textContent = 'after'</script></html>`,
      );
      const text = (await textOf(pdf)).join(' ');
      expect(text).toContain('before');
      expect(text).not.toContain('after');
      expect(asked).toEqual([]);
    } finally {
      server.close();
    }
  });

  it('says once, and only then, that it runs without its sandbox', () => {
    expect(browser.notices).toEqual(notices);
    expect(notices.length).toBeLessThanOrEqual(1);
    if (process.getuid?.() === 0) expect(notices[0]).toContain('without its sandbox because this process is root');
  });

  it('prints several pages at a time', async () => {
    const pdfs = await Promise.all(
      [1, 2, 3].map((n) => browser.printPdf(`<title>${n}</title><p>page number ${n}</p>`)),
    );
    expect(await Promise.all(pdfs.map(async (pdf) => (await textOf(pdf)).join('').trim()))).toEqual([
      'page number 1',
      'page number 2',
      'page number 3',
    ]);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(browser.printPdf('<p>x</p>', { signal })).rejects.toMatchObject({ code: 'aborted' });
    const later = new AbortController();
    const printing = browser.printPdf('<p>x</p>', { signal: later.signal });
    later.abort();
    await expect(printing).rejects.toMatchObject({ code: 'aborted' });
  });

  it('that hangs is ended after the time limit, and leaves no process', async () => {
    await using hanging = await openBrowser({ timeLimitMs: 3_000 });
    const pid = hanging.pid as number;
    process.kill(pid, 'SIGSTOP');
    await expect(hanging.printPdf('<p>x</p>')).rejects.toMatchObject({
      code: 'browser-failed',
      message: expect.stringContaining('3000 ms'),
    });
    await hanging[Symbol.asyncDispose]();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('that hangs is ended when it is disposed', async () => {
    const hanging = await openBrowser();
    const pid = hanging.pid as number;
    process.kill(pid, 'SIGSTOP');
    await hanging[Symbol.asyncDispose]();
    expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
  });

  it('goes with its process, also where that is killed', async () => {
    const program = join(import.meta.dirname, 'support/hold-browser.program.ts');
    const child = spawn(process.execPath, ['-C', 'gemba-source', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(process.kill(pid, 0)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 10_000);
  });

  it('that is gone says so for every later page', async () => {
    const gone = await openBrowser();
    await gone[Symbol.asyncDispose]();
    await expect(gone.printPdf('<p>x</p>')).rejects.toMatchObject({ code: 'browser-failed' });
  });
});

describe('formats', () => {
  it('a format that there is not is refused, with those there are', async () => {
    const attempt = daily.render(demoDay('2012-02-29', { role: 'quality' }), ['docx' as 'json'], { browser });
    await expect(attempt).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('--format json') });
  });

  it('a PDF without a browser is a misuse', async () => {
    await expect(daily.render(demoDay('2012-02-29'), ['pdf'])).rejects.toMatchObject({ code: 'usage' });
  });

  it('files come in the order asked for, named by kind, window and audience', async () => {
    const { files, mail, title, date } = await daily.render(demoDay('2012-02-29'), ['html', 'json']);
    expect(files.map(({ name }) => name)).toEqual(['daily-2012-02-29-director.html', 'daily-2012-02-29-director.json']);
    expect([title, date]).toEqual(['Job shop, Wednesday, 29 February 2012', '2012-02-29']);
    expect(mail?.subject).toContain('Job shop');
  });

  it('a role’s report has a title and a mail of its own', async () => {
    const report = await daily.render(demoDay('2012-02-29', { role: 'shift-lead' }), ['json']);
    expect(report.mail?.subject).toMatch(/^Job shop, 29 Feb: \S/);
    expect(report.title).toBe('Job shop, Wednesday, 29 February 2012, Shift lead');
  });

  it('a stopped run renders nothing', async () => {
    await expect(daily.render(demoDay('2012-02-29'), ['json'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('a name that no file may have is made one', async () => {
    const input = {
      ...demoDay('2012-02-29'),
      label: '../../etc',
      audience: { ...demoDay('2012-02-29').audience, id: '...' },
    };
    const { files } = await daily.render(input, ['json']);
    expect(files[0]?.name).toBe('daily-etc-report.json');
  });
});

it('dates are set in place, and nothing else is touched', () => {
  const pdf = Buffer.from(
    "%PDF \xff/CreationDate (D:20261121132500+00'00')\n/ModDate (D:20261121132500Z)\n(D:1)",
    'latin1',
  );
  const dated = normalisePdf(pdf, Date.UTC(2012, 2, 1, 5));
  expect(Buffer.from(dated).toString('latin1')).toBe(
    "%PDF \xff/CreationDate (D:20120301050000+00'00')\n/ModDate (D:20120301050000Z)\n(D:1)",
  );
});

/** Not running, or dead and only not yet waited for by whoever inherited it. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
