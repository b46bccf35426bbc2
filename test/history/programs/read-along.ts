/**
 * Takes snapshot after snapshot until one has all readings and answers them from rollups alone. Each must hold whole commits,
 * none twice, none less than the one before, and say the same of them as a read, as buckets and as latest values. Writes a
 * line for each different state it saw.
 * Arguments: folder, number of commits.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { plainRule } from '../../../src/analytics/index.ts';
import { type HistorySnapshot, openEmbeddedHistory } from '../../../src/history/index.ts';
import { dayStartAt, readingsPerCommit, tagsOfCommits } from './numbered-readings.ts';

const [dir = '', commitsText = '0'] = process.argv.slice(2);
const commits = Number(commitsText);
const day = { fromAt: dayStartAt, toAt: dayStartAt + 86_400_000 };
const tags = tagsOfCommits.map((id) => ({ id, rule: plainRule }));
const edges = Float64Array.from({ length: 25 }, (_, hour) => day.fromAt + hour * 3_600_000);

await using history = await openEmbeddedHistory({ dir, readThreads: 1 });
for (let last = -1, isDone = false; !isDone; ) {
  const snapshot = await history.snapshot();
  const stored = snapshot.accounts.get('mqtt')?.stored ?? 0;
  if (stored < last) throw new Error(`A snapshot has ${stored} readings after one of ${last}.`);
  if (stored % readingsPerCommit !== 0) throw new Error(`A snapshot has ${stored} readings, which is half a commit.`);
  const isRolledUp = await checkReadings(snapshot, stored);
  if (stored > last) process.stdout.write(`${stored}\n`);
  last = stored;
  const isComplete = stored === commits * readingsPerCommit;
  isDone = isComplete && isRolledUp;
  // What merges and rolls up has the processor time that others leave it.
  if (!isDone) await wait(isComplete ? 1_000 : 250);
}

/** Whether no bucket was made of readings. */
async function checkReadings(snapshot: HistorySnapshot, stored: number): Promise<boolean> {
  const { columns, length } = await snapshot.read({ kind: 'reading', window: day });
  const counts = Map.groupBy(columns.value, (commit) => commit);
  const isWhole = [...counts.values()].every((readings) => readings.length === readingsPerCommit);
  if (length !== stored || !isWhole) throw new Error(`Of ${stored} readings ${length} were read, or some twice.`);
  const figures = ['readingCount', 'mean'] as const;
  const { figures: answer, rowCounts } = await snapshot.resample({ tags, edges, untilAt: day.toAt, figures });
  const { readingCount = new Float64Array(0), mean = new Float64Array(0) } = answer;
  const [count, total] = [
    sumOf(readingCount),
    sumOf(mean.map((one, i) => (readingCount[i] ? one : 0) * (readingCount[i] ?? 0))),
  ];
  const expected = sumOf(columns.value);
  if (count !== stored || Math.abs(total - expected) > 1e-9 * expected)
    throw new Error(`Buckets have ${count} readings that add up to ${total} instead of ${stored} and ${expected}.`);
  const latest = await snapshot.findLatest({ at: day.toAt });
  if (latest.length !== (stored === 0 ? 0 : tags.length))
    throw new Error(`Of ${latest.length} tags there is a latest value.`);
  return rowCounts.reading === 0;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
