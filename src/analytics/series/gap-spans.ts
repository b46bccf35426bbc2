/** Gaps as sets of time, by what they silence. */
import { emptyTable, type FactTable, textAt } from '../../model/index.ts';
import { emptySet, type IntervalSet, union } from '../../time/index.ts';

export interface GapSpans {
  /** Time in which nothing is known of the tag's readings from this source. */
  of(tag: string, source: string): IntervalSet;
}

/**
 * Gaps of a tag and those of its source as a whole. One that was recovered is none: its readings came later, and say
 * themselves where they lack.
 */
export function createGapSpans(gaps: FactTable<'gap'> = emptyTable('gap')): GapSpans {
  const { columns, length } = gaps;
  const rows = new Map<string, number[]>();
  for (let i = 0; i < length; i++) {
    if (textAt(columns.status, i) === 'recovered') continue;
    const key = keyOf(textAt(columns.tag, i), textAt(columns.source, i));
    const own = rows.get(key);
    if (own === undefined) rows.set(key, [i]);
    else own.push(i);
  }
  const sets = new Map<string, IntervalSet>();
  return {
    of(tag, source) {
      if (rows.size === 0) return emptySet;
      const key = keyOf(tag, source);
      let set = sets.get(key);
      if (set === undefined) {
        const own = [...(rows.get(key) ?? []), ...(tag === '' ? [] : (rows.get(keyOf('', source)) ?? []))];
        set = union(
          own.map((row) => columns.startAt[row] as number),
          own.map((row) => columns.endAt[row] as number),
        );
        sets.set(key, set);
      }
      return set;
    },
  };
}

function keyOf(tag: string, source: string): string {
  return JSON.stringify([tag, source]);
}
