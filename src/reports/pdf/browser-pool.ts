/**
 * One browser for all PDFs of a process, for years: launched when the first page is asked for, replaced before it grows
 * old or large, killed and replaced when it hangs or crashes. What waits, waits in order; what was under way when a
 * browser was lost is printed once more in a fresh one.
 */
import { GembaError } from '../../model/index.ts';
import { type Browser, openBrowser, type PdfPrinter, type PrintOptions, printTimeLimitMsDefault } from './browser.ts';
import { printingStopped } from './browser-errors.ts';
import { type FindBrowserOptions, findBrowser } from './find-browser.ts';
import type { FoundBrowser } from './found-browser.ts';
import { createPagePlaces, type PagePlaces } from './page-places.ts';

export interface BrowserPoolOptions extends FindBrowserOptions {
  /** Stops what is printing and waiting. */
  readonly signal?: AbortSignal;
  /** Each different notice once, such as a browser without its sandbox or one that was replaced because it hung. */
  readonly onNotice?: (notice: string) => void;
  /** Pages printed at once; default 2. More wait. */
  readonly pagesMax?: number;
  /** Pages that may wait; default 10,000. */
  readonly waitingMax?: number;
  /** A browser is replaced after so many pages; default 250. */
  readonly pagesPerBrowser?: number;
  /** A browser whose processes together reside in more is replaced after the page; default 1,024 MB. Needs /proc. */
  readonly memoryLimitMb?: number;
  /** A browser that grows beyond this while it prints is killed, looked at every second; default 4,096 MB. Needs /proc. */
  readonly memoryKillMb?: number;
  /** How long one page may take; default 60,000 ms. */
  readonly timeLimitMs?: number;
  /** How long launching may take; default 60,000 ms. */
  readonly launchTimeLimitMs?: number;
}

/** Why a browser was given up. */
export type ReplacedFor = 'age' | 'memory' | 'failure';

export interface BrowserPoolStats {
  readonly printed: number;
  readonly failed: number;
  /** Pages that were printed a second time because a browser was lost. */
  readonly retried: number;
  readonly printing: number;
  readonly waiting: number;
  /** Browsers launched so far. */
  readonly launched: number;
  readonly replaced: Readonly<Record<ReplacedFor, number>>;
  /** Main process of the browser in use; undefined before the first page and between two browsers. */
  readonly pid: number | undefined;
}

export interface BrowserPool extends PdfPrinter, AsyncDisposable {
  stats(): BrowserPoolStats;
}

interface Seat {
  readonly opening: Promise<Browser>;
  browser: Browser | undefined;
  /** Pages begun in it. */
  pages: number;
  /** Pages under way in it. */
  busy: number;
  isRetired: boolean;
  /** Killed because one of its pages did not end. */
  isKilled: boolean;
  /** Killed because it grew while it printed. */
  outgrown: GembaError | undefined;
  /** Looks at its memory while it prints. */
  watch: NodeJS.Timeout | undefined;
}

const watchEveryMs = 1_000;

/** A page that has failed twice by itself is given up. */
const failuresMax = 2;
/** However often others take its browser with them, a page is begun so many times at most. */
const attemptsMax = 5;
const noticesMax = 100;

/**
 * Nothing is launched until the first page; the search for a browser is then made once.
 *
 * @throws GembaError `usage` for a limit that is not a whole number above 0
 * @example
 * await using browsers = openBrowserPool({ pagesMax: 2 });
 * const pdf = await browsers.printPdf('<!doctype html><html lang="en"><title>T</title><h1>T</h1></html>');
 */
export function openBrowserPool(options: BrowserPoolOptions = {}): BrowserPool {
  return new Pool(options);
}

class Pool implements BrowserPool {
  readonly #options: BrowserPoolOptions;
  readonly #places: PagePlaces;
  readonly #waitingMax: number;
  readonly #pagesPerBrowser: number;
  readonly #memoryLimitBytes: number;
  readonly #memoryKillMb: number;
  readonly #stopped = new AbortController();
  readonly #signal: AbortSignal;
  readonly #closing = new Set<Promise<void>>();
  readonly #notices = new Set<string>();
  readonly #replaced: Record<ReplacedFor, number> = { age: 0, memory: 0, failure: 0 };
  #found: FoundBrowser | undefined;
  #seat: Seat | undefined;
  #printed = 0;
  #failed = 0;
  #retried = 0;
  #launched = 0;
  #disposal: Promise<void> | undefined;

  constructor(options: BrowserPoolOptions) {
    this.#options = options;
    this.#places = createPagePlaces(limit('pagesMax', options.pagesMax ?? 2));
    this.#waitingMax = limit('waitingMax', options.waitingMax ?? 10_000);
    this.#pagesPerBrowser = limit('pagesPerBrowser', options.pagesPerBrowser ?? 250);
    this.#memoryLimitBytes = limit('memoryLimitMb', options.memoryLimitMb ?? 1_024) * 1_048_576;
    this.#memoryKillMb = limit('memoryKillMb', options.memoryKillMb ?? 4_096);
    limit('timeLimitMs', options.timeLimitMs ?? printTimeLimitMsDefault);
    limit('launchTimeLimitMs', options.launchTimeLimitMs ?? printTimeLimitMsDefault);
    this.#signal = anyOf(this.#stopped.signal, options.signal);
  }

  stats(): BrowserPoolStats {
    return {
      printed: this.#printed,
      failed: this.#failed,
      retried: this.#retried,
      printing: this.#places.taken,
      waiting: this.#places.waiting,
      launched: this.#launched,
      replaced: { ...this.#replaced },
      pid: this.#seat?.browser?.pid,
    };
  }

  async printPdf(html: string, options: PrintOptions = {}): Promise<Uint8Array> {
    if (this.#disposal !== undefined)
      throw new GembaError('usage', 'This browser pool is closed; open another with openBrowserPool().');
    const signal = anyOf(this.#signal, options.signal);
    if (signal.aborted) throw printingStopped(signal);
    if (this.#places.waiting >= this.#waitingMax)
      throw new GembaError(
        'usage',
        `${this.#waitingMax} pages wait to be printed already. Await some before asking for more, or raise waitingMax.`,
        { details: { waitingMax: this.#waitingMax } },
      );
    const giveBack = await this.#places.take(signal).catch(() => Promise.reject(printingStopped(signal)));
    try {
      const pdf = await this.#printWithRetry(html, signal);
      this.#printed++;
      return pdf;
    } catch (error) {
      this.#failed++;
      throw error;
    } finally {
      giveBack();
    }
  }

  async #printWithRetry(html: string, signal: AbortSignal): Promise<Uint8Array> {
    let failures = 0;
    for (let attempt = 1; ; attempt++) {
      const seat = this.#takeSeat();
      try {
        const browser = await seat.opening;
        try {
          return await browser.printPdf(html, { signal });
        } catch (cause) {
          if (signal.aborted) throw cause;
          const error = seat.outgrown ?? cause;
          this.#retire(seat, 'failure');
          const isOverdue = error instanceof GembaError && 'timeLimitMs' in error.details;
          // A page whose browser was killed for another page's sake has not failed itself.
          if (isOverdue || !seat.isKilled) failures++;
          if (isOverdue) seat.isKilled = true;
          if (failures === failuresMax || attempt === attemptsMax) throw error;
          this.#note(`A page is printed again, in a fresh browser. ${(error as Error).message}`);
          this.#retried++;
        }
      } finally {
        await this.#leaveSeat(seat);
      }
    }
  }

  #takeSeat(): Seat {
    this.#seat ??= this.#launch();
    const seat = this.#seat;
    seat.busy++;
    seat.pages++;
    seat.watch ??= setInterval(() => this.#watchMemory(seat), watchEveryMs).unref();
    if (seat.pages >= this.#pagesPerBrowser) this.#retire(seat, 'age');
    return seat;
  }

  #launch(): Seat {
    const seat: Seat = {
      opening: this.#open(),
      browser: undefined,
      pages: 0,
      busy: 0,
      isRetired: false,
      isKilled: false,
      outgrown: undefined,
      watch: undefined,
    };
    seat.opening.then(
      (browser) => {
        seat.browser = browser;
      },
      // The next page tries again; this one hears it from `opening`.
      () => this.#retire(seat),
    );
    return seat;
  }

  async #open(): Promise<Browser> {
    const { timeLimitMs = printTimeLimitMsDefault, launchTimeLimitMs = printTimeLimitMsDefault } = this.#options;
    this.#found ??= await findBrowser(this.#options);
    this.#launched++;
    return await openBrowser({
      found: this.#found,
      signal: this.#signal,
      onNotice: (notice) => this.#note(notice),
      timeLimitMs,
      launchTimeLimitMs,
    });
  }

  /** After a page: gives the browser up where it has grown, and closes one that was given up with its last page. */
  async #leaveSeat(seat: Seat): Promise<void> {
    if (!seat.isRetired && !this.#signal.aborted) {
      const residentBytes = await seat.browser?.measureResidentBytes();
      if (residentBytes !== undefined && residentBytes > this.#memoryLimitBytes) this.#retire(seat, 'memory');
    }
    seat.busy--;
    if (seat.busy > 0) return;
    clearInterval(seat.watch);
    seat.watch = undefined;
    if (seat.isRetired) this.#close(seat);
  }

  async #watchMemory(seat: Seat): Promise<void> {
    const residentMb = ((await seat.browser?.measureResidentBytes()) ?? 0) / 1_048_576;
    if (residentMb <= this.#memoryKillMb || seat.busy === 0) return;
    seat.outgrown ??= new GembaError(
      'browser-failed',
      `The browser took ${Math.round(residentMb)} MB for a page, more than ${this.#memoryKillMb} MB, and was ended. Make the page smaller, or raise memoryKillMb.`,
      { details: { residentMb, memoryKillMb: this.#memoryKillMb } },
    );
    seat.browser?.kill();
  }

  /** No further page begins in it; those under way end there. */
  #retire(seat: Seat, reason?: ReplacedFor): void {
    if (this.#seat === seat) this.#seat = undefined;
    if (seat.isRetired) return;
    seat.isRetired = true;
    if (reason !== undefined) this.#replaced[reason]++;
  }

  #close(seat: Seat): void {
    const closing = seat.opening.then(
      (browser) => browser[Symbol.asyncDispose](),
      // It never opened, which the page that waited for it has been told.
      () => undefined,
    );
    this.#closing.add(closing);
    closing.finally(() => this.#closing.delete(closing));
  }

  #note(notice: string): void {
    if (this.#notices.has(notice) || this.#notices.size === noticesMax) return;
    this.#notices.add(notice);
    this.#options.onNotice?.(notice);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  async #dispose(): Promise<void> {
    this.#stopped.abort(new Error('The browser pool was closed.'));
    const seat = this.#seat;
    if (seat !== undefined) {
      this.#retire(seat);
      if (seat.busy === 0) this.#close(seat);
    }
    await this.#places.whenFree();
    await Promise.all(this.#closing);
  }
}

function anyOf(first: AbortSignal, second: AbortSignal | undefined): AbortSignal {
  return second === undefined ? first : AbortSignal.any([first, second]);
}

function limit(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new GembaError('usage', `${name} of a browser pool must be a whole number above 0, got ${value}.`, {
    details: { [name]: value },
  });
}
