import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type BrowserPool, type BrowserPoolOptions, openBrowserPool } from '../../src/reports/pdf/browser-pool.ts';
import { readProcessTree } from '../../src/reports/pdf/process-tree.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gemba-p-'));
  vi.stubEnv('TMPDIR', folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

let opened: BrowserPool[] = [];
function open(options: BrowserPoolOptions = {}): BrowserPool {
  const pool = openBrowserPool(options);
  opened.push(pool);
  return pool;
}
afterEach(async () => {
  await Promise.all(opened.map((pool) => pool[Symbol.asyncDispose]()));
  opened = [];
  // Profiles and what browsers put aside are gone with them.
  expect(await readdir(folder)).toEqual([]);
});

const page = (text: string): string => `<!doctype html><html lang="en"><title>T</title><p>${text}</p></html>`;
async function textOf(pdf: Uint8Array): Promise<string> {
  return (await extractText(await getDocumentProxy(pdf.slice()), { mergePages: true })).text.trim();
}

/** A drawing of 2^40 squares, which no browser finishes. */
const endless = `<!doctype html><title>T</title><svg xmlns="http://www.w3.org/2000/svg"><defs>
  <g id="g0"><rect width="1" height="1"/></g>
  ${Array.from({ length: 40 }, (_, i) => `<g id="g${i + 1}"><use href="#g${i}"/><use href="#g${i}"/></g>`).join('')}
  </defs><use href="#g40"/></svg>`;

/** Renderers that have worked for half a second: theirs is the page, not one kept in reserve. */
async function busyRenderersOf(pid: number | undefined): Promise<number[]> {
  const pids = pid === undefined ? [] : ((await readProcessTree(pid))?.pids ?? []);
  const read = (one: number, what: string) => readFile(`/proc/${one}/${what}`, 'utf8').catch(() => '');
  const rows = await Promise.all(
    pids.map(async (one) => {
      const ticks = (await read(one, 'stat'))
        .replace(/^.*\) /, '')
        .split(' ')
        .slice(11, 13);
      const isBusy = ticks.map(Number).reduce((a, b) => a + b, 0) > 50;
      return isBusy && (await read(one, 'cmdline')).includes('--type=renderer') ? [one] : [];
    }),
  );
  return rows.flat();
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  // One that has ended by itself in the meantime needs none.
  for (const pid of pids) if (exists(pid)) process.kill(pid, signal);
}

/** Running, and not only waiting to be reaped by whoever inherited it. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && !/^\d+ \(.*\) Z/.test(stat);
}

const exists = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a pool of browsers', () => {
  it('launches nothing until the first page, then prints all with one browser, so many at once as it may', async () => {
    const notices: string[] = [];
    const pool = open({ pagesMax: 2, onNotice: (notice) => notices.push(notice) });
    expect(pool.stats()).toMatchObject({ launched: 0, pid: undefined });
    const texts = ['one', 'two', 'three', 'four', 'five'];
    const printing = texts.map((text) => pool.printPdf(page(text)));
    expect(pool.stats()).toMatchObject({ printing: 2, waiting: 3 });
    expect(await Promise.all((await Promise.all(printing)).map(textOf))).toEqual(texts);
    expect(pool.stats()).toMatchObject({ printed: 5, failed: 0, retried: 0, launched: 1, printing: 0, waiting: 0 });
    expect(pool.stats().replaced).toEqual({ age: 0, memory: 0, failure: 0 });
    if (process.getuid?.() === 0) expect(notices).toEqual([expect.stringContaining('this process is root')]);
  });

  it('replaces a browser after its number of pages, and tells what it has to tell once', async () => {
    const notices: string[] = [];
    const pool = open({ pagesMax: 1, pagesPerBrowser: 2, onNotice: (notice) => notices.push(notice) });
    const pids: (number | undefined)[] = [];
    for (const text of ['1', '2', '3']) {
      const pdf = await pool.printPdf(page(text));
      expect(await textOf(pdf)).toBe(text);
      pids.push(pool.stats().pid);
    }
    expect(pool.stats()).toMatchObject({ launched: 2, replaced: { age: 1, memory: 0, failure: 0 } });
    expect(pids[1]).toBeUndefined();
    expect(pids[2]).not.toBe(pids[0]);
    expect(new Set(notices).size).toBe(notices.length);
    await vi.waitFor(() => expect(exists(pids[0] as number)).toBe(false), 30_000);
  });

  it.runIf(process.platform === 'linux')('replaces a browser that has grown over its limit', async () => {
    const pool = open({ memoryLimitMb: 1 });
    await pool.printPdf(page('1'));
    await pool.printPdf(page('2'));
    expect(pool.stats()).toMatchObject({ printed: 2, launched: 2, replaced: { age: 0, memory: 2, failure: 0 } });
  });

  it.runIf(process.platform === 'linux')('ends a page that takes too much memory, and goes on', async () => {
    const pool = open({ memoryKillMb: 500 });
    await expect(pool.printPdf(endless)).rejects.toMatchObject({
      code: 'browser-failed',
      message: expect.stringContaining('more than 500 MB'),
    });
    expect(pool.stats()).toMatchObject({ failed: 1, retried: 1, launched: 2, replaced: { failure: 2 } });
    expect(await textOf(await pool.printPdf(page('after')))).toBe('after');
  });

  it('ends a page that never finishes, tries it once more in a fresh browser, and goes on', async () => {
    const notices: string[] = [];
    const pool = open({ timeLimitMs: 2_000, onNotice: (notice) => notices.push(notice) });
    await expect(pool.printPdf(endless)).rejects.toMatchObject({
      code: 'browser-failed',
      message: expect.stringContaining('2000 ms'),
    });
    expect(pool.stats()).toMatchObject({ failed: 1, retried: 1, launched: 2, replaced: { failure: 2 } });
    expect(notices.filter((notice) => notice.includes('printed again, in a fresh browser'))).toHaveLength(1);
    expect(await textOf(await pool.printPdf(page('after')))).toBe('after');
  });

  it('prints again what a browser that hangs was printing', async () => {
    const pool = open({ timeLimitMs: 4_000 });
    await pool.printPdf(page('warm'));
    const pid = pool.stats().pid as number;
    process.kill(pid, 'SIGSTOP');
    const pdfs = await Promise.all([pool.printPdf(page('one')), pool.printPdf(page('two'))]);
    expect(await Promise.all(pdfs.map(textOf))).toEqual(['one', 'two']);
    expect(pool.stats()).toMatchObject({ printed: 3, failed: 0, retried: 2, launched: 2, replaced: { failure: 1 } });
    await vi.waitFor(() => expect(exists(pid)).toBe(false), 30_000);
  });

  it('prints again what a browser that is killed was printing', async () => {
    const pool = open();
    await pool.printPdf(page('warm'));
    const pid = pool.stats().pid as number;
    // Stopped first, so that the page is surely under way when it is killed.
    process.kill(pid, 'SIGSTOP');
    const printing = pool.printPdf(page('again'));
    process.kill(pid, 'SIGKILL');
    expect(await textOf(await printing)).toBe('again');
    expect(pool.stats()).toMatchObject({ printed: 2, failed: 0, retried: 1, launched: 2 });
    expect(exists(pid)).toBe(false);
  });

  it.runIf(process.platform === 'linux')('does not wait for a page whose process has crashed', async () => {
    const pool = open();
    await pool.printPdf(page('warm'));
    let isSettled = false;
    const printing = pool.printPdf(endless).finally(() => {
      isSettled = true;
    });
    const killing = vi.waitUntil(
      async () => {
        signalAll(await busyRenderersOf(pool.stats().pid), 'SIGKILL');
        return isSettled;
      },
      { timeout: 20_000, interval: 20 },
    );
    await expect(printing).rejects.toMatchObject({
      code: 'browser-failed',
      message: expect.stringContaining('crashed'),
    });
    await killing;
    expect(pool.stats()).toMatchObject({ failed: 1, retried: 1, launched: 2 });
    expect(await textOf(await pool.printPdf(page('after')))).toBe('after');
  });

  it('closed while it prints stops what prints and what waits, and leaves no process', async () => {
    const pool = open({ pagesMax: 1 });
    await pool.printPdf(page('warm'));
    const pid = pool.stats().pid as number;
    const processes = (await readProcessTree(pid))?.pids ?? [pid];
    const printing = [pool.printPdf(endless), pool.printPdf(page('waiting'))];
    const outcomes = Promise.allSettled(printing);
    await pool[Symbol.asyncDispose]();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'aborted' } });
    await vi.waitFor(async () => {
      for (const one of processes) expect(await isRunning(one)).toBe(false);
    }, 30_000);
    await expect(pool.printPdf(page('late'))).rejects.toMatchObject({ code: 'usage' });
    await pool[Symbol.asyncDispose]();
  });

  it('closed while its browser hangs leaves no process', async () => {
    const pool = open();
    await pool.printPdf(page('warm'));
    const pid = pool.stats().pid as number;
    process.kill(pid, 'SIGSTOP');
    await pool[Symbol.asyncDispose]();
    expect(exists(pid)).toBe(false);
  });

  it('closed while it launches leaves no process', async () => {
    const pool = open();
    const printing = expect(pool.printPdf(page('x'))).rejects.toMatchObject({ code: 'aborted' });
    await pool[Symbol.asyncDispose]();
    await printing;
    expect(await readdir(folder)).toEqual([]);
  });

  it('stops one page, or all, when it is told to', async () => {
    const all = new AbortController();
    const one = new AbortController();
    const pool = open({ pagesMax: 1, signal: all.signal });
    const first = pool.printPdf(page('first'));
    const second = pool.printPdf(page('second'), { signal: one.signal });
    one.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    expect(await textOf(await first)).toBe('first');
    const third = pool.printPdf(page('third'));
    all.abort();
    await expect(third).rejects.toMatchObject({ code: 'aborted' });
    await expect(pool.printPdf(page('fourth'))).rejects.toMatchObject({ code: 'aborted' });
  });

  it('that finds no browser says so for each page', async () => {
    const pool = open({ env: { PUPPETEER_EXECUTABLE_PATH: '/nowhere/chrome' } });
    await expect(pool.printPdf(page('1'))).rejects.toMatchObject({ code: 'browser-missing' });
    await expect(pool.printPdf(page('2'))).rejects.toMatchObject({ code: 'browser-missing' });
    expect(pool.stats()).toMatchObject({ launched: 0, failed: 2 });
  });

  it('takes no more than may wait', async () => {
    const pool = open({ pagesMax: 1, waitingMax: 1, env: { PUPPETEER_EXECUTABLE_PATH: '/nowhere/chrome' } });
    const printing = Promise.allSettled([pool.printPdf(page('1')), pool.printPdf(page('2'))]);
    await expect(pool.printPdf(page('3'))).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('waitingMax'),
    });
    await printing;
  });

  it.each([
    'pagesMax',
    'waitingMax',
    'pagesPerBrowser',
    'memoryLimitMb',
    'memoryKillMb',
    'timeLimitMs',
    'launchTimeLimitMs',
  ])('refuses a %s that is no whole number above 0', (name) => {
    for (const value of [0, -1, 1.5, Number.NaN])
      expect(() => openBrowserPool({ [name]: value })).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  it('opens no connection for a page, not even one that asks for nothing', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { readonly port: number };
    const origin = `http://127.0.0.1:${port}`;
    try {
      const pool = open();
      const pdf = await pool.printPdf(
        `<title>T</title><link rel="preconnect" href="${origin}"><link rel="dns-prefetch" href="${origin}">
         <link rel="prefetch" href="${origin}/a"><link rel="preload" as="image" href="${origin}/b"><object data="${origin}/c"></object>
         <style>@import url('${origin}/d'); @font-face { font-family: F; src: url('${origin}/e') } p { font-family: F }</style>
         <meta http-equiv="refresh" content="0;url=${origin}/f"><video poster="${origin}/g"></video><p>x</p>`,
      );
      expect(connections).toBe(0);
      // Nor does the refresh put another page in its place.
      expect(await textOf(pdf)).toMatch(/^x\b/);
      expect(pool.stats()).toMatchObject({ printed: 1, retried: 0 });
    } finally {
      server.close();
    }
  });

  it.runIf(process.platform === 'linux').each(['running', 'hanging'])(
    'goes with its process when that is killed, its browser %s, and its folder too',
    async (how) => {
      const program = join(import.meta.dirname, 'support/hold-pool.program.ts');
      const holder = spawn(process.execPath, ['-C', 'gemba-source', program], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = (await once(holder.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      const processes = (await readProcessTree(pid))?.pids ?? [];
      expect(processes).toContain(pid);
      if (how === 'hanging') signalAll(processes, 'SIGSTOP');
      holder.kill('SIGKILL');
      await once(holder, 'exit');
      await vi.waitFor(async () => {
        for (const one of processes) expect(await isRunning(one)).toBe(false);
        expect(await readdir(folder)).toEqual([]);
      }, 30_000);
    },
  );
});
