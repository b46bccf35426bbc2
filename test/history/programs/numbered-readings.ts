/** Readings by the number of their commit, which is their value, from 1; a day's, each commit at other instants. */
import { createReadingTable, type FactTable, toTable } from '../../../src/model/index.ts';

export const dayStartAt: number = Date.UTC(2026, 0, 5);
export const tagsOfCommits: readonly string[] = ['a', 'b', 'c'];
const perTag = 20;
export const readingsPerCommit: number = tagsOfCommits.length * perTag;
/** Commits go round these hours, so that later ones touch what was rolled up before. */
const hours = 4;

export function readingsOfCommit(commit: number): FactTable<'reading'> {
  const hourAt = dayStartAt + (commit % hours) * 3_600_000;
  const rows = tagsOfCommits.flatMap((tag) =>
    Array.from({ length: perTag }, (_, i) => ({ tag, at: hourAt + i * 60_000 + commit, value: commit })),
  );
  return createReadingTable(toTable('reading', rows).columns);
}
