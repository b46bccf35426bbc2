/** What is known of a stop beside its reason. */
import { minuteMs } from '../../time/index.ts';

/**
 * `place`: where in the equipment tree; `length`: how long; `product`: what was made, and for which order; `operation`;
 * `time`: shift and hour; `before`: what the unit did before, and how long; `after`: what it did then, and whether for the
 * same order; `again`: the last cause told of the unit, and how long ago; `neighbours`: how many of the same place were
 * down meanwhile, and why; `line`: what the units before and behind it in a line were doing when it stopped.
 */
export const clueKinds = [
  'place',
  'length',
  'product',
  'operation',
  'time',
  'before',
  'after',
  'again',
  'neighbours',
  'line',
] as const;
export type ClueKind = (typeof clueKinds)[number];

/**
 * Of each kind the contexts that a stop is in, from general to special: `['grinding', 'grinding/machine-3']`. A special
 * one lies within the general one before it, and its text names that too. None where nothing is known of the kind.
 */
export type Clues = { readonly [Kind in ClueKind]: readonly string[] };

export interface StopDescription {
  readonly clues: Clues;
  /** One context for each octave that its length reached: what stops that still last are compared with. */
  readonly reached: readonly string[];
}

/** Shorter than 15 s is one octave, and so is longer than 68 h. */
const octavesFrom = -3;
const octavesTo = 12;

/**
 * The octave of minutes that a length is in: 3 is from 8 minutes up to 16. Lengths of stops spread over orders of
 * magnitude, and differ by factors.
 */
export function octaveOf(ms: number): number {
  let octave = octavesFrom;
  while (octave < octavesTo && ms >= minuteMs * 2 ** (octave + 1)) octave++;
  return octave;
}

/** From general to special: a range of a factor of four, and one of two within it. */
export function lengthContexts(ms: number): readonly string[] {
  const octave = octaveOf(ms);
  const even = Math.floor(octave / 2) * 2;
  return [...new Set([rangeText(even, even + 2), rangeText(octave, octave + 1)])];
}

/** One context for each octave that a length reaches, the longest last: a stop that still lasts is compared with that. */
export function reachedContexts(ms: number): readonly string[] {
  const contexts: string[] = [];
  for (let octave = octavesFrom; octave <= octaveOf(ms); octave++) contexts.push(reachedContext(octave));
  return contexts;
}

function reachedContext(octave: number): string {
  return `${2 ** octave} min or longer`;
}

/** `8 to 16 min`; the shortest and the longest are open. */
function rangeText(from: number, to: number): string {
  if (from <= octavesFrom) return `below ${2 ** to} min`;
  return to > octavesTo ? reachedContext(octavesTo) : `${2 ** from} to ${2 ** to} min`;
}
