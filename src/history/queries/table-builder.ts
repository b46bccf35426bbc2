/** Builds an answer whose length is not known before, row by row. */
import type { ColumnType, UnknownReason } from '../../model/index.ts';
import { type AnswerColumn, createWords, type NumberAnswer, type QueryTable, type TextAnswer } from './table.ts';

/** By column: its type, and why a value is absent. */
export type TableSpec = { readonly [name: string]: readonly [type: ColumnType, absent: UnknownReason] };
export type ColumnsOf<Spec extends TableSpec> = {
  readonly [Name in keyof Spec]: Spec[Name][0] extends 'text' ? TextAnswer : NumberAnswer;
};
/** Absent: `''` and NaN, or left out. */
export type CellsOf<Spec extends TableSpec> = {
  readonly [Name in keyof Spec]?: Spec[Name][0] extends 'text' ? string : number;
};

export interface TableBuilder<Spec extends TableSpec> {
  readonly length: number;
  add(cells: CellsOf<Spec>): void;
  /** Puts another number into a row that was added. */
  set(name: keyof Spec & string, row: number, value: number): void;
  build(): QueryTable<ColumnsOf<Spec>>;
}

export function createTableBuilder<Spec extends TableSpec>(spec: Spec): TableBuilder<Spec> {
  const columns = Object.entries(spec).map(([name, [type, absent]]) => ({
    name,
    type,
    absent,
    words: createWords(),
    values: [] as number[],
  }));
  const byName = new Map(columns.map((column) => [column.name, column]));
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(cells) {
      for (const { name, type, words, values } of columns) {
        const cell = cells[name];
        values.push(type === 'text' ? words.codeOf((cell as string | undefined) ?? '') : Number(cell ?? Number.NaN));
      }
      length++;
    },
    set(name, row, value) {
      const values = byName.get(name)?.values;
      if (values !== undefined) values[row] = value;
    },
    build() {
      const built = columns.map(({ name, type, absent, words, values }): [string, AnswerColumn] => [
        name,
        type === 'text'
          ? { type, dictionary: words.dictionary, codes: Uint32Array.from(values), absent }
          : { type, values: Float64Array.from(values), absent },
      ]);
      return { length, columns: Object.fromEntries(built) as ColumnsOf<Spec> };
    },
  };
}
