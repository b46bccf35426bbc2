/** Figures that may be unknown, as texts of a table. */
import type { WrittenKnown } from '../../model/index.ts';
import type { Formats } from '../words/formats.ts';
import type { Words } from '../words/words.ts';

/** The figure, or why it is unknown. */
export function knownText(known: WrittenKnown, format: (value: number) => string, words: Words): string {
  return 'unknown' in known ? words.unknown[known.unknown] : format(known.value);
}

/** A ratio for a column of figures; empty where it is unknown. */
export function ratioText(known: WrittenKnown, digits: 0 | 1, formats: Formats): string {
  return 'unknown' in known ? '' : formats.percent(known.value, digits);
}

/** `(38–44)`; empty where the figure is unknown, or its bounds are the same as they are written. */
export function boundsNote(known: WrittenKnown, format: (value: number) => string): string {
  if ('unknown' in known) return '';
  const [low, high] = [format(known.low), format(known.high)];
  return low === high ? '' : `(${low}–${high})`;
}

export function sumOf<T>(rows: readonly T[], value: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + value(row), 0);
}
