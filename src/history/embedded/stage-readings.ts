/**
 * New readings in the order of a segment. Where each tag's come in the order of its time, as a stream brings them, a row
 * is counted by its tag and then written once, to where it goes. Others are sorted like any other facts.
 */
import { factColumns } from '../../model/index.ts';
import { dayNumber } from './layout.ts';
import type { PackedTable, PackedText } from './messages.ts';
import { constantTexts, findNumbers, findText, numbersOf } from './packed-columns.ts';
import { partsOfNew, type ReceivedTable } from './received-facts.ts';
import { type StagedRows, type StagedText, stageRows, stageTexts } from './staging.ts';

/** Tags in order, each with where its rows end. */
interface TagRuns {
  readonly words: readonly string[];
  readonly ends: Uint32Array;
  /** By row, table after table: where it goes. */
  readonly places: Uint32Array;
}

/** Where rows go, kept from one call to the next: nothing of it is needed after a call. */
let placesOfBefore = new Uint32Array(0);

/**
 * @param received readings that no segment has
 * @returns undefined where two of them may be the same, so that they must be identified first
 */
export function stageNewReadings(received: readonly ReceivedTable[]): StagedRows | undefined {
  const stream = stageStream(received.map(({ table }) => table));
  if (stream !== undefined) return stream;
  const staged = stageRows('reading', partsOfNew(received));
  return hasEqualNeighbours(staged) ? undefined : staged;
}

/** Whether two rows beside each other are of one tag and instant, whatever their sequence. */
function hasEqualNeighbours({ length, texts, numbers }: StagedRows): boolean {
  const codes = texts.get('tag')?.codes;
  const at = numbers.get('at');
  for (let i = 1; i < length; i++) if (codes?.[i] === codes?.[i - 1] && at?.[i] === at?.[i - 1]) return true;
  return false;
}

/** Undefined where some tag's instants do not ascend, or they are not all of one day. */
function stageStream(tables: readonly PackedTable[]): StagedRows | undefined {
  const length = tables.reduce((sum, table) => sum + table.length, 0);
  const runs = runsOf(tables, length);
  const at = spread(tables, runs.places, 'at');
  const day = dayOf(at, runs.ends);
  if (day === undefined) return undefined;
  const constants = constantTexts('reading', tables);
  const texts = new Map<string, StagedText>();
  const numbers = new Map([['at', at]]);
  for (const [name, type] of Object.entries(factColumns.reading)) {
    if (name === 'at' || constants.has(name)) continue;
    if (name === 'tag') texts.set(name, { dictionary: runs.words, codes: codesOf(runs, length) });
    else if (type === 'text') texts.set(name, stageTexts(tables, name, runs.places));
    else if (tables.some((table) => findNumbers(table, name) !== undefined))
      numbers.set(name, spread(tables, runs.places, name));
  }
  return {
    kind: 'reading',
    length,
    hashes: undefined,
    revision: undefined,
    constants,
    texts,
    numbers,
    dayRanges: [{ day, from: 0, to: length }],
  };
}

function runsOf(tables: readonly PackedTable[], length: number): TagRuns {
  const rankOf = new Map<string, number>();
  for (const table of tables) for (const word of findText(table, 'tag')?.dictionary ?? ['']) rankOf.set(word, 0);
  const words = [...rankOf.keys()].sort();
  for (const [rank, word] of words.entries()) rankOf.set(word, rank);
  const ranks = tables.map((table) =>
    Uint32Array.from(findText(table, 'tag')?.dictionary ?? [''], (word) => rankOf.get(word) as number),
  );
  const next = new Uint32Array(words.length + 1);
  for (const [i, table] of tables.entries()) countCodes(codesIn(table), ranks[i] as Uint32Array, next);
  for (let rank = 1; rank <= words.length; rank++) next[rank] = (next[rank] as number) + (next[rank - 1] as number);
  if (placesOfBefore.length < length) placesOfBefore = new Uint32Array(length);
  const places = placesOfBefore.subarray(0, length);
  let row = 0;
  for (const [i, table] of tables.entries()) {
    placeCodes(codesIn(table), ranks[i] as Uint32Array, next, places.subarray(row, row + table.length));
    row += table.length;
  }
  return { words, ends: next, places };
}

function codesIn(table: PackedTable): PackedText['codes'] {
  return findText(table, 'tag')?.codes ?? new Uint8Array(table.length);
}

/** `counts[rank + 1]` goes up by the rows of that rank. */
function countCodes(codes: PackedText['codes'], ranks: Uint32Array, counts: Uint32Array): void {
  const byCode = new Uint32Array(ranks.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    byCode[code] = (byCode[code] as number) + 1;
  }
  for (const [code, rank] of ranks.entries())
    counts[rank + 1] = (counts[rank + 1] as number) + (byCode[code] as number);
}

/** `next[rank]` is where the next row of it goes, and in the end where its rows end. */
function placeCodes(codes: PackedText['codes'], ranks: Uint32Array, next: Uint32Array, places: Uint32Array): void {
  for (let i = 0; i < codes.length; i++) {
    const rank = ranks[codes[i] as number] as number;
    const place = next[rank] as number;
    places[i] = place;
    next[rank] = place + 1;
  }
}

function spread(tables: readonly PackedTable[], places: Uint32Array, name: string): Float64Array {
  const out = new Float64Array(places.length);
  let row = 0;
  for (const table of tables) {
    const values = numbersOf(table, name);
    for (let i = 0; i < values.length; i++) out[places[row++] as number] = values[i] as number;
  }
  return out;
}

/** The day of all; undefined where some tag's instants do not ascend, or they are of several days or of none. */
function dayOf(at: Float64Array, ends: Uint32Array): number | undefined {
  let from = 0;
  let day: number | undefined;
  for (let rank = 0; rank < ends.length - 1; rank++) {
    const to = ends[rank] as number;
    if (to === from) continue;
    for (let i = from + 1; i < to; i++) if (!((at[i] as number) > (at[i - 1] as number))) return undefined;
    const first = at[from] as number;
    const last = at[to - 1] as number;
    day ??= dayNumber(first, first);
    // A day that is none is equal to no other.
    if (dayNumber(first, first) !== day || dayNumber(last, last) !== day) return undefined;
    from = to;
  }
  return day;
}

function codesOf({ ends }: TagRuns, length: number): Uint32Array {
  const codes = new Uint32Array(length);
  for (let rank = 0; rank < ends.length - 1; rank++) codes.fill(rank, ends[rank - 1] ?? 0, ends[rank]);
  return codes;
}
