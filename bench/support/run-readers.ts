/** Readers in processes of their own, until they are done. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AnswerTimes, ReadersInput } from './history-readers.ts';

/** The times of all processes, by kind of question. */
export async function runReaders(
  processes: number,
  input: Omit<ReadersInput, 'seed'>,
): Promise<ReadonlyMap<string, AnswerTimes>> {
  const children = Array.from({ length: processes }, (_, seed) => startReaders({ ...input, seed }));
  // All of them have the files checked and their programs loaded before one is timed.
  await Promise.all(children.map(({ next }) => next()));
  const telling = children.map(({ next }) => next());
  for (const { child } of children) child.send('go');
  const told = (await Promise.all(telling)) as (readonly AnswerTimes[])[];
  const byKind = Map.groupBy(told.flat(), ({ kind }) => kind);
  return new Map(
    [...byKind].map(([kind, parts]) => [
      kind,
      {
        kind,
        ms: parts.flatMap(({ ms }) => ms),
        emptyCount: parts.reduce((sum, { emptyCount }) => sum + emptyCount, 0),
      },
    ]),
  );
}

function startReaders(input: ReadersInput) {
  const child = fork(join(import.meta.dirname, 'history-readers.ts'), [JSON.stringify(input)], { stdio: 'inherit' });
  return {
    child,
    /** What it says next. */
    next: async (): Promise<unknown> => {
      const ended = once(child, 'exit').then(([code]) => {
        throw new Error(`Readers ended with ${code} before they said anything.`);
      });
      // It ends in its time too.
      ended.catch(() => undefined);
      const [message] = await Promise.race([once(child, 'message'), ended]);
      return message;
    },
  };
}
