/** What a look over a store has found, as data. */
import type { RollupLevel } from '../../../analytics/index.ts';
import type { FactKind } from '../../../model/index.ts';
import type { Interval } from '../../../time/index.ts';

/**
 * - `missing`: a file that is named is not there.
 * - `cut`: it is shorter or longer than it was written.
 * - `changed`: it is as long as it was written, but other bytes.
 * - `unreadable`: the disk or its rights do not give it.
 * - `chain`: an entry of the manifest does not follow from the one before it.
 * - `differs`: its bytes are as they were written, but say something else than what they should agree with.
 * - `left-over`: nothing names it, as where a process was killed.
 */
export const damageKinds = ['missing', 'cut', 'changed', 'unreadable', 'chain', 'differs', 'left-over'] as const;
export type DamageKind = (typeof damageKinds)[number];

/** Which part of the history. */
export const historyParts = ['entry', 'checkpoint', 'lease', 'facts', 'superseded', 'rollup', 'account'] as const;
export type HistoryPart = (typeof historyParts)[number];

/**
 * What can be done about it.
 * - `restore`: it cannot be made again; only a backup has it.
 * - `rebuild`: it can be made again of what is there, once it is taken out (`rebuildEmbeddedHistory`).
 * - `itself`: the next writer puts it right, or removes it.
 * - `none`: nothing is to be done.
 */
export type Remedy = 'restore' | 'rebuild' | 'itself' | 'none';

/** Which facts, or which time of a level of rollups, stand on a file. */
export interface Touched {
  readonly what: { readonly kind: FactKind } | { readonly level: RollupLevel };
  /** From the first to the last of them; undefined where they have no time, or nobody knows. */
  readonly window: Interval | undefined;
  readonly places: TouchedPlaces;
}

/** Tags of readings and rollups, sources of gaps and refusals, else equipment. */
export type TouchedPlaces =
  | { readonly kind: 'any' }
  | { readonly kind: 'some'; readonly places: readonly string[] }
  /** By the bytes of their names. */
  | { readonly kind: 'between'; readonly first: string; readonly last: string };

export interface Finding<Part extends string = HistoryPart> {
  /** `note`: nothing is damaged. */
  readonly severity: 'damage' | 'note';
  readonly part: Part;
  readonly kind: DamageKind;
  /** Relative to the folder that was looked at, with `/`. */
  readonly path: string;
  /** What is wrong with it, as the rest of a sentence that begins with its path. */
  readonly what: string;
  /** Undefined where it is nothing of a kind, a place and a time. */
  readonly touches: Touched | undefined;
  readonly remedy: Remedy;
}

export type HistoryFinding = Finding;

/** A damage; `touches` and `remedy` are mostly found out later. */
export function damageOf<Part extends string>(
  part: Part,
  kind: DamageKind,
  path: string,
  what: string,
  { touches, remedy = 'restore' }: { readonly touches?: Touched | undefined; readonly remedy?: Remedy } = {},
): Finding<Part> {
  return { severity: 'damage', part, kind, path, what, touches, remedy };
}

/** Something that is no damage. */
export function noteOf<Part extends string>(
  part: Part,
  kind: DamageKind,
  path: string,
  what: string,
  remedy: Remedy,
): Finding<Part> {
  return { severity: 'note', part, kind, path, what, touches: undefined, remedy };
}
