/**
 * The units that tags had when the plant ran last. History keeps numbers, and the plant file says in which unit they are:
 * with another unit, what was measured before would be read wrongly, which whoever changes it must be told.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Tag } from '../model/index.ts';

export interface ChangedUnit {
  readonly tag: string;
  readonly from: string;
  readonly to: string;
}

/** Tags whose unit is not what it was; remembers what it is now, of tags that are gone what it was. */
export async function noteUnits(storeDir: string, tags: readonly Tag[]): Promise<readonly ChangedUnit[]> {
  const path = join(storeDir, 'run', 'units.json');
  const before = await readUnits(path);
  const changed = tags.flatMap(({ id, unit }) => {
    const from = before.get(id);
    return from === undefined || from === unit ? [] : [{ tag: id, from, to: unit }];
  });
  const after = new Map([...before, ...tags.map(({ id, unit }) => [id, unit] as const)]);
  if (changed.length === 0 && after.size === before.size) return changed;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, JSON.stringify(Object.fromEntries(after)));
  await rename(`${path}.part`, path);
  return changed;
}

async function readUnits(path: string): Promise<ReadonlyMap<string, string>> {
  try {
    return new Map(Object.entries(JSON.parse(await readFile(path, 'utf8')) as Record<string, string>));
  } catch (error) {
    // Cut short by a power cut, it says as little as one that is not there.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
}
