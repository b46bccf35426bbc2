/** The words of text columns of readings, and whether a column says anything at all. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { named } from '../duckdb.ts';

export const readingTexts = ['text', 'quality', 'source'] as const;
export type ReadingText = (typeof readingTexts)[number];

export interface ReadingWords {
  /** The words of each column that was asked for, in the order of their bytes; `''` first, whether it is used or not. */
  readonly words: ReadonlyMap<ReadingText, readonly string[]>;
  /** The code of columns that are the same in all rows. */
  readonly constants: ReadonlyMap<ReadingText, number>;
  /** Whether some reading has a sequence. */
  readonly hasSequences: boolean;
}

/**
 * Learns them in one query. Columns are mostly of one word, which the files say by their dictionaries: for a day of 86 million
 * readings that is a quarter of a second, and such a column is then not read at all.
 *
 * @param rows what the readings come from, in SQL
 */
export async function readWords(
  connection: DuckDBConnection,
  rows: string,
  texts: readonly ReadingText[],
): Promise<ReadingWords> {
  const parts = [
    ...texts.map((name) => `select '${name}' as name, word from (select distinct ${named(name)} as word from ${rows})`),
    `select 'sequence' as name, '' as word from (select 1 from ${rows} where not isnan("sequence") limit 1)`,
  ];
  const reader = await connection.runAndReadAll(`${parts.join(' union all ')} order by name, word`);
  const found = Map.groupBy(reader.getRows() as [string, string][], ([name]) => name);
  const words = new Map<ReadingText, readonly string[]>();
  const constants = new Map<ReadingText, number>();
  for (const name of texts) {
    const own = (found.get(name) ?? []).map(([, word]) => word);
    const dictionary = own[0] === '' ? own : ['', ...own];
    words.set(name, dictionary);
    if (own.length <= 1) constants.set(name, dictionary.length - 1);
  }
  return { words, constants, hasSequences: found.has('sequence') };
}

/** A type of the connection that makes codes of a column's words: as many as `readWords` found, in the same order. */
export function wordTypeSql(rows: string, name: ReadingText): string {
  const words = `select distinct ${named(name)} as word from ${rows} union select ''`;
  return `create temp type ${typeOf(name)} as enum (select word from (${words}) order by word)`;
}

export function codeSql(name: ReadingText): string {
  return `enum_code(${named(name)}::${typeOf(name)})::uinteger`;
}

function typeOf(name: ReadingText): string {
  return named(`${name}_words`);
}
