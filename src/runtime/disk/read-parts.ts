/** What the parts of a store take, by the day they belong to. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DaySize, History, RetentionCut } from '../../history/index.ts';
import { dayMs } from '../../time/index.ts';
import type { StoredPart } from './forecast.ts';

export interface ReadPartsOptions {
  /** What retention removes now; undefined: everything is kept. */
  readonly cut?: RetentionCut | undefined;
  readonly nowMs: number;
}

/** Kinds of facts, levels of rollups, and the archive of reports. */
export async function readParts(
  { history, storeDir }: { readonly history: Pick<History, 'status'>; readonly storeDir: string },
  { cut, nowMs }: ReadPartsOptions,
): Promise<readonly StoredPart[]> {
  const parts = new Map<string, { readonly what: DaySize['what']; readonly bytesByDay: Map<number, number> }>();
  for (const { what, day, byteLength } of (await history.status()).listSizes()) {
    const at = Date.parse(day);
    // Facts of no known time belong to no day, and are few.
    if (Number.isNaN(at)) continue;
    const name = 'kind' in what ? what.kind : what.level;
    const part = parts.get(name) ?? { what, bytesByDay: new Map<number, number>() };
    parts.set(name, part);
    addBytes(part.bytesByDay, at / dayMs, byteLength);
  }
  const stored = [...parts].map(([name, { what, bytesByDay }]) => {
    const beforeAt = cut === undefined ? undefined : oldestKept(what, cut);
    const keptDays = beforeAt === undefined ? undefined : Math.ceil((nowMs - beforeAt) / dayMs);
    return { name, bytesByDay, keptDays };
  });
  return [...stored, { name: 'archive', bytesByDay: await readArchiveSizes(storeDir), keptDays: undefined }];
}

/** Of readings what is kept the longest, since sizes are not known by tag; undefined: some are kept for ever. */
function oldestKept(what: DaySize['what'], { facts, rollups, tagGroups }: RetentionCut): number | undefined {
  if ('level' in what) return rollups[what.level];
  if (what.kind !== 'reading') return facts[what.kind];
  const all = [facts.reading, ...tagGroups.map(({ beforeAt }) => beforeAt)];
  return all.every((at) => at !== undefined) ? Math.min(...all) : undefined;
}

/** Files never change, so the day they were written is the day they came. */
async function readArchiveSizes(storeDir: string): Promise<Map<number, number>> {
  const sizes = new Map<number, number>();
  const folder = join(storeDir, 'archive');
  for (const name of await filesOf(folder)) {
    const found = await stat(join(folder, name)).catch(ifMissing(undefined));
    if (found?.isFile() === true) addBytes(sizes, Math.floor(found.mtimeMs / dayMs), found.size);
  }
  return sizes;
}

async function filesOf(folder: string): Promise<readonly string[]> {
  return await readdir(folder, { recursive: true }).catch(ifMissing([]));
}

/** What an error of a file that is not there stands for; a report that is being written comes and goes. */
function ifMissing<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return value;
    throw error;
  };
}

function addBytes(sizes: Map<number, number>, day: number, bytes: number): void {
  sizes.set(day, (sizes.get(day) ?? 0) + bytes);
}
