/** A process that runs a plant or stands by to, seen from the one that starts and ends it. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export type StandingMessage =
  | { readonly kind: 'standing-by' | 'took-over' | 'started' | 'connected' | 'committed' }
  | { readonly kind: 'failed'; readonly error: string }
  | { readonly kind: 'status'; readonly pendingRecords: number; readonly lastReadingAt: number | undefined };

export interface StandingProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  /** How it ended, with the code of the error it told. */
  readonly ended: Promise<{ readonly code: number | null; readonly error: string | undefined }>;
  /** Resolves with its first message of a kind; rejects where it ends before. */
  told(kind: StandingMessage['kind']): Promise<void>;
  /** Resolves once its newest reading is of that instant and nothing waits in its buffer. */
  drained(lastReadingAt: number): Promise<void>;
}

export function startStanding(config: string, cacheDir: string): StandingProcess {
  const child = fork(join(import.meta.dirname, 'programs/run.ts'), [config], {
    execArgv: ['--conditions=gemba-source', '--disable-warning=ExperimentalWarning'],
    env: { ...process.env, GEMBA_SECRET: 'of the kill matrix', NODE_COMPILE_CACHE: cacheDir },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const messages: StandingMessage[] = [];
  let news = Promise.withResolvers<void>();
  let error: string | undefined;
  let isOver = false;
  const tell = (): void => {
    news.resolve();
    news = Promise.withResolvers();
  };
  child.on('message', (message: StandingMessage) => {
    if (message.kind === 'failed') ({ error } = message);
    if (message.kind === 'status')
      messages.splice(0, messages.length, ...messages.filter(({ kind }) => kind !== 'status'));
    messages.push(message);
    tell();
  });
  const ended = once(child, 'exit').then(([code]) => {
    isOver = true;
    tell();
    return { code: code as number | null, error };
  });
  const until = async (isSo: (message: StandingMessage) => boolean, what: string): Promise<void> => {
    while (!messages.some(isSo)) {
      if (isOver)
        throw new Error(`The process ended (${child.exitCode ?? child.signalCode}, ${error}) before ${what}.`);
      await news.promise;
    }
  };
  return {
    child,
    ended,
    told: (kind) => until((message) => message.kind === kind, `it told '${kind}'`),
    drained: (at) =>
      until(
        (message) => message.kind === 'status' && message.pendingRecords === 0 && message.lastReadingAt === at,
        'all was in',
      ),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
