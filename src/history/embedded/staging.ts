/** The facts of a batch that are to be stored, of one kind, in the order of the segments: by day, place and start. */
import { type ColumnType, type FactKind, factColumns } from '../../model/index.ts';
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

/** The column by which facts of a kind are sorted first. */
export function placeColumn(kind: FactKind): 'equipment' | 'source' {
  return kind === 'refusal' ? 'source' : 'equipment';
}

export function stageRows(kind: FactKind, parts: readonly KeptRows[]): StagedRows {
  const length = parts.reduce((sum, part) => sum + part.rows.length, 0);
  const texts = new Map<string, StagedText>();
  const numbers = new Map<string, Float64Array>();
  for (const [name, type] of Object.entries(factColumns[kind]) as [string, ColumnType][])
    if (type === 'text') texts.set(name, joinTexts(parts, name, length));
    else
      numbers.set(
        name,
        joined(parts, length, (part) => part.table.numbers[name] as PackedNumbers),
      );
  const days = joined(parts, length, (part) => part.days);
  const order = sortedOrder(days, texts.get(placeColumn(kind)) as StagedText, numbers.get('startAt') as Float64Array);
  return {
    kind,
    length,
    identity: gatherWords(joinWords(parts, length, 'identity'), order),
    content: gatherWords(joinWords(parts, length, 'content'), order),
    revision: gather32(joinRevisions(parts, length), order),
    texts: new Map(
      [...texts].map(([name, { dictionary, codes }]) => [name, { dictionary, codes: gather32(codes, order) }]),
    ),
    numbers: new Map([...numbers].map(([name, values]) => [name, gather64(values, order)])),
    dayRanges: rangesOf(days, order),
  };
}

function joinRevisions(parts: readonly KeptRows[], length: number): Uint32Array {
  const out = new Uint32Array(length);
  let at = 0;
  for (const part of parts) for (const row of part.rows) out[at++] = part.revision[row] as number;
  return out;
}

function joined(
  parts: readonly KeptRows[],
  length: number,
  valuesOf: (part: KeptRows) => PackedNumbers,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    const values = valuesOf(part);
    for (const row of part.rows) out[at++] = values[row] as number;
  }
  return out;
}

function joinTexts(parts: readonly KeptRows[], name: string, length: number): StagedText {
  const dictionary = [''];
  const codeOf = new Map([['', 0]]);
  const codes = new Uint32Array(length);
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
      codes[at++] = newCode;
    }
  }
  return { dictionary, codes };
}

function joinWords(parts: readonly KeptRows[], length: number, which: 'identity' | 'content'): Uint32Array {
  const out = new Uint32Array(length * wordsPerRow);
  let at = 0;
  for (const part of parts) {
    const words = part[which];
    for (const row of part.rows)
      for (let k = 0; k < wordsPerRow; k++) out[at++] = words[row * wordsPerRow + k] as number;
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

function gather64(values: Float64Array, order: Uint32Array): Float64Array {
  const out = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) out[i] = values[order[i] as number] as number;
  return out;
}

function gather32(values: Uint32Array, order: Uint32Array): Uint32Array {
  const out = new Uint32Array(order.length);
  for (let i = 0; i < order.length; i++) out[i] = values[order[i] as number] as number;
  return out;
}

function gatherWords(words: Uint32Array, order: Uint32Array): Uint32Array {
  const out = new Uint32Array(order.length * wordsPerRow);
  for (let i = 0; i < order.length; i++) {
    const row = order[i] as number;
    for (let k = 0; k < wordsPerRow; k++) out[i * wordsPerRow + k] = words[row * wordsPerRow + k] as number;
  }
  return out;
}
