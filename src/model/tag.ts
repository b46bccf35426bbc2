/** Tags: measured quantities of equipment. */
import type { EquipmentId } from './equipment.ts';

/** `measure`: a quantity that varies; `counter`: one that only grows, but for resets; `state`: one of a few values. */
export const tagKinds = ['measure', 'counter', 'state'] as const;
export type TagKind = (typeof tagKinds)[number];

/** What a reading of a tag holds. A boolean is held as 0 or 1. */
export const tagValueTypes = ['number', 'boolean', 'text'] as const;
export type TagValueType = (typeof tagValueTypes)[number];

/** What holds readings back before they are stored; absent parts hold nothing back. The raw value is kept by default. */
export interface TagFilter {
  /** A reading is held back while it differs from the last one kept by no more than this, in the tag's unit. */
  readonly deadBand?: number;
  /** A change is kept only once it has lasted this long. */
  readonly debounceMs?: number;
  /** Each value is replaced by the median of the last n, an odd number. */
  readonly medianOf?: number;
}

export interface Tag {
  /** Unique in the plant. */
  readonly id: string;
  readonly name: string;
  readonly equipment: EquipmentId;
  readonly kind: TagKind;
  readonly valueType: TagValueType;
  /** UCUM code in which its readings are stored; `1` for a pure number. */
  readonly unit: string;
  /** Physical range in its unit; a reading outside is refused. Unbounded where absent. */
  readonly min?: number;
  readonly max?: number;
  /** Longest time between two readings when all is well; where absent, silence is never a gap. */
  readonly expectedIntervalMs?: number;
  /** Of a counter: the count at which it begins anew at 0, such as 65,536; where absent, a fall is a reset. */
  readonly rolloverAt?: number;
  /** What it may say, where its words for states are mapped: a reading of another value is refused. Anything where absent. */
  readonly values?: readonly (string | number)[];
  /** Whether the oldest readings may be dropped, counted and recorded as a gap, when the buffer is full. */
  readonly isDroppable: boolean;
  readonly filter?: TagFilter;
  /** Names by which sources know it, its id among them. A source's own alias table goes before. */
  readonly sourceNames: readonly string[];
}

/** A tag as the plant file says it; durations in seconds. */
export interface TagConfig {
  readonly id: string;
  /** Default: its id. */
  readonly name?: string | undefined;
  /** Equipment id. */
  readonly equipment: string;
  /** Default: `measure` where it is a number, else `state`. */
  readonly kind?: TagKind | undefined;
  /** Default: `number`. */
  readonly valueType?: TagValueType | undefined;
  /** UCUM code. Default: `1`. */
  readonly unit?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly expectedIntervalSeconds?: number | undefined;
  readonly rolloverAt?: number | undefined;
  /** Default: false. */
  readonly droppable?: boolean | undefined;
  readonly deadBand?: number | undefined;
  readonly debounceSeconds?: number | undefined;
  readonly medianOf?: number | undefined;
  /** Names by which sources know it, besides its id. */
  readonly sourceNames?: readonly string[] | undefined;
}
