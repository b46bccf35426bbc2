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
  const tags = new Set<string>();
  for (let i = 0; i < length; i++) {
    if (textAt(columns.status, i) === 'recovered') continue;
    const [tag, source] = [textAt(columns.tag, i), textAt(columns.source, i)];
    tags.add(tag);
    sources.add(source);
    const key = keyOf(tag, source);
    const own = rows.get(key);
    if (own === undefined) rows.set(key, [i]);
    else own.push(i);
  }
  const listRows = (tag: string, source: string): readonly number[] => rows.get(keyOf(tag, source)) ?? [];
  const bySource = remembered((tag, source) => {
    const own = tag === '' ? listRows(tag, source) : [...listRows(tag, source), ...listRows('', source)];
    return union(
      own.map((row) => columns.startAt[row] as number),
      own.map((row) => columns.endAt[row] as number),
    );
  });
  const ofAny = remembered((tag) => unionOfAll([...sources].map((source) => bySource(tag, source))));
  // Tags without a gap of their own, mostly all of them, have the sets of their sources.
  return {
    isEmpty: rows.size === 0,
    of: (tag, source) => (sources.has(source) ? bySource(tags.has(tag) ? tag : '', source) : emptySet),
    ofAnySource: (tag) => ofAny(tags.has(tag) ? tag : '', ''),
  };
}

/** Works a set out when it is first asked for. */
function remembered(work: (tag: string, source: string) => IntervalSet): (tag: string, source: string) => IntervalSet {
  const sets = new Map<string, IntervalSet>();
  return (tag, source) => {
    const key = keyOf(tag, source);
    let set = sets.get(key);
    if (set === undefined) {
      set = work(tag, source);
      sets.set(key, set);
    }
    return set;
  };
}

function keyOf(tag: string, source: string): string {
  return JSON.stringify([tag, source]);
}
