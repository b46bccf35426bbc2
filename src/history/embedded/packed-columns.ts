/** Columns of a packed table as they were before they were made small. */
import { type ColumnType, type FactKind, factColumns, type TextColumn } from '../../model/index.ts';
import type { PackedNumbers, PackedTable, PackedText } from './messages.ts';

const noWords: PackedText = { dictionary: [''], codes: new Uint8Array(0) };

/** Undefined where every fact has none. */
export function findNumbers({ numbers }: PackedTable, name: string): PackedNumbers | undefined {
  return numbers[name];
}

/** `NaN` for each fact where none has one. */
export function numbersOf(table: PackedTable, name: string): PackedNumbers {
  return table.numbers[name] ?? new Float64Array(table.length).fill(Number.NaN);
}

/** Undefined where every fact has none. */
export function findText({ texts }: PackedTable, name: string): PackedText | undefined {
  return texts[name];
}

export function textColumnOf(table: PackedTable, name: string): TextColumn {
  const { dictionary, codes } = table.texts[name] ?? { ...noWords, codes: new Uint8Array(table.length) };
  return { dictionary, codes: Uint32Array.from(codes) };
}

export function doublesOf(table: PackedTable, name: string): Float64Array {
  const values = numbersOf(table, name);
  return values instanceof Float64Array ? values : Float64Array.from(values);
}

/** Whether an enumeration of DuckDB can have a word: they end at a zero byte and must differ as UTF-8. */
export function isEnumerable(word: string): boolean {
  return word.isWellFormed() && !word.includes('\0');
}

/** The text columns of these tables in which every fact has the same word, `''` where all have none, if an enumeration can have it. */
export function constantTexts(kind: FactKind, tables: readonly PackedTable[]): ReadonlyMap<string, string> {
  const constants = new Map<string, string>();
  for (const [name, type] of Object.entries(factColumns[kind]) as [string, ColumnType][]) {
    if (type !== 'text') continue;
    const words = new Set(tables.map((table) => findConstant(table, name)));
    const [word] = words;
    if (words.size === 1 && word !== undefined && isEnumerable(word)) constants.set(name, word);
  }
  return constants;
}

/** Undefined where facts differ. */
function findConstant(table: PackedTable, name: string): string | undefined {
  const text = findText(table, name);
  if (text === undefined) return '';
  return text.dictionary.length === 2 && !text.codes.includes(0) ? text.dictionary[1] : undefined;
}
