/** The writing child as seen from its parent: requests survive a bounded number of its crashes. */
import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { extname, join } from 'node:path';
import { GembaError } from '../../model/index.ts';
import type { DuckDBLimits } from './duckdb.ts';
import type {
  ChildRequest,
  CompactReply,
  CompactRequest,
  FromChild,
  ToChild,
  WriteReply,
  WriteRequest,
} from './messages.ts';
import type { BlankReply, BlankRequest, TrimReply, TrimRequest } from './retention/requests.ts';
import type { RollupReply, RollupRequest } from './rollups/request.ts';

/** How often a request is given to a new child after one has died of it. */
const attemptsMax = 3;

/**
 * For glibc, which others ignore. One arena: memory freed on one thread is used again on another. Columns are mapped by
 * themselves, however large those before them were, and so go back to the system with their commit instead of leaving holes.
 */
const allocation = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

export interface WriterChild extends AsyncDisposable {
  /** `requestOf` makes the request anew for each attempt, with names that no dead child has written to. */
  write(requestOf: (attempt: number) => WriteRequest): Promise<WriteReply>;
  compact(requestOf: (attempt: number) => CompactRequest): Promise<CompactReply>;
  rollUp(requestOf: (attempt: number) => RollupRequest): Promise<RollupReply>;
  trim(requestOf: (attempt: number) => TrimRequest): Promise<TrimReply>;
  blank(requestOf: (attempt: number) => BlankRequest): Promise<BlankReply>;
  /** Process id of the child; undefined where none runs. */
  readonly pid: number | undefined;
  /** Ends the child at once, and with it what it was asked. */
  kill(): void;
}

/** What ended a child before it answered; another child may do better. */
class ChildDied extends Error {
  override readonly name = 'ChildDied';
}

export interface WriterChildOptions {
  /** Whether everything else of the machine goes before it. Default: no. */
  readonly isBackground?: boolean;
}

export function createWriterChild(
  limits: DuckDBLimits,
  { isBackground = false }: WriterChildOptions = {},
): WriterChild {
  let child: ChildProcess | undefined;
  let opening: Promise<ChildProcess> | undefined;
  let requestCount = 0;
  let isKilled = false;

  const open = async (): Promise<ChildProcess> => {
    if (child !== undefined) return child;
    // Requests that come together have one child.
    opening ??= start().finally(() => {
      opening = undefined;
    });
    return await opening;
  };

  const start = async (): Promise<ChildProcess> => {
    const opened = forkChild();
    if (isBackground) lowerPriority(opened);
    await answer(opened, { type: 'open', limits }, (message) => (message.type === 'ready' ? true : undefined));
    child = opened;
    opened.once('exit', () => {
      if (child === opened) child = undefined;
    });
    if (isKilled) opened.kill('SIGKILL');
    return opened;
  };

  const ask = async <T>(requestOf: (attempt: number) => ChildRequest): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        const asked = await open();
        const id = ++requestCount;
        return await answer(asked, { type: 'request', id, request: requestOf(attempt) }, (message) => {
          if (message.type === 'ready' || message.id !== id) return undefined;
          if (message.type === 'failure') throw failed(message.message, message.code);
          return message.reply as T;
        });
      } catch (error) {
        if (!(error instanceof ChildDied) || isKilled) throw error;
        if (attempt >= attemptsMax)
          throw new GembaError(
            'history-writer-failed',
            `The process that writes history died ${attempt} times over one commit: ${error.message} Nothing of it was stored. Give it more memory (history.memoryLimitMb), or look at the system's log.`,
            { cause: error, details: { attempts: attempt } },
          );
      }
    }
  };

  return {
    get pid() {
      return child?.pid;
    },
    write: (requestOf) => ask<WriteReply>(requestOf),
    compact: (requestOf) => ask<CompactReply>(requestOf),
    rollUp: (requestOf) => ask<RollupReply>(requestOf),
    trim: (requestOf) => ask<TrimReply>(requestOf),
    blank: (requestOf) => ask<BlankReply>(requestOf),
    kill() {
      isKilled = true;
      child?.kill('SIGKILL');
    },
    async [Symbol.asyncDispose]() {
      const closing = child;
      if (closing === undefined) return;
      child = undefined;
      const exited = new Promise<void>((resolve) => {
        closing.once('exit', () => resolve());
      });
      closing.ref();
      closing.disconnect();
      await exited;
    },
  };
}

function forkChild(): ChildProcess {
  // Compiled or not, the child lies beside this file with the same ending.
  const path = join(import.meta.dirname, `writer-child${extname(import.meta.filename)}`);
  return fork(path, {
    serialization: 'advanced',
    execArgv: ['--max-semi-space-size=4'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...allocation, NODE_OPTIONS: '' },
  });
}

/** Of its first thread, from which those it starts later have theirs. */
function lowerPriority({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // A system that does not allow it gives it as much as others; one that has died is found out when it is asked.
  }
}

/** By child, how many of its answers are waited for. */
const waitedFor = new WeakMap<ChildProcess, number>();

function keepAlive(child: ChildProcess, change: 1 | -1): void {
  const count = (waitedFor.get(child) ?? 0) + change;
  waitedFor.set(child, count);
  if (count > 0) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}

/** Sends a message and waits for its answer; meanwhile, and only then, the child keeps this process alive. */
async function answer<T>(
  child: ChildProcess,
  message: ToChild,
  take: (message: FromChild) => T | undefined,
): Promise<T> {
  keepAlive(child, 1);
  let settle: (() => void) | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      const onMessage = (received: unknown): void => {
        try {
          const taken = take(received as FromChild);
          if (taken !== undefined) resolve(taken);
        } catch (error) {
          reject(error);
        }
      };
      const onExit = (code: number | null, signal: string | null): void =>
        reject(new ChildDied(signal === null ? `it exited with code ${code}.` : `it was ended by ${signal}.`));
      const onError = (error: Error): void => reject(new ChildDied(`${error.message}.`, { cause: error }));
      child.on('message', onMessage);
      child.once('exit', onExit);
      child.once('error', onError);
      settle = () => {
        child.off('message', onMessage);
        child.off('exit', onExit);
        child.off('error', onError);
      };
      child.send(message, (error) => {
        if (error !== null) reject(new ChildDied(`${error.message}.`, { cause: error }));
      });
    });
  } finally {
    settle?.();
    keepAlive(child, -1);
  }
}

function failed(message: string, code: string | undefined): GembaError {
  // It names the file, and says what to do.
  if (code === 'history-damaged') return new GembaError('history-damaged', message);
  const isFull = code === 'ENOSPC' || /no space left/i.test(message);
  return new GembaError(
    'history-writer-failed',
    `History could not be written: ${message.trim()} Nothing of this commit was stored. ${
      isFull ? 'Free space on the disk' : 'Look at the disk and the rights of the store'
    }, then start from the committed position.`,
    { details: { ...(code === undefined ? {} : { code }) } },
  );
}
