import { GembaError } from '../../model/index.ts';
import { pointId } from './layout.ts';
import { readList, readPointStep } from './points.ts';
import type { ObjectSource } from './read-object.ts';
import type { PartRow, RepositoryState } from './steps.ts';

/** Bytes that points need, and what for. */
export interface Need {
  readonly byteLength: number;
  readonly what: string;
  /** By id. */
  readonly points: Set<string>;
  /** As `part/path`. */
  readonly files: Set<string>;
}

/**
 * What the points of a state need, by SHA-256. Of a list that cannot be read only itself is known to be needed; a step that
 * cannot be read is told elsewhere.
 */
export async function collectNeeds(
  source: ObjectSource,
  state: RepositoryState,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Need>> {
  const needs = new Map<string, Need>();
  const need = (sha256: string, byteLength: number, what: string): Need => {
    const known = needs.get(sha256) ?? { byteLength, what, points: new Set(), files: new Set() };
    needs.set(sha256, known);
    return known;
  };
  /** By list: which points have it, so that each is read once. */
  const lists = new Map<string, { readonly part: PartRow; readonly points: Set<string> }>();
  for (const { number, at } of state.points) {
    const parts = await readPointStep(source.target, number).catch(ignoreDamage);
    for (const part of parts ?? []) {
      const known = lists.get(part.list.sha256) ?? { part, points: new Set() };
      known.points.add(pointId(at, number));
      lists.set(part.list.sha256, known);
    }
  }
  for (const { part, points } of lists.values()) {
    const what = `the list of files of ${part.name}`;
    const ofList = need(part.list.sha256, part.list.byteLength, what);
    for (const id of points) ofList.points.add(id);
    const files = await readList(source, part, signal).catch(ignoreDamage);
    for (const { sha256, byteLength, path } of files ?? []) {
      const known = need(sha256, byteLength, 'bytes of files');
      for (const id of points) known.points.add(id);
      known.files.add(`${part.name}/${path}`);
    }
  }
  return needs;
}

function ignoreDamage(error: unknown): undefined {
  if (error instanceof GembaError && error.code === 'backup-damaged') return undefined;
  throw error;
}
