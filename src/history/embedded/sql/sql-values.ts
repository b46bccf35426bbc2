/** Values of a query's answer as plain JavaScript. */
import type { DuckDBType, DuckDBValue, DuckDBValueConverter } from '@duckdb/node-api';
import type { DuckDB } from '../duckdb.ts';

/**
 * A text, number or flag; a whole number too large for a double is a text of digits, an instant RFC 3339 in UTC, bytes
 * are hexadecimal. Lists, structures and what else DuckDB knows are as its JSON has them.
 */
export type SqlValue = null | boolean | number | string | readonly SqlValue[] | { readonly [key: string]: SqlValue };

export function createSqlConverter(duckdb: DuckDB): DuckDBValueConverter<SqlValue> {
  const { JsonDuckDBValueConverter, DuckDBTimestampTZValue, DuckDBBlobValue } = duckdb;
  return (value: DuckDBValue, type: DuckDBType, convert): SqlValue => {
    if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
    if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    if (value instanceof DuckDBTimestampTZValue) return utcText(value.micros);
    if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex');
    return (JsonDuckDBValueConverter as unknown as DuckDBValueConverter<SqlValue>)(value, type, convert);
  };
}

const microsPerMs = 1_000n;

/** To the microsecond where there are any: `2026-01-05T06:00:00.25Z`. */
function utcText(micros: bigint): string {
  const rest = ((micros % microsPerMs) + microsPerMs) % microsPerMs;
  const ms = Number((micros - rest) / microsPerMs);
  if (!(Math.abs(ms) <= 8.64e15)) return `${micros} µs`;
  const text = new Date(ms).toISOString().slice(0, -1);
  const digits = `${text.slice(text.lastIndexOf('.') + 1)}${String(rest).padStart(3, '0')}`.replace(/0+$/, '');
  const seconds = text.slice(0, text.lastIndexOf('.'));
  return digits === '' ? `${seconds}Z` : `${seconds}.${digits}Z`;
}
