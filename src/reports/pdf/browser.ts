/** A browser that prints pages: no script, no network, no page older than its time limit. */
import type { Browser as PuppeteerBrowser } from 'puppeteer-core';
import { GembaError } from '../../model/index.ts';
import { type FindBrowserOptions, findBrowser } from './find-browser.ts';
import type { FoundBrowser } from './found-browser.ts';

export interface Browser extends AsyncDisposable {
  /** Such as `HeadlessChrome/153.0.0`. */
  readonly version: string;
  readonly executablePath: string;
  /** Of its main process; undefined where it runs elsewhere. */
  readonly pid: number | undefined;
  /** What a reader of the log should know, such as a browser without its sandbox. */
  readonly notices: readonly string[];
  /**
   * The page as PDF: tagged, with an outline of its headings, its title and language.
   *
   * @param html a whole document; what it refers to outside itself is not loaded
   * @throws GembaError `browser-failed` with the reason, `aborted`
   */
  printPdf(html: string, options?: PrintOptions): Promise<Uint8Array>;
}

export interface PrintOptions {
  readonly signal?: AbortSignal;
}

export interface OpenBrowserOptions extends FindBrowserOptions {
  readonly signal?: AbortSignal;
  /** Each notice once, as it arises. */
  readonly onNotice?: (notice: string) => void;
  /** How long launching, or one page, may take; default 60,000 ms. A browser that takes longer is killed. */
  readonly timeLimitMs?: number;
  /** Skips the search. */
  readonly found?: FoundBrowser;
}

const closeMsMax = 5_000;

/**
 * Launches a browser of this machine.
 *
 * @throws GembaError `browser-missing`, `browser-failed`, `aborted`
 * @example
 * await using browser = await openBrowser();
 * const pdf = await browser.printPdf('<!doctype html><html lang="en"><title>T</title><h1>T</h1></html>');
 */
export async function openBrowser(options: OpenBrowserOptions = {}): Promise<Browser> {
  throwIfAborted(options.signal);
  const found = options.found ?? (await findBrowser(options));
  const timeLimitMs = options.timeLimitMs ?? 60_000;
  const notices: string[] = [];
  const note = (notice: string): void => {
    notices.push(notice);
    options.onNotice?.(notice);
  };
  const browser = await launch(found, timeLimitMs, note);
  try {
    throwIfAborted(options.signal);
    const version = await browser.version();
    let closing: Promise<void> | undefined;
    return {
      version,
      executablePath: found.executablePath,
      pid: browser.process()?.pid,
      notices,
      printPdf: (html, print = {}) => printPage(browser, html, timeLimitMs, print.signal ?? options.signal),
      [Symbol.asyncDispose]() {
        closing ??= close(browser);
        return closing;
      },
    };
  } catch (error) {
    await close(browser);
    throw error;
  }
}

async function launch(
  found: FoundBrowser,
  timeLimitMs: number,
  note: (notice: string) => void,
): Promise<PuppeteerBrowser> {
  const { launch: start } = await import('puppeteer-core');
  const attempt = async (sandbox: boolean): Promise<PuppeteerBrowser> => {
    const failed = new AbortController();
    try {
      return await start({
        executablePath: found.executablePath,
        headless: found.headless,
        // By pipe instead of a port: a browser whose process is killed reads the end of the pipe and goes too.
        pipe: true,
        timeout: timeLimitMs,
        protocolTimeout: timeLimitMs,
        // Puppeteer leaves a browser that did not start in time alone for five seconds; this ends it at once.
        signal: failed.signal,
        // The command decides what a signal does; the browser is closed when it is disposed.
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
        env: { ...process.env, ...found.env },
        args: [
          '--font-render-hinting=none',
          '--disable-dev-shm-usage',
          '--disable-gpu',
          '--no-pings',
          ...(sandbox ? [] : ['--no-sandbox', '--no-zygote']),
        ],
      });
    } catch (error) {
      failed.abort();
      throw error;
    }
  };
  const isRoot = process.getuid?.() === 0;
  try {
    if (!isRoot) return await attempt(true);
  } catch (cause) {
    if (!/sandbox/i.test(String(cause))) throw launchFailed(found, cause);
  }
  note(
    isRoot
      ? 'The browser runs without its sandbox because this process is root; report pages have no script and no network.'
      : 'The browser runs without its sandbox because this machine allows it none; report pages have no script and no network.',
  );
  try {
    return await attempt(false);
  } catch (cause) {
    throw launchFailed(found, cause);
  }
}

function launchFailed(found: FoundBrowser, cause: unknown): GembaError {
  return new GembaError(
    'browser-failed',
    `The browser ${found.executablePath} did not start: ${firstLine(cause)}. Set PUPPETEER_EXECUTABLE_PATH to another, or run \`gemba browser install\`.`,
    { cause, details: { executablePath: found.executablePath } },
  );
}

async function printPage(
  browser: PuppeteerBrowser,
  html: string,
  timeLimitMs: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  throwIfAborted(signal);
  const overdue = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    kill(browser);
    overdue.reject(
      new GembaError(
        'browser-failed',
        `The browser took more than ${timeLimitMs} ms for one page and was ended. Make the report again; if it happens again, try another browser (PUPPETEER_EXECUTABLE_PATH).`,
        { details: { timeLimitMs } },
      ),
    );
  }, timeLimitMs);
  const abort = (): void => overdue.reject(abortedError(signal));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([print(browser, html, timeLimitMs), overdue.promise]);
  } catch (cause) {
    if (cause instanceof GembaError) throw cause;
    throw new GembaError('browser-failed', `The browser could not print the page: ${firstLine(cause)}.`, { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

async function print(browser: PuppeteerBrowser, html: string, timeLimitMs: number): Promise<Uint8Array> {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.setJavaScriptEnabled(false);
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      const allowed = request.url().startsWith('data:') || request.url() === 'about:blank';
      // A request of a page that is already closed has nobody to answer.
      (allowed ? request.continue() : request.abort()).catch(() => undefined);
    });
    await page.setContent(html, { waitUntil: 'load', timeout: timeLimitMs });
    return await page.pdf({
      preferCSSPageSize: true,
      printBackground: true,
      tagged: true,
      outline: true,
      timeout: timeLimitMs,
    });
  } finally {
    // Where the browser is gone its pages are too, and the first error is the one to tell.
    await context.close().catch(() => undefined);
  }
}

async function close(browser: PuppeteerBrowser): Promise<void> {
  const child = browser.process();
  const exited = new Promise<void>((resolve) => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
  const timer = setTimeout(() => kill(browser), closeMsMax);
  try {
    await browser.close();
  } catch {
    // It did not answer: end it, and wait until it is gone.
    kill(browser);
  }
  await exited;
  clearTimeout(timer);
}

/** The browser and what it started: Puppeteer gives it a process group of its own. */
function kill(browser: PuppeteerBrowser): void {
  const child = browser.process();
  if (child === null || child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortedError(signal);
}

function abortedError(signal: AbortSignal | undefined): GembaError {
  return new GembaError('aborted', 'Making the PDF was stopped.', { cause: signal?.reason });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.replace(/\.$/, '') ?? '';
}
