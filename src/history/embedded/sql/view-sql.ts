/** What views are written with. */
import { named, parquetPathOf } from '../duckdb.ts';

export interface ViewColumn {
  readonly name: string;
  /** DuckDB's name of the type. */
  readonly type: string;
}

/** `read_parquet` of exactly these files, one a line. */
export function filesSql(paths: readonly string[], option: string): string {
  return `read_parquet([\n    ${paths.map(parquetPathOf).join(',\n    ')}\n  ], ${option})`;
}

/** No rows, with the columns and types that rows would have. */
export function nothingSql(columns: readonly ViewColumn[]): string {
  return `SELECT\n  ${columns.map(({ name, type }) => `NULL::${type} AS ${named(name)}`).join(',\n  ')}\nWHERE false`;
}
