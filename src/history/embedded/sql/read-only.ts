/**
 * Whether a text is one query that does nothing but read. Files, settings and extensions are locked away besides; this
 * keeps out what a query may call that is no reading, such as writing logs.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { GembaError } from '../../../model/index.ts';
import { quoted } from '../duckdb.ts';

/** Functions that give rows and touch nothing but what they are given, or what the views look like. */
const tableFunctions: ReadonlySet<string> = new Set([
  'duckdb_columns',
  'duckdb_functions',
  'duckdb_views',
  'generate_series',
  'json_each',
  'json_tree',
  'pg_timezone_names',
  'range',
  'repeat',
  'unnest',
]);

/** What `json_serialize_sql` says of a text. */
type Parsed =
  | { readonly error: false; readonly statements: readonly unknown[] }
  | { readonly error: true; readonly error_type: string; readonly error_message: string; readonly position?: string };

/**
 * The query of a text, without what ends it. Throws `sql-invalid`, saying where, unless the text is one query that only
 * reads.
 */
export async function requireReadOnly(connection: DuckDBConnection, sql: string): Promise<string> {
  if (sql.includes('\0')) throw refused('The query has a NUL byte.');
  const text = await parse(connection, sql);
  const parsed = JSON.parse(text) as Parsed;
  if (parsed.error) throw refused(describeError(sql, parsed));
  if (parsed.statements.length !== 1)
    throw refused(`One query is run at a time; this text has ${parsed.statements.length}.`);
  const { functions, tables } = listRelations(parsed.statements);
  const unknown = functions.find((name) => !tableFunctions.has(name));
  if (unknown !== undefined)
    throw refused(
      `${unknown}() is not called here: it may read other files, or do more than read. Use the views (SHOW TABLES lists them), or ${[...tableFunctions].join(', ')}.`,
    );
  // Also those of the store: a view leaves out what is superseded, and bytes that may name people.
  const file = tables.find((name) => /[/\\]/.test(name));
  if (file !== undefined)
    throw refused(`'${file}' is a file, and files are read by the views alone (SHOW TABLES lists them).`);
  return await withoutEnd(connection, sql, text);
}

async function parse(connection: DuckDBConnection, sql: string): Promise<string> {
  const reader = await connection.runAndReadAll(`SELECT json_serialize_sql(${quoted(sql)})`);
  return String(reader.getRows()[0]?.[0]);
}

/** Cut at the semicolon that ends it, as what is put around it would otherwise be cut off. */
async function withoutEnd(connection: DuckDBConnection, sql: string, parsed: string): Promise<string> {
  for (let at = sql.indexOf(';'); at >= 0; at = sql.indexOf(';', at + 1)) {
    const before = sql.slice(0, at);
    if ((await parse(connection, before)) === parsed) return before;
  }
  return sql;
}

function describeError(sql: string, { error_type, error_message, position }: Parsed & { error: true }): string {
  if (error_type === 'parser') return `${error_message}${placeText(sql, position)}. Correct the query.`;
  return 'Only queries are run here, by SELECT, FROM, WITH, VALUES, DESCRIBE, SHOW or SUMMARIZE. Nothing is written, set or loaded.';
}

interface Relations {
  /** In lower case. */
  readonly functions: string[];
  readonly tables: string[];
}

/** What a query takes rows from, wherever in it. */
function listRelations(node: unknown, found: Relations = { functions: [], tables: [] }): Relations {
  if (typeof node !== 'object' || node === null) return found;
  const { type, function: called, table_name } = node as Readonly<Record<string, unknown>>;
  if (type === 'TABLE_FUNCTION')
    found.functions.push(String((called as { function_name?: unknown })?.function_name).toLowerCase());
  if (type === 'BASE_TABLE' || type === 'SHOW_REF') found.tables.push(String(table_name));
  for (const child of Object.values(node)) listRelations(child, found);
  return found;
}

/** ` (line 2, column 5: "frm x")`; nothing where the parser does not say. */
function placeText(sql: string, position: string | undefined): string {
  if (position === undefined) return '';
  const bytes = Buffer.from(sql);
  const before = bytes.subarray(0, Number(position)).toString();
  const rest = bytes.subarray(Number(position)).toString().split('\n')[0] ?? '';
  const lines = before.split('\n');
  const near = rest === '' ? 'at its end' : JSON.stringify(rest.slice(0, 30));
  return ` (line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}: ${near})`;
}

function refused(message: string): GembaError {
  return new GembaError('sql-invalid', message);
}
