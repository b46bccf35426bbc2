/** Reads snapshots until one has `count` facts; each must hold whole commits only. Prints how many it saw. */
import { openEmbeddedHistory } from '../../../src/history/index.ts';

const [dir = '', countText = '0'] = process.argv.slice(2);
await using history = await openEmbeddedHistory({ dir });
const seen = new Set<number>();
for (let length = 0; length < Number(countText); ) {
  const snapshot = await history.snapshot();
  const { length: read, versions } = await snapshot.read({ kind: 'production' });
  if (versions.some((count) => count !== 1)) throw new Error('A fact was read that is there twice.');
  if (read % 10 !== 0 || (read !== snapshot.accounts.get('mes')?.stored && read > 0))
    throw new Error(`A snapshot has ${read} facts, its account ${snapshot.accounts.get('mes')?.stored}.`);
  seen.add(read);
  length = read;
}
process.stdout.write(String(seen.size));
