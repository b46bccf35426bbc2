/** A browser that prints pages: no script, no network, no page older than its time limit. */
import { throwIfStopped } from './browser-errors.ts';
import { type FindBrowserOptions, findBrowser } from './find-browser.ts';
import type { FoundBrowser } from './found-browser.ts';
import { launchBrowser } from './launch-browser.ts';
import { printPage } from './print-page.ts';
import { readProcessTree } from './process-tree.ts';

/** What makes PDFs of pages: one browser, or a pool that replaces it when it must. */
export interface PdfPrinter {
  /**
   * The page as PDF: tagged, with an outline of its headings, its title and language.
   *
   * @param html a whole document; what it refers to outside itself is not loaded
   * @throws GembaError `browser-failed` with the reason, `aborted`
   */
  printPdf(html: string, options?: PrintOptions): Promise<Uint8Array>;
}

export interface Browser extends PdfPrinter, AsyncDisposable {
  /** Such as `HeadlessChrome/153.0.0`. */
  readonly version: string;
  readonly executablePath: string;
  /** Of its main process; undefined where it runs elsewhere. */
  readonly pid: number | undefined;
  /** What a reader of the log should know, such as a browser without its sandbox. */
  readonly notices: readonly string[];
  /** Resident memory of the browser and all it started, bytes; undefined where there is no /proc to read it from. */
  measureResidentBytes(): Promise<number | undefined>;
  /** Ends it at once: what it prints fails with `browser-failed`. It is disposed all the same. */
  kill(): void;
}

export interface PrintOptions {
  readonly signal?: AbortSignal;
}

export interface OpenBrowserOptions extends FindBrowserOptions {
  readonly signal?: AbortSignal;
  /** Each notice once, as it arises. */
  readonly onNotice?: (notice: string) => void;
  /** How long one page may take; default 60,000 ms. A browser that takes longer is killed. */
  readonly timeLimitMs?: number;
  /** How long launching may take; default `timeLimitMs`. */
  readonly launchTimeLimitMs?: number;
  /** Skips the search. */
  readonly found?: FoundBrowser;
}

export const printTimeLimitMsDefault = 60_000;

/**
 * Launches a browser of this machine. Whoever makes many reports takes `openBrowserPool`.
 *
 * @throws GembaError `browser-missing`, `browser-failed`, `aborted`
 * @example
 * await using browser = await openBrowser();
 * const pdf = await browser.printPdf('<!doctype html><html lang="en"><title>T</title><h1>T</h1></html>');
 */
export async function openBrowser(options: OpenBrowserOptions = {}): Promise<Browser> {
  throwIfStopped(options.signal);
  const found = options.found ?? (await findBrowser(options));
  const timeLimitMs = options.timeLimitMs ?? printTimeLimitMsDefault;
  const notices: string[] = [];
  const note = (notice: string): void => {
    notices.push(notice);
    options.onNotice?.(notice);
  };
  const launched = await launchBrowser(found, { timeLimitMs: options.launchTimeLimitMs ?? timeLimitMs, note });
  const { puppeteer, pid } = launched;
  try {
    throwIfStopped(options.signal);
    const version = await puppeteer.version();
    let closing: Promise<void> | undefined;
    return {
      version,
      executablePath: found.executablePath,
      pid,
      notices,
      printPdf: (html, print = {}) =>
        printPage(puppeteer, html, { timeLimitMs, signal: print.signal ?? options.signal, onOverdue: launched.kill }),
      async measureResidentBytes() {
        return pid === undefined ? undefined : (await readProcessTree(pid))?.residentBytes;
      },
      kill: launched.kill,
      [Symbol.asyncDispose]() {
        closing ??= launched.close();
        return closing;
      },
    };
  } catch (error) {
    await launched.close();
    throw error;
  }
}
