/** A process that runs the plant, seen from the one that starts and kills it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PlantStep } from 'gemba/runtime';

export interface RunArguments {
  /** Path of the plant file. */
  readonly config: string;
  /** It kills itself when it reaches this step for the so-many-th time; undefined: it does not. */
  readonly kill: { readonly step: PlantStep; readonly times: number } | undefined;
  /** Its clock against the machine's, ms. */
  readonly clockOffsetMs: number;
}

export type ParentMessage =
  | { readonly kind: 'status' | 'stop' }
  | { readonly kind: 'clock'; readonly offsetMs: number };

export interface RunStatus {
  readonly kind: 'status';
  readonly sources: readonly {
    readonly id: string;
    readonly receivedCount: number;
    readonly lastReadingAt: number | undefined;
  }[];
  readonly buffer: { readonly state: string; readonly pendingRecords: number };
  readonly history: string;
}

export type ChildMessage = RunStatus | { readonly kind: 'started' | 'connected' };

export interface RunProcess extends AsyncDisposable {
  /** How it ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  readonly isOver: boolean;
  /** Resolves once it has a connection to the broker, or has ended. */
  readonly connected: Promise<void>;
  /** Undefined where it has ended. */
  status(): Promise<RunStatus | undefined>;
  setClock(offsetMs: number): void;
  stop(): void;
  kill(): void;
}

export interface RunOptions extends RunArguments {
  /** Folder that keeps compiled programs, so that each start costs less. */
  readonly cacheDir: string;
}

export function startRun({ cacheDir, ...options }: RunOptions): RunProcess {
  const child: ChildProcess = fork(join(import.meta.dirname, 'programs/run.ts'), [JSON.stringify(options)], {
    execArgv: ['--conditions=gemba-source', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, GEMBA_SECRET: 'of the kill matrix', NODE_COMPILE_CACHE: cacheDir },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const connected = Promise.withResolvers<void>();
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  let isOver = false;
  let answer = Promise.withResolvers<RunStatus | undefined>();
  void ended.then(() => {
    isOver = true;
    connected.resolve();
    answer.resolve(undefined);
  });
  child.on('message', (message: ChildMessage) => {
    if (message.kind === 'connected') connected.resolve();
    if (message.kind === 'status') answer.resolve(message);
  });
  const send = (message: ParentMessage): void => {
    // It may have ended a moment ago, which `ended` tells.
    if (child.connected) child.send(message, () => {});
  };
  return {
    ended,
    connected: connected.promise,
    get isOver() {
      return isOver;
    },
    status: () => {
      if (isOver) return Promise.resolve(undefined);
      answer = Promise.withResolvers();
      send({ kind: 'status' });
      return answer.promise;
    },
    setClock: (offsetMs) => send({ kind: 'clock', offsetMs }),
    stop: () => send({ kind: 'stop' }),
    kill: () => void child.kill('SIGKILL'),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
