/** The one error type, with stable codes. `docs/errors.md` says for each what it means and what to do; a test holds the two together. */

export const errorCodes = [
  'usage', // the command line is wrong
  'plant-file-missing',
  'plant-file-invalid', // all problems at once in details.problems
  'plant-file-unreadable',
  'secret-missing', // an environment variable named in the plant file is not set
  'secret-changed', // the key of the person tokens is another than the store was made with
  'date-invalid',
  'data-file-missing',
  'data-file-unreadable',
  'data-file-header', // empty, or lacks mapped columns
  'rows-refused', // --strict
  'lease-held',
  'lease-lost', // fenced: another writer has taken over
  'history-damaged',
  'history-newer', // written by a newer gemba
  'history-writer-failed',
  'history-read-failed', // DuckDB broke off amidst its rows
  'history-expired', // retention has removed the readings that would answer
  'history-full', // no room on its disk: it is read-only
  'sql-invalid', // no query that only reads
  'sql-failed', // over its limits of memory or time, or a file is gone
  'buffer-failed', // the disk under the buffer failed
  'buffer-newer', // written by a newer gemba
  'backup-missing', // no such point or object at the target
  'backup-damaged',
  'backup-newer', // written by a newer gemba
  'backup-busy', // another process saves or prunes, or took over
  'backup-failed', // the target cannot be reached or written
  'restore-unfinished', // a restore was cut off: run it again
  'store-moved', // it lies elsewhere now
  'state-newer',
  'state-unreadable', // damaged, locked for too long, or not writable
  'dependency-missing',
  'browser-missing',
  'browser-failed',
  'template-invalid',
  'broker-unreachable', // a publisher cannot connect, or is not let in
  'delivery-failed',
  'unknown-name', // an equipment, audience, report, transport … that the plant file does not name
  'output-unwritable',
  'aborted',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** One problem of many, with its place. */
export interface Problem {
  /** Where: a dotted path in the plant file, or a field. */
  readonly path: string;
  /** What is wrong, with the value, and what to do. */
  readonly message: string;
}

export interface GembaErrorOptions {
  readonly cause?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * What gemba throws for misuse and for I/O. The message has the values and the next step.
 *
 * @example throw new GembaError('secret-missing', 'SMTP_PASSWORD is not set. Set it, or remove …', { details: { name } })
 */
export class GembaError extends Error {
  override readonly name = 'GembaError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: GembaErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}
