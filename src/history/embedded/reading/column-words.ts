/** The words of text columns, so that rows come as codes. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TextColumn } from '../../../model/index.ts';
import { named, quoted } from '../duckdb.ts';

const writtenMax = 1_000;

export interface ColumnWords {
  /** By column, in the order of their bytes; `''` first, whether it is used or not. */
  readonly words: ReadonlyMap<string, readonly string[]>;
  /** The code of columns that are the same in all rows. */
  readonly constants: ReadonlyMap<string, number>;
  /** The other columns. */
  readonly coded: readonly string[];
}

/**
 * Learns the words of columns, and makes types of the connection that turn them into codes. Columns are mostly of one word,
 * which files say by their dictionaries: for a day of 86 million readings that is a quarter of a second, and such a column is
 * then not read at all.
 *
 * @param rows what is read, in SQL
 * @param prefix of the types' names, of no one else on the connection
 */
export async function readWords(
  connection: DuckDBConnection,
  rows: string,
  names: readonly string[],
  prefix: string,
): Promise<ColumnWords> {
  const words = new Map<string, readonly string[]>();
  const constants = new Map<string, number>();
  if (names.length === 0) return { words, constants, coded: [] };
  const parts = names.map(
    (name) => `select '${name}' as name, word from (select distinct ${named(name)} as word from ${rows})`,
  );
  const reader = await connection.runAndReadAll(`${parts.join(' union all ')} order by name, word`);
  const found = Map.groupBy(reader.getRows() as [string, string][], ([name]) => name);
  for (const name of names) {
    const own = (found.get(name) ?? []).map(([, word]) => word);
    const dictionary = own[0] === '' ? own : ['', ...own];
    words.set(name, dictionary);
    if (own.length <= 1) constants.set(name, dictionary.length - 1);
  }
  const coded = names.filter((name) => !constants.has(name));
  for (const name of coded) {
    const type = typeOf(name, prefix);
    await connection.run(`create temp type ${type} as enum (${wordsSql(rows, name, words.get(name) ?? [])})`);
  }
  return { words, constants, coded };
}

/** The same with the words of columns that are known to be the same in all rows. */
export function withConstants(
  { words, constants, coded }: ColumnWords,
  names: readonly string[],
  values: ReadonlyMap<string, string | number>,
): ColumnWords {
  const known = names.flatMap((name) => {
    const word = values.get(name);
    return typeof word === 'string' ? [{ name, dictionary: word === '' ? [''] : ['', word] }] : [];
  });
  return {
    words: new Map([...words, ...known.map(({ name, dictionary }) => [name, dictionary] as const)]),
    constants: new Map([...constants, ...known.map(({ name, dictionary }) => [name, dictionary.length - 1] as const)]),
    coded,
  };
}

/** Few words are written out, so that they need not be looked for once more; a query has no place for a NUL. */
function wordsSql(rows: string, name: string, words: readonly string[]): string {
  if (words.length <= writtenMax && words.every((word) => !word.includes('\0')))
    return words.map((word) => quoted(word)).join(', ');
  const distinct = `select distinct ${named(name)} as word from ${rows} union select ''`;
  return `select word from (${distinct}) order by word`;
}

/** A column as codes of its words. */
export function codeSql(name: string, prefix: string): string {
  return `enum_code(${named(name)}::${typeOf(name, prefix)})::uinteger`;
}

/** Codes of a column with their words. */
export function textOf({ words }: ColumnWords, name: string, codes: Uint32Array): TextColumn {
  return { dictionary: words.get(name) as readonly string[], codes };
}

function typeOf(name: string, prefix: string): string {
  return named(`${prefix}_${name}_words`);
}
