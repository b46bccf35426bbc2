/** Finds a browser that is already on the machine; nothing is downloaded here. */
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { GembaError } from '../../model/index.ts';
import type { FoundBrowser } from './found-browser.ts';
import { unpackChromium } from './unpack-chromium.ts';

export interface FindBrowserOptions {
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where Puppeteer keeps its browsers; default: `PUPPETEER_CACHE_DIR`, else `.cache/puppeteer` in the home folder. */
  readonly cacheDir?: string;
  /** Absolute paths tried for a browser of the machine; default: where systems install them. */
  readonly machinePaths?: readonly string[];
  /** Loads the Chromium that came through npm; default: `@sparticuz/chromium` where it is installed. */
  readonly loadPackage?: () => Promise<FoundBrowser | undefined>;
}

const machinePathsByPlatform: Readonly<Record<string, readonly string[]>> = {
  linux: [
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/lib/chromium/chromium',
    '/opt/google/chrome/chrome',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/**
 * The first of: `PUPPETEER_EXECUTABLE_PATH`, a Chrome or Chromium on the machine, Puppeteer's cache,
 * `@sparticuz/chromium` where it is installed.
 *
 * @throws GembaError `browser-missing` where there is none, or the environment names one that is not there
 */
export async function findBrowser(options: FindBrowserOptions = {}): Promise<FoundBrowser> {
  const env = options.env ?? process.env;
  const named = env['PUPPETEER_EXECUTABLE_PATH'];
  if (named !== undefined && named !== '') {
    if (await isExecutable(named)) return found(named, 'environment');
    throw new GembaError(
      'browser-missing',
      `PUPPETEER_EXECUTABLE_PATH names ${named}, which is not there or may not be run. Correct it, or unset it and run \`gemba browser install\`.`,
      { details: { executablePath: named } },
    );
  }
  for (const path of options.machinePaths ?? machinePathsByPlatform[process.platform] ?? [])
    if (await isExecutable(path)) return found(path, 'machine');
  const cached = await findCached(options.cacheDir ?? cacheDirOf(env));
  if (cached !== undefined) return cached;
  const packaged = await (options.loadPackage ?? (() => unpackChromium({ env })))();
  if (packaged !== undefined) return packaged;
  throw new GembaError(
    'browser-missing',
    'No browser was found to make the PDF. Run `gemba browser install`, or set PUPPETEER_EXECUTABLE_PATH to a Chrome or Chromium. HTML and JSON need none.',
  );
}

/** Where Puppeteer keeps what it downloaded. */
export function cacheDirOf(env: Readonly<Record<string, string | undefined>>): string {
  return env['PUPPETEER_CACHE_DIR'] ?? join(env['HOME'] ?? homedir(), '.cache', 'puppeteer');
}

function found(executablePath: string, origin: FoundBrowser['origin']): FoundBrowser {
  const headless = executablePath.includes('headless-shell') || executablePath.includes('headless_shell');
  return { executablePath, origin, env: {}, headless: headless ? 'shell' : true };
}

async function findCached(cacheDir: string): Promise<FoundBrowser | undefined> {
  const { Browser, getInstalledBrowsers } = await import('@puppeteer/browsers');
  const wanted: readonly string[] = [Browser.CHROMEHEADLESSSHELL, Browser.CHROME, Browser.CHROMIUM];
  const installed = await getInstalledBrowsers({ cacheDir });
  const ranked = installed
    .filter(({ browser }) => wanted.includes(browser))
    .sort(
      (a, b) =>
        wanted.indexOf(a.browser) - wanted.indexOf(b.browser) ||
        b.buildId.localeCompare(a.buildId, 'en', { numeric: true }),
    );
  for (const { executablePath } of ranked)
    if (await isExecutable(executablePath)) return found(executablePath, 'cache');
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not allowed: for a search both mean to look elsewhere.
    return false;
  }
}
