/** A figure is known, with bounds, or unknown with its reason; never `NaN`, never a 0 that means "don't know". */

export const unknownReasons = [
  'no-planned-time',
  'no-time-base',
  'no-run-time',
  'no-pieces',
  'no-ideal-time',
  'no-failures',
  'too-little-history',
  'no-facts',
  'not-in-the-data',
] as const;
export type UnknownReason = (typeof unknownReasons)[number];

export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: UnknownReason;
}

/** A value with the bounds that missing knowledge leaves: `low ≤ value ≤ high`. */
export interface Bounded {
  readonly kind: 'known';
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export type Known = Bounded | Unknown;

export function unknown(reason: UnknownReason): Unknown {
  return { kind: 'unknown', reason };
}

export function exactly(value: number): Bounded {
  return { kind: 'known', value, low: value, high: value };
}

export function bounded(value: number, low: number, high: number): Bounded {
  return { kind: 'known', value, low, high };
}

/** The written form in JSON: `{ value, low, high }` or `{ unknown: reason }`. */
export type WrittenKnown =
  | { readonly value: number; readonly low: number; readonly high: number }
  | { readonly unknown: UnknownReason };

export function writeKnown(known: Known): WrittenKnown {
  return known.kind === 'known' ? { value: known.value, low: known.low, high: known.high } : { unknown: known.reason };
}
