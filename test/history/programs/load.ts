/**
 * Loads facts 0 … count-1 in commits of ten from the committed position on, as a source does; ends itself at the
 * n-th time a step is reached, as kill -9 would.
 * Arguments: folder, count, step (or `-`), n, and the time of grace for merged files in ms (default 0).
 */
import { type HistoryWriter, openEmbeddedHistory } from '../../../src/history/index.ts';
import { factsOf } from './facts.ts';

const [dir = '', countText = '0', step = '-', nText = '1', graceMs = '0'] = process.argv.slice(2);
const count = Number(countText);
let left = Number(nText);

async function commitRest(writer: HistoryWriter, from: number): Promise<void> {
  const commits: Promise<unknown>[] = [];
  for (let next = from; next < count; next += 10) {
    const to = Math.min(count, next + 10);
    const facts = factsOf(next, to);
    const account = { received: to - next, refused: 0, filtered: 0, expired: 0, lost: 0 };
    commits.push(writer.commit({ source: 'mes', identityBy: 'key', facts, account, position: { next: to } }));
    // A few in flight, so that some are applied together.
    if (commits.length % 3 === 0) await Promise.all(commits);
  }
  await Promise.all(commits);
}

await using history = await openEmbeddedHistory({
  dir,
  checkpointEvery: 4,
  compactSegmentsMin: 3,
  graceMs: Number(graceMs),
  onStep(reached) {
    if (reached === step && --left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
await using writer = await history.openWriter({ holder: 'load' });
const position = (await history.snapshot()).findPosition('mes');
await commitRest(writer, Number(position?.['next'] ?? 0));
