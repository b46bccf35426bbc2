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

export function sumOf<T>(rows: readonly T[], value: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + value(row), 0);
}
