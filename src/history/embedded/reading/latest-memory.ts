/**
 * The latest readings found in a state, which are the latest until something is committed: who asks again, as screens do that are
 * refreshed, has them at once. Of the last instant only; they go with their state.
 */
import type { LatestReading } from '../../reference/latest-table.ts';
import type { ManifestState } from '../manifest-state.ts';

/** So many tags are remembered of a state, in 30 MB or so. */
const tagsMaxDefault = 100_000;

export type LatestReadings = ReadonlyMap<string, LatestReading>;

export interface LatestMemory {
  /** What is known of the tags, and which are to be looked for; as in a query, undefined for all that ever spoke. */
  recall(tags: readonly string[] | undefined): {
    readonly found: LatestReadings;
    readonly missing: readonly string[] | undefined;
  };
  /** @param tags what was looked for: those not found have never spoken */
  keep(tags: readonly string[] | undefined, found: LatestReadings): void;
}

const memories = new WeakMap<ManifestState, LatestMemory>();

export function latestOfState(state: ManifestState): LatestMemory {
  const known = memories.get(state);
  if (known !== undefined) return known;
  const memory = createLatestMemory();
  memories.set(state, memory);
  return memory;
}

export function createLatestMemory(tagsMax: number = tagsMaxDefault): LatestMemory {
  const known = new Map<string, LatestReading | undefined>();
  let isWhole = false;
  return {
    recall(tags) {
      const asked = tags ?? (isWhole ? [...known.keys()] : []);
      const found = new Map<string, LatestReading>();
      for (const tag of asked) {
        const reading = known.get(tag);
        if (reading !== undefined) found.set(tag, reading);
      }
      if (isWhole) return { found, missing: [] };
      return { found, missing: tags?.filter((tag) => !known.has(tag)) };
    },
    keep(tags, found) {
      const names = tags ?? [...found.keys()];
      if (known.size + names.length > tagsMax) {
        known.clear();
        isWhole = false;
      }
      if (names.length > tagsMax) return;
      for (const tag of names) known.set(tag, found.get(tag));
      if (tags === undefined) isWhole = true;
    },
  };
}
