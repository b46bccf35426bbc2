/** One page of a browser as PDF: no script, nothing loaded from outside, and an end to waiting. */
import type { BrowserContext, Browser as PuppeteerBrowser } from 'puppeteer-core';
import { GembaError } from '../../model/index.ts';
import { pageFailed, pageOverdue, printingStopped, throwIfStopped } from './browser-errors.ts';

export interface PrintPageOptions {
  readonly timeLimitMs: number;
  readonly signal: AbortSignal | undefined;
  /** Called before the error, when the time is over. */
  readonly onOverdue: () => void;
}

/** @throws GembaError `browser-failed`, `aborted` */
export async function printPage(
  browser: PuppeteerBrowser,
  html: string,
  { timeLimitMs, signal, onOverdue }: PrintPageOptions,
): Promise<Uint8Array> {
  throwIfStopped(signal);
  const ended = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    onOverdue();
    ended.reject(pageOverdue(timeLimitMs));
  }, timeLimitMs);
  let context: BrowserContext | undefined;
  const abort = (): void => {
    ended.reject(printingStopped(signal));
    // Nobody waits for the page any more; where the browser is gone, so is the page.
    context?.close().catch(() => undefined);
  };
  signal?.addEventListener('abort', abort, { once: true });
  const print = async (): Promise<Uint8Array> => {
    context = await browser.createBrowserContext();
    try {
      return await printIn(context, html, timeLimitMs, ended.reject);
    } finally {
      // Where the browser is gone its pages are too, and the first error is the one to tell.
      await context.close().catch(() => undefined);
    }
  };
  try {
    return await Promise.race([print(), ended.promise]);
  } catch (cause) {
    if (cause instanceof GembaError) throw cause;
    throw pageFailed(cause);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

async function printIn(
  context: BrowserContext,
  html: string,
  timeLimitMs: number,
  fail: (error: Error) => void,
): Promise<Uint8Array> {
  const page = await context.newPage();
  // A page whose process has crashed answers nothing any more; waiting for its answer would last to the time limit.
  page.on('error', fail);
  await page.setJavaScriptEnabled(false);
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    const allowed = request.url().startsWith('data:') || request.url() === 'about:blank';
    // `aborted` leaves a page that asks to go elsewhere where it is; any other reason puts an error page in its place,
    // and one that arrives while the page is printed fails the printing. A closed page has nobody to answer.
    (allowed ? request.continue() : request.abort('aborted')).catch(() => undefined);
  });
  await page.setContent(html, { waitUntil: 'load', timeout: timeLimitMs });
  return await page.pdf({
    preferCSSPageSize: true,
    printBackground: true,
    tagged: true,
    outline: true,
    timeout: timeLimitMs,
  });
}
