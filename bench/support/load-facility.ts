/** Writes the facility's history into a folder: in a process of its own, so that a bench's memory is not that of making its input. */
import { join } from 'node:path';
import { openEmbeddedHistory } from '../../src/history/index.ts';
import { generateFacility } from './facility.ts';

const commitsInFlightMax = 4;

async function loadFacility(dir: string, days: number): Promise<number> {
  await using history = await openEmbeddedHistory({ dir });
  await using writer = await history.openWriter({ holder: 'bench' });
  const inFlight: Promise<number>[] = [];
  let stored = 0;
  for (const facts of generateFacility(days)) {
    const received = facts.reduce((sum, { length }) => sum + length, 0);
    const account = { received, refused: 0, filtered: 0, expired: 0, lost: 0 };
    const commit = writer.commit({ source: 'mes', identityBy: 'content', facts, account, position: {} });
    inFlight.push(commit.then((receipt) => receipt.account.stored));
    if (inFlight.length >= commitsInFlightMax) stored += await (inFlight.shift() as Promise<number>);
  }
  for (const commit of inFlight) stored += await commit;
  return stored;
}

const [dir, days] = process.argv.slice(2);
if (dir !== undefined) console.log(await loadFacility(join(dir, 'store/history'), Number(days)));
