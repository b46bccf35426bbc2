/** Readings of one tag in order of time: what everything on the time axis is worked out from. */
import type { FactTable, TextColumn } from '../../model/index.ts';

/**
 * Readings of one tag, sorted by instant, then sequence; without a sequence first. Of several of an instant the last is
 * the one that holds.
 */
export interface Series {
  readonly tag: string;
  readonly length: number;
  /** UTC epoch ms. */
  readonly at: Float64Array;
  /** In the tag's unit; NaN where there is none. */
  readonly value: Float64Array;
  readonly text: TextColumn;
  readonly quality: TextColumn;
  readonly sequence: Float64Array;
  readonly source: TextColumn;
}

/**
 * The readings of each tag, in any order of rows. Rows that lie together and in order, as history gives them, are not
 * copied. A table has each reading (tag, instant, sequence) once.
 *
 * @example listSeries(await snapshot.read({ kind: 'reading', window })).get('press/temperature')?.length
 */
export function listSeries(readings: FactTable<'reading'>): ReadonlyMap<string, Series> {
  const { tag, at, sequence } = readings.columns;
  const runs = runsByTag(tag);
  const found = new Map<string, Series>();
  for (const [code, { first, count, isTogether }] of runs) {
    const id = tag.dictionary[code] as string;
    const rows = isTogether ? undefined : rowsOf(tag.codes, code, count);
    if (rows === undefined && isSorted(at, sequence, first, count)) {
      found.set(id, slice(id, readings, first, count));
      continue;
    }
    const order = rows ?? Uint32Array.from({ length: count }, (_, i) => first + i);
    order.sort((a, b) => compareReadings(at, sequence, a, b) || a - b);
    found.set(id, pick(id, readings, order));
  }
  return found;
}

/** The readings of one tag; an empty series where there is none. */
export function seriesOf(readings: FactTable<'reading'>, tag: string): Series {
  return listSeries(readings).get(tag) ?? pick(tag, readings, new Uint32Array(0));
}

interface TagRun {
  readonly first: number;
  count: number;
  isTogether: boolean;
}

function runsByTag({ codes }: TextColumn): Map<number, TagRun> {
  const runs = new Map<number, TagRun>();
  let last = -1;
  let run: TagRun | undefined;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    if (code !== last || run === undefined) {
      run = runs.get(code);
      if (run === undefined) {
        run = { first: i, count: 0, isTogether: true };
        runs.set(code, run);
      } else run.isTogether = false;
      last = code;
    }
    run.count++;
  }
  return runs;
}

function rowsOf(codes: Uint32Array, code: number, count: number): Uint32Array {
  const rows = new Uint32Array(count);
  let length = 0;
  for (let i = 0; i < codes.length; i++) if (codes[i] === code) rows[length++] = i;
  return rows;
}

function isSorted(at: Float64Array, sequence: Float64Array, first: number, count: number): boolean {
  for (let i = first + 1; i < first + count; i++) if (compareReadings(at, sequence, i - 1, i) > 0) return false;
  return true;
}

function compareReadings(at: Float64Array, sequence: Float64Array, a: number, b: number): number {
  return compareOrder(at[a] as number, sequence[a] as number, at[b] as number, sequence[b] as number);
}

/** Below 0 where the first reading comes before: by instant, then sequence; an absent sequence is the first. */
export function compareOrder(at: number, sequence: number, otherAt: number, otherSequence: number): number {
  if (at !== otherAt) return at - otherAt;
  if (Number.isNaN(sequence)) return Number.isNaN(otherSequence) ? 0 : -1;
  return Number.isNaN(otherSequence) ? 1 : sequence - otherSequence;
}

function slice(tag: string, { columns }: FactTable<'reading'>, first: number, count: number): Series {
  const part = (column: Float64Array): Float64Array => column.subarray(first, first + count);
  const partOf = ({ dictionary, codes }: TextColumn): TextColumn => ({
    dictionary,
    codes: codes.subarray(first, first + count),
  });
  return {
    tag,
    length: count,
    at: part(columns.at),
    value: part(columns.value),
    text: partOf(columns.text),
    quality: partOf(columns.quality),
    sequence: part(columns.sequence),
    source: partOf(columns.source),
  };
}

function pick(tag: string, { columns }: FactTable<'reading'>, rows: Uint32Array): Series {
  const part = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row] as number);
  const partOf = ({ dictionary, codes }: TextColumn): TextColumn => ({
    dictionary,
    codes: rows.map((row) => codes[row] as number),
  });
  return {
    tag,
    length: rows.length,
    at: part(columns.at),
    value: part(columns.value),
    text: partOf(columns.text),
    quality: partOf(columns.quality),
    sequence: part(columns.sequence),
    source: partOf(columns.source),
  };
}
