/** Gaps as sets of time, by what they silence. */
import { emptyTable, type FactTable, textAt } from '../../model/index.ts';
import { emptySet, type IntervalSet, union, unionOfAll } from '../../time/index.ts';

export interface GapSpans {
  /** Whether there is none of any tag or source. */
  readonly isEmpty: boolean;
  /** Time in which nothing is known of the tag's readings from this source. */
  of(tag: string, source: string): IntervalSet;
  /** Time in which nothing is known of the tag's readings from at least one source. */
  ofAnySource(tag: string): IntervalSet;
}

/**
 * Gaps of a tag and those of its source as a whole. One that was recovered is none: its readings came later, and say
 * themselves where they lack.
 */
export function createGapSpans(gaps: FactTable<'gap'> = emptyTable('gap')): GapSpans {
  const { columns, length } = gaps;
  const rows = new Map<string, number[]>();
  const sources = new Set<string>();
  for (let i = 0; i < length; i++) {
    if (textAt(columns.status, i) === 'recovered') continue;
    const source = textAt(columns.source, i);
    sources.add(source);
    const key = keyOf(textAt(columns.tag, i), source);
    const own = rows.get(key);
    if (own === undefined) rows.set(key, [i]);
    else own.push(i);
  }
  const sets = new Map<string, IntervalSet>();
  const of = (tag: string, source: string): IntervalSet => {
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
  };
  return {
    isEmpty: rows.size === 0,
    of,
    ofAnySource: (tag) => unionOfAll([...sources].map((source) => of(tag, source))),
  };
}

function keyOf(tag: string, source: string): string {
  return JSON.stringify([tag, source]);
}
