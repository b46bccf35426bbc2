/** The facts of a batch that are to be stored, of one kind, in the order of the segments: by day, place and start. */
import { type ColumnType, type FactKind, factAxes, factColumns } from '../../model/index.ts';
import { wordsPerRow } from './identity-words.ts';
import type { PackedNumbers, PackedTable } from './messages.ts';

/** Rows of one table that are kept; the other columns are by row of the table. */
export interface KeptRows {
  readonly table: PackedTable;
  readonly rows: Uint32Array;
  readonly revision: Uint32Array;
  /** Whole days since 1970 by row of the table; `NaN` where undated. */
  readonly days: Float64Array;
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
  readonly identity: Uint32Array;
  readonly content: Uint32Array;
  readonly revision: Uint32Array;
  readonly texts: ReadonlyMap<string, StagedText>;
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
    spreadNumbers(parts, received, (part) => numbersOf(part, start)),
  );
  // Each column is written once, straight to where its rows go, so that no second copy of the batch is made.
  const places = new Uint32Array(length);
  for (let i = 0; i < length; i++) places[order[i] as number] = i;
  const texts = new Map<string, StagedText>();
  const numbers = new Map<string, Float64Array>();
  for (const [name, type] of Object.entries(factColumns[kind]) as [string, ColumnType][])
    if (type === 'text') texts.set(name, spreadTexts(parts, places, name));
    else
      numbers.set(
        name,
        spreadNumbers(parts, places, (part) => numbersOf(part, name)),
      );
  return {
    kind,
    length,
    identity: spreadWords(parts, places, 'identity'),
    content: spreadWords(parts, places, 'content'),
    revision: spreadRevisions(parts, places),
    texts,
    numbers,
    dayRanges: rangesOf(days, order),
  };
}

function numbersOf({ table }: KeptRows, name: string): PackedNumbers {
  return table.numbers[name] as PackedNumbers;
}

/** The kept rows' values, the first one at `places[0]` and so on; likewise below. */
function spreadNumbers(
  parts: readonly KeptRows[],
  places: Uint32Array,
  valuesOf: (part: KeptRows) => PackedNumbers,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(places.length);
  let at = 0;
  for (const part of parts) {
    const values = valuesOf(part);
    for (const row of part.rows) out[places[at++] as number] = values[row] as number;
  }
  return out;
}

function spreadRevisions(parts: readonly KeptRows[], places: Uint32Array): Uint32Array {
  const out = new Uint32Array(places.length);
  let at = 0;
  for (const { rows, revision } of parts) for (const row of rows) out[places[at++] as number] = revision[row] as number;
  return out;
}

function spreadTexts(parts: readonly KeptRows[], places: Uint32Array, name: string): StagedText {
  const dictionary = [''];
  const codeOf = new Map([['', 0]]);
  const codes = new Uint32Array(places.length);
  let at = 0;
  for (const { table, rows } of parts) {
    const text = table.texts[name] as PackedTable['texts'][string];
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

function spreadWords(parts: readonly KeptRows[], places: Uint32Array, which: 'identity' | 'content'): Uint32Array {
  const out = new Uint32Array(places.length * wordsPerRow);
  let at = 0;
  for (const part of parts) {
    const words = part[which];
    for (const row of part.rows) {
      const to = (places[at++] as number) * wordsPerRow;
      for (let k = 0; k < wordsPerRow; k++) out[to + k] = words[row * wordsPerRow + k] as number;
    }
  }
  return out;
}

/** By day, place and start. Two stable counting passes over an order by start, which rows mostly come in already. */
function sortedOrder(days: Float64Array, place: StagedText, startAt: Float64Array): Uint32Array {
  let order = new Uint32Array(days.length);
  let inOrder = true;
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
    if (i > 0 && !((startAt[i - 1] as number) <= (startAt[i] as number))) inOrder = false;
  }
  if (!inOrder) order.sort((a, b) => orderable(startAt[a] as number) - orderable(startAt[b] as number) || a - b);
  const sortedWords = place.dictionary.map((_, code) => code).sort((a, b) => compare(place.dictionary, a, b));
  const rankOf = new Uint32Array(sortedWords.length);
  sortedWords.forEach((code, rank) => {
    rankOf[code] = rank;
  });
  order = countingPass(order, (row) => rankOf[place.codes[row] as number] as number, rankOf.length);
  const listed = [...new Set(days)].sort((a, b) => orderable(a) - orderable(b));
  const dayRank = new Map(listed.map((day, rank) => [day, rank]));
  return countingPass(order, (row) => dayRank.get(days[row] as number) as number, listed.length);
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

function countingPass(
  order: Uint32Array,
  rankOf: (row: number) => number,
  rankCount: number,
): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(rankCount + 1);
  for (const row of order) {
    const rank = rankOf(row) + 1;
    next[rank] = (next[rank] as number) + 1;
  }
  for (let rank = 1; rank <= rankCount; rank++) next[rank] = (next[rank] as number) + (next[rank - 1] as number);
  const out = new Uint32Array(order.length);
  for (const row of order) {
    const rank = rankOf(row);
    const at = next[rank] as number;
    out[at] = row;
    next[rank] = at + 1;
  }
  return out;
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
