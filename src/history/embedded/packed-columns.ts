/** Columns of a packed table as they were before they were made small. */
import type { TextColumn } from '../../model/index.ts';
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
