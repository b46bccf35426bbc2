/** Starts a browser in a process group and a folder of its own, and ends it without leaving either. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser as PuppeteerBrowser } from 'puppeteer-core';
import { launchFailed } from './browser-errors.ts';
import type { FoundBrowser } from './found-browser.ts';
import { type Guard, guardBrowser } from './guard.ts';

export interface LaunchedBrowser {
  readonly puppeteer: PuppeteerBrowser;
  readonly pid: number | undefined;
  /** The browser and what it started, at once. */
  kill(): void;
  /** Closes it, or kills it where it does not answer; when this resolves it is reaped and its folder removed. */
  close(): Promise<void>;
}

export interface LaunchOptions {
  readonly timeLimitMs: number;
  readonly note: (notice: string) => void;
}

const closeMsMax = 5_000;
/** A socket in the browser's folder for temporary files must fit into 108 bytes with its name. */
const folderLengthMax = 60;

export async function launchBrowser(found: FoundBrowser, options: LaunchOptions): Promise<LaunchedBrowser> {
  // A folder of ours: Puppeteer's would stay where this process is killed.
  const dir = await mkdtemp(join(tmpdir(), 'gemba-browser-'));
  let guard: Guard | undefined;
  const remove = async (): Promise<void> => {
    // A process of the browser that was killed may still be writing its last file.
    await rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    await guard?.release();
  };
  try {
    const puppeteer = await start(found, dir, options);
    const pid = puppeteer.process()?.pid;
    if (pid !== undefined) guard = guardBrowser(pid, dir);
    return {
      puppeteer,
      pid,
      kill: () => kill(puppeteer),
      async close() {
        await close(puppeteer);
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function start(
  found: FoundBrowser,
  dir: string,
  { timeLimitMs, note }: LaunchOptions,
): Promise<PuppeteerBrowser> {
  const { launch } = await import('puppeteer-core');
  const env = { ...process.env, ...found.env, ...(await temporaryFolderOf(dir)) };
  const attempt = async (sandbox: boolean): Promise<PuppeteerBrowser> => {
    const failed = new AbortController();
    try {
      return await launch({
        executablePath: found.executablePath,
        headless: found.headless,
        userDataDir: join(dir, 'profile'),
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
        env,
        args: [
          '--font-render-hinting=none',
          '--disable-dev-shm-usage',
          '--disable-gpu',
          '--no-pings',
          // Requests of a page are refused one by one; this also stops what asks for none, such as a preconnect.
          '--host-resolver-rules=MAP * ~NOTFOUND',
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

/** What the browser puts aside lies in its own folder too, where that is possible. */
async function temporaryFolderOf(dir: string): Promise<Readonly<Record<string, string>>> {
  if (process.platform === 'win32' || dir.length > folderLengthMax) return {};
  const folder = join(dir, 't');
  await mkdir(folder);
  return { TMPDIR: folder };
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
