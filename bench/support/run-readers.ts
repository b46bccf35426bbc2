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
  const told = await Promise.all(Array.from({ length: processes }, (_, seed) => runProcess({ ...input, seed })));
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

async function runProcess(input: ReadersInput): Promise<readonly AnswerTimes[]> {
  const child = fork(join(import.meta.dirname, 'history-readers.ts'), [JSON.stringify(input)], { stdio: 'inherit' });
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`Readers ended with ${code} before they said anything.`);
  });
  const [answers] = (await Promise.race([once(child, 'message'), exited])) as [readonly AnswerTimes[]];
  exited.catch(() => undefined);
  return answers;
}
