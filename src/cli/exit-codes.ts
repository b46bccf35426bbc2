import { type ErrorCode, GembaError } from '../model/index.ts';

export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/** What the person who called must correct before calling again: the call, the plant file, or a file it names. */
const usageErrors: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'usage',
  'plant-file-missing',
  'plant-file-invalid',
  'plant-file-unreadable',
  'secret-missing',
  'date-invalid',
  'data-file-missing',
  'data-file-header',
  'unknown-name',
  'sql-invalid',
]);

/** 2 where the usage or configuration is wrong, 1 for everything else that went wrong. */
export function exitCodeOf(error: unknown): number {
  return error instanceof GembaError && usageErrors.has(error.code) ? exitCodes.usage : exitCodes.failed;
}
