/** Rows of rollups out of DuckDB, as tables. Runs in the child process. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { RollupLevel, RollupTable, StateTimeTable } from '../../../analytics/index.ts';
import type { TextColumn } from '../../../model/index.ts';
import { columnsOf } from './columns.ts';
import type { RollupContent } from './rollup-segment.ts';

type Columns = Record<string, TextColumn | Float64Array | (Uint8Array | undefined)[]>;

/** @param rows SQL of each content, with the columns of a table */
export async function readRollupTable(
  connection: DuckDBConnection,
  level: RollupLevel,
  rows: Readonly<Record<RollupContent, string>>,
): Promise<RollupTable> {
  const values = await readColumns(connection, level, 'values', rows.values);
  const states = await readColumns(connection, level, 'states', rows.states);
  return { ...values, states: states as unknown as StateTimeTable } as unknown as RollupTable;
}

async function readColumns(
  connection: DuckDBConnection,
  level: RollupLevel,
  content: RollupContent,
  rows: string,
): Promise<Columns & { readonly length: number }> {
  const { texts, numbers, hasSketch } = columnsOf(level, content);
  const names = [...texts, ...numbers, ...(hasSketch ? ['sketch'] : [])];
  const reader = await connection.runAndReadAll(
    `select ${names.map((name) => `"${name}"`).join(', ')} from ${rows} order by tag, "fromAt", "toAt"`,
  );
  const read = reader.getColumns();
  const columns: Columns = {};
  for (const [i, name] of names.entries()) {
    // Of no rows it has no columns.
    const items: readonly unknown[] = read[i] ?? [];
    if (i < texts.length) columns[name] = textColumnOf(items as readonly string[]);
    else if (i < texts.length + numbers.length) columns[name] = Float64Array.from(items as readonly number[]);
    else columns[name] = items.map((item) => (item as { readonly bytes: Uint8Array } | null)?.bytes);
  }
  return Object.assign(columns, { length: reader.currentRowCount });
}

function textColumnOf(words: readonly string[]): TextColumn {
  const codes = new Map([['', 0]]);
  const column = Uint32Array.from(words, (word) => {
    const code = codes.get(word) ?? codes.size;
    codes.set(word, code);
    return code;
  });
  return { dictionary: [...codes.keys()], codes: column };
}
