/** Building fact tables from rows, and reading rows back, for the edges and for tests. */
import {
  type ColumnName,
  type ColumnType,
  type FactKind,
  type FactTable,
  factAxes,
  factColumns,
  type TextColumn,
} from './facts.ts';

/** A fact as an object; absent columns are absent facts. Only for edges: hot paths stay in columns. */
export type FactRow<K extends FactKind = FactKind> = { readonly [C in ColumnName<K>]?: string | number };

export interface FactTableBuilder<K extends FactKind> {
  readonly length: number;
  /** Adds a row; `identity` and `content` are 16 bytes each and are copied. */
  add(row: FactRow<K>, identity: Uint8Array, content: Uint8Array): void;
  /** The table of what was added; the builder is empty afterwards. */
  build(): FactTable<K>;
}

const identityBytes = 16;

export function createFactTableBuilder<K extends FactKind>(kind: K): FactTableBuilder<K> {
  let rows: FactRow<K>[] = [];
  let identities: Uint8Array[] = [];
  let contents: Uint8Array[] = [];
  return {
    get length() {
      return rows.length;
    },
    add(row, identity, content) {
      if (identity.length !== identityBytes || content.length !== identityBytes)
        throw new RangeError(`An identity has ${identityBytes} bytes, got ${identity.length} and ${content.length}.`);
      rows.push(row);
      identities.push(identity.slice());
      contents.push(content.slice());
    },
    build() {
      const table = fill(kind, rows, identities, contents);
      rows = [];
      identities = [];
      contents = [];
      return table;
    },
  };
}

/**
 * A table of rows whose identity is their place (0, 1, 2 …): for tests and examples, where no source gives one.
 *
 * @example toTable('production', [{ equipment: 'm1', startAt: 0, endAt: 60_000, state: 'running', completedCount: 3 }])
 */
export function toTable<K extends FactKind>(kind: K, rows: readonly FactRow<K>[]): FactTable<K> {
  const ids = rows.map((_, i) => {
    const id = new Uint8Array(identityBytes);
    new DataView(id.buffer).setUint32(12, i + 1);
    return id;
  });
  return fill(kind, rows, ids, ids);
}

export function emptyTable<K extends FactKind>(kind: K): FactTable<K> {
  return fill(kind, [], [], []);
}

/** The columns of a table's time, UTC epoch ms; of readings both are the same. `NaN` where absent. */
export function timesOf(table: FactTable): { readonly startAt: Float64Array; readonly endAt: Float64Array } {
  const { start, end } = factAxes[table.kind];
  const columns = table.columns as Readonly<Record<string, TextColumn | Float64Array>>;
  return { startAt: columns[start] as Float64Array, endAt: columns[end] as Float64Array };
}

/**
 * Row `i` as an object, absent values left out.
 *
 * @throws RangeError where the table has no such row
 */
export function rowAt<K extends FactKind>(table: FactTable<K>, i: number): FactRow<K> {
  if (!Number.isInteger(i) || i < 0 || i >= table.length)
    throw new RangeError(`There is no row ${i} in a table of ${table.length} ${table.kind} facts.`);
  const row: Record<string, string | number> = {};
  for (const [name, column] of Object.entries(table.columns) as [string, TextColumn | Float64Array][]) {
    if (column instanceof Float64Array) {
      const value = column[i] as number;
      if (!Number.isNaN(value)) row[name] = value;
    } else {
      const text = column.dictionary[column.codes[i] as number] as string;
      if (text !== '') row[name] = text;
    }
  }
  return row as FactRow<K>;
}

function fill<K extends FactKind>(
  kind: K,
  rows: readonly FactRow<K>[],
  identities: readonly Uint8Array[],
  contents: readonly Uint8Array[],
): FactTable<K> {
  const length = rows.length;
  const columns: Record<string, TextColumn | Float64Array> = {};
  for (const [name, type] of Object.entries(factColumns[kind]) as [string, ColumnType][])
    columns[name] = type === 'text' ? textColumn(rows, name) : numberColumn(rows, name);
  return {
    kind,
    length,
    identity: joined(identities),
    content: joined(contents),
    columns: columns as FactTable<K>['columns'],
  };
}

function textColumn(rows: readonly object[], name: string): TextColumn {
  const dictionary = [''];
  const codeOf = new Map([['', 0]]);
  const codes = new Uint32Array(rows.length);
  rows.forEach((row, i) => {
    const text = String((row as Record<string, unknown>)[name] ?? '');
    let code = codeOf.get(text);
    if (code === undefined) {
      code = dictionary.length;
      dictionary.push(text);
      codeOf.set(text, code);
    }
    codes[i] = code;
  });
  return { dictionary, codes };
}

function numberColumn(rows: readonly object[], name: string): Float64Array {
  return Float64Array.from(rows, (row) => {
    const value = (row as Record<string, unknown>)[name];
    if (value === undefined || value === '') return Number.NaN;
    const number = Number(value);
    // Absent is said by leaving the value out; text that is no number would otherwise be absent without a word.
    if (Number.isNaN(number) && typeof value === 'string')
      throw new RangeError(`'${value}' is not a number, for the column ${name}. Leave it out where it is absent.`);
    return number;
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.length * identityBytes);
  parts.forEach((part, i) => {
    out.set(part, i * identityBytes);
  });
  return out;
}
