/**
 * The index of a share. Every delivery writes its entry first and then the index from all entries; who wrote the index
 * looks whether an entry came meanwhile, and if so writes again. So the last writer's index has every entry, whatever
 * the order, without a lock.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './atomic-write.ts';
import { compareEntries, type ShareEntry, shareEntrySchema } from './entry.ts';
import { indexJson, indexPage } from './index-page.ts';

/** Entries lie here, below the share's folder, by year. */
const entryFolder = '.gemba-index';
/** Rounds before it is left to the other writers, who come after and see our entry. */
const roundsMax = 20;

export async function addEntry(root: string, entry: ShareEntry, owner: string): Promise<void> {
  const folder = join(root, entryFolder, entry.date.slice(0, 4));
  await mkdir(folder, { recursive: true });
  await replaceFile(join(folder, `${owner}.json`), Buffer.from(`${JSON.stringify(entry)}\n`), owner);
}

export async function writeIndex(root: string, title: string, owner: string): Promise<void> {
  let names = await listEntries(root);
  for (let round = 0; round < roundsMax; round += 1) {
    const entries = (await Promise.all(names.map((name) => readEntry(join(root, entryFolder, name)))))
      .filter((entry) => entry !== undefined)
      .sort(compareEntries);
    await replaceFile(join(root, 'index.json'), Buffer.from(indexJson(title, entries)), owner);
    await replaceFile(join(root, 'index.html'), Buffer.from(indexPage(title, entries)), owner);
    const written = names;
    names = await listEntries(root);
    if (names.join('\n') === written.join('\n')) return;
  }
}

async function listEntries(root: string): Promise<readonly string[]> {
  const names = await readdir(join(root, entryFolder), { recursive: true });
  return names.filter((name) => name.endsWith('.json')).sort();
}

/** Undefined for what is no entry of ours, such as a file that someone put there. */
async function readEntry(path: string): Promise<ShareEntry | undefined> {
  const text = await readFile(path, 'utf8');
  try {
    return shareEntrySchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
