/** The errors of a browser that was started or asked to print. */
import { GembaError } from '../../model/index.ts';
import type { FoundBrowser } from './found-browser.ts';

export function launchFailed(found: FoundBrowser, cause: unknown): GembaError {
  return new GembaError(
    'browser-failed',
    `The browser ${found.executablePath} did not start: ${firstLine(cause)}. Set PUPPETEER_EXECUTABLE_PATH to another, or run \`gemba browser install\`.`,
    { cause, details: { executablePath: found.executablePath } },
  );
}

export function pageOverdue(timeLimitMs: number): GembaError {
  return new GembaError(
    'browser-failed',
    `The browser took more than ${timeLimitMs} ms for one page and was ended. Make the report again; if it happens again, try another browser (PUPPETEER_EXECUTABLE_PATH).`,
    { details: { timeLimitMs } },
  );
}

export function pageFailed(cause: unknown): GembaError {
  return new GembaError('browser-failed', `The browser could not print the page: ${firstLine(cause)}.`, { cause });
}

export function printingStopped(signal: AbortSignal | undefined): GembaError {
  return new GembaError('aborted', 'Making the PDF was stopped.', { cause: signal?.reason });
}

export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw printingStopped(signal);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.replace(/\.$/, '') ?? '';
}
