/** Before which instants facts and rollups are gone. What was said once is never taken back: only more goes. Pure. */
import { type RollupLevel, rollupLevels } from '../../../analytics/index.ts';
import type { FactKind } from '../../../model/index.ts';

/** As the manifest says it; instants are whole days (UTC). */
export interface SaidExpiries {
  /** By kind; of readings those of tags in no group. */
  readonly facts: Readonly<Partial<Record<FactKind, number>>>;
  /** Tags whose readings have an instant of their own; null: none of theirs are gone. */
  readonly tagGroups: readonly { readonly beforeAt: number | null; readonly tags: readonly string[] }[];
  readonly rollups: Readonly<Partial<Record<RollupLevel, number>>>;
}

/** Of a state. */
export interface Expiries {
  readonly facts: SaidExpiries['facts'];
  /** Only tags of which something else holds than of the others. */
  readonly tags: ReadonlyMap<string, number | null>;
  readonly rollups: SaidExpiries['rollups'];
}

export const noExpiries: Expiries = { facts: {}, tags: new Map(), rollups: {} };

/** What holds once this is said too; the same where nothing changes. */
export function expiriesAfter(before: Expiries, said: SaidExpiries): Expiries {
  const grouped = new Map(said.tagGroups.flatMap(({ tags, beforeAt }) => tags.map((tag) => [tag, beforeAt] as const)));
  const facts = latestOf(before.facts, said.facts);
  const others = facts.reading ?? null;
  const tags = new Map<string, number | null>();
  for (const tag of new Set([...before.tags.keys(), ...grouped.keys()])) {
    const had = before.tags.has(tag) ? before.tags.get(tag) : before.facts.reading;
    const more = grouped.has(tag) ? grouped.get(tag) : said.facts.reading;
    const at = Math.max(had ?? Number.NEGATIVE_INFINITY, more ?? Number.NEGATIVE_INFINITY);
    const beforeAt = at === Number.NEGATIVE_INFINITY ? null : at;
    if (beforeAt !== others) tags.set(tag, beforeAt);
  }
  const after: Expiries = { facts, tags, rollups: latestOf(before.rollups, said.rollups) };
  return isSame(before, after) ? before : after;
}

/** What says all of it at once, as a checkpoint does. */
export function sayExpiries({ facts, tags, rollups }: Expiries): SaidExpiries {
  const groups = Map.groupBy(tags, ([, beforeAt]) => beforeAt);
  const tagGroups = [...groups].map(([beforeAt, some]) => ({ beforeAt, tags: some.map(([tag]) => tag).sort() }));
  return { facts, tagGroups, rollups };
}

/** Before which instant the facts of a kind are gone, or the readings of a tag; undefined where none are. */
export function expiryOf({ facts, tags }: Expiries, kind: FactKind, tag?: string): number | undefined {
  if (kind !== 'reading' || tag === undefined || !tags.has(tag)) return facts[kind];
  return tags.get(tag) ?? undefined;
}

/** From then on no fact of the kind is gone, of readings of no tag. */
export function newestExpiry({ facts, tags }: Expiries, kind: FactKind): number {
  const newest = facts[kind] ?? Number.NEGATIVE_INFINITY;
  if (kind !== 'reading') return newest;
  return tags.values().reduce((most: number, at) => Math.max(most, at ?? most), newest);
}

/** Before then the readings of every tag are gone. */
export function oldestReadingExpiry({ facts, tags }: Expiries): number {
  const none = Number.NEGATIVE_INFINITY;
  return tags.values().reduce((least: number, at) => Math.min(least, at ?? none), facts.reading ?? none);
}

/** Before then nothing is left of what tags said, neither readings nor rollups. */
export function forgottenBefore(expiries: Expiries): number {
  const ofRollups = rollupLevels.map((level) => expiries.rollups[level] ?? Number.NEGATIVE_INFINITY);
  return Math.min(oldestReadingExpiry(expiries), ...ofRollups);
}

function latestOf<K extends string>(
  before: Readonly<Partial<Record<K, number>>>,
  said: Readonly<Partial<Record<K, number>>>,
): Partial<Record<K, number>> {
  const latest: Partial<Record<K, number>> = { ...before };
  for (const [name, at] of Object.entries(said) as [K, number][])
    latest[name] = Math.max(latest[name] ?? Number.NEGATIVE_INFINITY, at);
  return latest;
}

function isSame(before: Expiries, after: Expiries): boolean {
  const isIn = (some: object, others: object): boolean =>
    Object.entries(some).every(([name, at]) => (others as Record<string, number>)[name] === at);
  return (
    isIn(after.facts, before.facts) &&
    isIn(after.rollups, before.rollups) &&
    after.tags.size === before.tags.size &&
    [...after.tags].every(([tag, at]) => before.tags.has(tag) && before.tags.get(tag) === at)
  );
}
