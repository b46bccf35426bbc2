/** The facts of a batch that are to be stored, of one kind, in the order of the segments: by day, place and start. */
import { type ColumnType, type FactKind, factAxes, factColumns } from '../../model/index.ts';
import { wordsPerRow } from './identity-words.ts';
import type { PackedTable } from './messages.ts';
import { constantTexts, findNumbers, findText } from './packed-columns.ts';

/** Rows of one table that are kept; the other columns are by row of the table. */
export interface KeptRows {
  readonly table: PackedTable;
  readonly rows: Uint32Array;
  readonly revision: Uint32Array;
  /** Whole days since 1970 by row of the table; `NaN` where undated. */
  readonly days: Float64Array;
  /** Undefined for readings, which are not stored with it. */
  readonly hashes: RowHashes | undefined;
}

/** Four words a row each. */
export interface RowHashes {
  readonly identity: Uint32Array;
  readonly content: Uint32Array;
}

export interface StagedText {
  readonly dictionary: readonly string[];
  readonly codes: Uint32Array;
}

export interface DayRange {
  readonly day: number;
  readonly from: number;
  readonly to: number;
}

export interface StagedRows {
  readonly kind: FactKind;
  readonly length: number;
  readonly hashes: RowHashes | undefined;
  /** Undefined where each fact is the first content of its identity. */
  readonly revision: Uint32Array | undefined;
  /** Text columns in which every fact has the same word, `''` where all have none; they are not among `texts`. */
  readonly constants: ReadonlyMap<string, string>;
  readonly texts: ReadonlyMap<string, StagedText>;
  /** Columns in which every fact has nothing are left out. */
  readonly numbers: ReadonlyMap<string, Float64Array>;
  /** Rows are in order of these, `[from, to)`; undated ones last. */
  readonly dayRanges: readonly DayRange[];
}

export function stageRows(kind: FactKind, parts: readonly KeptRows[]): StagedRows {
  const length = parts.reduce((sum, part) => sum + part.rows.length, 0);
  const { place, start } = factAxes[kind];
  const received = new Uint32Array(length);
  for (let i = 0; i < length; i++) received[i] = i;
  const days = spreadNumbers(parts, received, (part) => part.days);
  const order = sortedOrder(
    days,
    spreadTexts(parts, received, place),
    spreadNumbers(parts, received, ({ table }) => findNumbers(table, start)),
  );
  // Each column is written once, straight to where its rows go, so that no second copy of the batch is made.
  const places = new Uint32Array(length);
  for (let i = 0; i < length; i++) places[order[i] as number] = i;
  const constants = constantTexts(
    kind,
    parts.map(({ table }) => table),
  );
  const texts = new Map<string, StagedText>();
  const numbers = new Map<string, Float64Array>();
  for (const [name, type] of Object.entries(factColumns[kind]) as [string, ColumnType][])
    if (type === 'text') {
      if (!constants.has(name)) texts.set(name, spreadTexts(parts, places, name));
    } else if (parts.some(({ table }) => findNumbers(table, name) !== undefined))
      numbers.set(
        name,
        spreadNumbers(parts, places, ({ table }) => findNumbers(table, name)),
      );
  return {
    kind,
    length,
    hashes: spreadHashes(parts, places),
    revision: spreadRevisions(parts, places),
    constants,
    texts,
    numbers,
    dayRanges: rangesOf(days, order),
  };
}

/** The kept rows' values, the first one at `places[0]` and so on; likewise below. Absent where a part has none. */
function spreadNumbers(
  parts: readonly KeptRows[],
  places: Uint32Array,
  valuesOf: (part: KeptRows) => ArrayLike<number> | undefined,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(places.length);
  let at = 0;
  for (const part of parts) {
    const values = valuesOf(part);
    if (values === undefined) for (const _ of part.rows) out[places[at++] as number] = Number.NaN;
    else for (const row of part.rows) out[places[at++] as number] = values[row] as number;
  }
  return out;
}

function spreadRevisions(parts: readonly KeptRows[], places: Uint32Array): Uint32Array | undefined {
  if (parts.every(({ rows, revision }) => rows.every((row) => revision[row] === 1))) return undefined;
  const out = new Uint32Array(places.length);
  let at = 0;
  for (const { rows, revision } of parts) for (const row of rows) out[places[at++] as number] = revision[row] as number;
  return out;
}

function spreadTexts(
  parts: readonly Pick<KeptRows, 'table' | 'rows'>[],
  places: Uint32Array,
  name: string,
): StagedText {
  const dictionary = [''];
  const codeOf = new Map([['', 0]]);
  const codes = new Uint32Array(places.length);
  let at = 0;
  for (const { table, rows } of parts) {
    const text = findText(table, name);
    if (text === undefined) {
      at += rows.length;
      continue;
    }
    const newCodes = new Int32Array(text.dictionary.length).fill(-1);
    for (const row of rows) {
      const code = text.codes[row] as number;
      let newCode = newCodes[code] as number;
      if (newCode === -1) {
        const word = text.dictionary[code] as string;
        newCode = codeOf.get(word) ?? dictionary.length;
        if (newCode === dictionary.length) {
          dictionary.push(word);
          codeOf.set(word, newCode);
        }
        newCodes[code] = newCode;
      }
      codes[places[at++] as number] = newCode;
    }
  }
  return { dictionary, codes };
}

/** The words of a column of whole tables, the first row's at `places[0]` and so on; by default in their order. */
export function stageTexts(tables: readonly PackedTable[], name: string, places?: Uint32Array): StagedText {
  const inOrder = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i);
  return spreadTexts(
    tables.map((table) => ({ table, rows: inOrder(table.length) })),
    places ?? inOrder(tables.reduce((sum, table) => sum + table.length, 0)),
    name,
  );
}

function spreadHashes(parts: readonly KeptRows[], places: Uint32Array): RowHashes | undefined {
  if (parts.every(({ hashes }) => hashes === undefined)) return undefined;
  return { identity: spreadWords(parts, places, 'identity'), content: spreadWords(parts, places, 'content') };
}

function spreadWords(parts: readonly KeptRows[], places: Uint32Array, which: keyof RowHashes): Uint32Array {
  const out = new Uint32Array(places.length * wordsPerRow);
  let at = 0;
  for (const { hashes, rows } of parts) {
    const words = (hashes as RowHashes)[which];
    for (const row of rows) {
      const to = (places[at++] as number) * wordsPerRow;
      for (let k = 0; k < wordsPerRow; k++) out[to + k] = words[row * wordsPerRow + k] as number;
    }
  }
  return out;
}

/** By day, place and start. Stable counting passes by place and day; what is left is mostly in order already. */
function sortedOrder(days: Float64Array, place: StagedText, startAt: Float64Array): Uint32Array {
  let order = new Uint32Array(days.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  const sortedWords = place.dictionary.map((_, code) => code).sort((a, b) => compare(place.dictionary, a, b));
  const rankOf = new Uint32Array(sortedWords.length);
  sortedWords.forEach((code, rank) => {
    rankOf[code] = rank;
  });
  const byPlace = countingPass(order, (row) => rankOf[place.codes[row] as number] as number, rankOf.length);
  order = byPlace.order;
  // A place's own facts mostly come in the order of their time, however those of many places are mixed.
  for (let rank = 0; rank < rankOf.length; rank++)
    sortByStart(order.subarray(byPlace.ends[rank - 1] ?? 0, byPlace.ends[rank]), startAt);
  const listed = [...new Set(days)].sort((a, b) => orderable(a) - orderable(b));
  if (listed.length <= 1) return order;
  const dayRank = new Map(listed.map((day, rank) => [day, rank]));
  return countingPass(order, (row) => dayRank.get(days[row] as number) as number, listed.length).order;
}

function sortByStart(rows: Uint32Array, startAt: Float64Array): void {
  for (let i = 1; i < rows.length; i++)
    if (!((startAt[rows[i - 1] as number] as number) <= (startAt[rows[i] as number] as number))) {
      rows.sort((a, b) => orderable(startAt[a] as number) - orderable(startAt[b] as number) || a - b);
      return;
    }
}

/** Undated facts come last; a finite number, so that two of them differ by 0. */
function orderable(value: number): number {
  return Number.isFinite(value) ? value : Number.MAX_VALUE;
}

function compare(dictionary: readonly string[], a: number, b: number): number {
  const x = dictionary[a] as string;
  const y = dictionary[b] as string;
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

/** `ends`: by rank, where its rows end. */
function countingPass(
  rows: Uint32Array,
  rankOf: (row: number) => number,
  rankCount: number,
): { readonly order: Uint32Array<ArrayBuffer>; readonly ends: Uint32Array } {
  const next = new Uint32Array(rankCount + 1);
  for (const row of rows) {
    const rank = rankOf(row) + 1;
    next[rank] = (next[rank] as number) + 1;
  }
  for (let rank = 1; rank <= rankCount; rank++) next[rank] = (next[rank] as number) + (next[rank - 1] as number);
  const order = new Uint32Array(rows.length);
  for (const row of rows) {
    const rank = rankOf(row);
    const at = next[rank] as number;
    order[at] = row;
    next[rank] = at + 1;
  }
  return { order, ends: next };
}

function rangesOf(days: Float64Array, order: Uint32Array): DayRange[] {
  const ranges: DayRange[] = [];
  let from = 0;
  for (let i = 1; i <= order.length; i++) {
    const day = days[order[from] as number] as number;
    if (i < order.length && Object.is(days[order[i] as number], day)) continue;
    ranges.push({ day, from, to: i });
    from = i;
  }
  return ranges;
}
