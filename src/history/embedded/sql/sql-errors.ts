/** What DuckDB says of a query that failed, as errors that say what to do. */
import { GembaError } from '../../../model/index.ts';

export interface QueryCircumstances {
  /** Whether it was understood, and has begun. */
  readonly isRunning: boolean;
  /** By whoever asked. */
  readonly isStopped: boolean;
  /** It took longer than it may. */
  readonly isLate: boolean;
  readonly memoryLimitMb: number;
  readonly timeLimitMs: number;
}

/** Errors in the query itself, known before it runs. */
const inQuery = ['Parser Error', 'Binder Error', 'Catalog Error', 'Permission Error', 'Invalid Input Error'];

export function explainSqlError(
  cause: unknown,
  { isRunning, isStopped, isLate, memoryLimitMb, timeLimitMs }: QueryCircumstances,
): GembaError {
  if (cause instanceof GembaError) return cause;
  if (isStopped) return new GembaError('aborted', 'The query was stopped.', { cause });
  if (isLate)
    return new GembaError(
      'sql-failed',
      `The query took longer than ${timeLimitMs / 1_000} s and was stopped. Ask for less (a shorter time by \`day\`, fewer tags, a rollup), or allow it more time.`,
      { cause, details: { timeLimitMs } },
    );
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.startsWith('Out of Memory Error'))
    return new GembaError(
      'sql-failed',
      `The query needs more than the ${memoryLimitMb} MB it may use (history.readMemoryLimitMb). Ask for less, or allow more.`,
      { cause, details: { memoryLimitMb } },
    );
  if (message.startsWith('Permission Error'))
    return new GembaError(
      'sql-invalid',
      `A query here reads nothing but the store: ${message}. SHOW TABLES lists its views.`,
      { cause },
    );
  if (!isRunning && inQuery.some((start) => message.startsWith(start)))
    return new GembaError('sql-invalid', `${message.trimEnd()}\nCorrect the query; SHOW TABLES lists the views.`, {
      cause,
    });
  if (message.startsWith('IO Error'))
    return new GembaError(
      'sql-failed',
      `A file of the store could not be read; it may have been merged away since the query began. Run it again. ${message}`,
      { cause },
    );
  return new GembaError('sql-failed', message, { cause });
}
