/** What lies in a folder, as names in the order of their bytes. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isObjectName } from '../object-names.ts';
import type { StoredObject } from '../target.ts';
import { errnoOf } from './folder-problems.ts';

/** Files whose size is asked for at once: a share answers each after its way there and back. */
const asksMax = 16;

/** Objects below `root` whose names begin with `prefix`. Files that are none of ours are passed over. */
export async function* listFolder(root: string, prefix: string, signal?: AbortSignal): AsyncIterable<StoredObject> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  // A root that is missing is no empty one: its share is not mounted.
  if (folder !== '') await stat(root);
  yield* listBelow(root, folder, prefix, signal);
}

async function* listBelow(
  root: string,
  folder: string,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncIterable<StoredObject> {
  signal?.throwIfAborted();
  const names = await namesIn(join(root, folder), folder === '');
  const wanted = names
    .map((name) => folder + name)
    .filter((name) => name.startsWith(prefix))
    .sort(compareText);
  for (let at = 0; at < wanted.length; ) {
    const name = wanted[at] as string;
    if (name.endsWith('/')) {
      if (isObjectName(name.slice(0, -1))) yield* listBelow(root, name, prefix, signal);
      at += 1;
      continue;
    }
    const chunk = wanted.slice(at, at + asksMax);
    const end = chunk.findIndex((other) => other.endsWith('/'));
    const files = end === -1 ? chunk : chunk.slice(0, end);
    signal?.throwIfAborted();
    const found = await Promise.all(files.filter(isObjectName).map((file) => describeFile(root, file)));
    for (const object of found) if (object !== undefined) yield object;
    at += files.length;
  }
}

/** Undefined where there is no such file. */
export async function describeFile(root: string, name: string): Promise<StoredObject | undefined> {
  try {
    const found = await stat(join(root, name));
    return found.isFile() ? { name, byteLength: found.size, modifiedAt: Math.floor(found.mtimeMs) } : undefined;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Folders with a `/` at their end, so that they sort as the names below them do. */
async function namesIn(folder: string, isRoot: boolean): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  } catch (error) {
    if (!isRoot && (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR')) return [];
    throw error;
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
