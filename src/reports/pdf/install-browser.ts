/** Downloads a browser when asked to: the only place that does. */
import { GembaError } from '../../model/index.ts';
import { cacheDirOf } from './find-browser.ts';

export interface InstallBrowserOptions {
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  /** A line for a terminal, about every tenth of the download. */
  readonly onProgress?: (line: string) => void;
  /** Default: where Puppeteer keeps its browsers. */
  readonly cacheDir?: string;
  /** Default: the newest stable one. */
  readonly buildId?: string;
  /** Where it is downloaded from; default: Chrome for Testing's own place. */
  readonly baseUrl?: string;
}

export interface InstalledBrowser {
  readonly executablePath: string;
  readonly buildId: string;
  readonly cacheDir: string;
}

/**
 * Installs Chrome's headless shell into Puppeteer's cache, where `findBrowser` finds it.
 *
 * @throws GembaError `browser-failed` where there is no build for this machine or the download fails, `aborted`
 */
export async function installBrowser(options: InstallBrowserOptions = {}): Promise<InstalledBrowser> {
  const { Browser, BrowserTag, detectBrowserPlatform, install, resolveBuildId } = await import('@puppeteer/browsers');
  const cacheDir = options.cacheDir ?? cacheDirOf(options.env ?? process.env);
  const platform = detectBrowserPlatform();
  if (platform === undefined)
    throw new GembaError(
      'browser-failed',
      `There is no build of Chrome for ${process.platform} ${process.arch}. Install a Chromium by other means and set PUPPETEER_EXECUTABLE_PATH.`,
    );
  if (options.signal?.aborted === true)
    throw new GembaError('aborted', 'Installing the browser was stopped.', { cause: options.signal.reason });
  let told = 0;
  try {
    const buildId = options.buildId ?? (await resolveBuildId(Browser.CHROMEHEADLESSSHELL, platform, BrowserTag.STABLE));
    const installed = await install({
      browser: Browser.CHROMEHEADLESSSHELL,
      buildId,
      cacheDir,
      platform,
      ...(options.baseUrl === undefined ? {} : { baseUrl: options.baseUrl }),
      downloadProgressCallback: (downloadedBytes, totalBytes) => {
        const tenths = Math.floor((downloadedBytes / Math.max(1, totalBytes)) * 10);
        if (tenths <= told) return;
        told = tenths;
        options.onProgress?.(`Chrome headless shell ${buildId}: ${tenths * 10} %`);
      },
    });
    return { executablePath: installed.executablePath, buildId, cacheDir };
  } catch (cause) {
    throw new GembaError(
      'browser-failed',
      `The browser could not be installed to ${cacheDir}: ${reasonOf(cause)}. Check the connection and the space left, or set PUPPETEER_EXECUTABLE_PATH to a Chrome or Chromium.`,
      { cause, details: { cacheDir } },
    );
  }
}

/** The first line: downloads tell a whole stack. */
function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]?.replace(/\.$/, '') ?? '';
}
