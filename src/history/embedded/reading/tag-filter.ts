/** Rows of some tags, in the order in which they lie. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { named, quoted } from '../duckdb.ts';

/** DuckDB makes a join of a list of more than so many words, and a join keeps no order. */
export const listMax = 4;

export interface TagFilter {
  /** A condition in SQL. */
  readonly condition: string;
  /** The tag's place among those asked for, in SQL. */
  readonly code: string;
}

/** @param typeName of the connection, and made here; tags are a type, to which one that is not asked for cannot be cast */
export async function createTagFilter(
  connection: DuckDBConnection,
  tags: readonly string[],
  typeName: string,
): Promise<TagFilter> {
  const type = named(typeName);
  const words = tags.map(quoted).join(', ');
  await connection.run(`create temp type ${type} as enum (${words})`);
  const code = `enum_code(tag::${type})::uinteger`;
  if (tags.length <= listMax) return { condition: `tag in (${words})`, code };
  const inOrder = tags.map((tag) => Buffer.from(tag)).sort(Buffer.compare);
  const [first, last] = [inOrder[0] as Buffer, inOrder.at(-1) as Buffer].map((word) => quoted(word.toString()));
  // Files are sorted by tag, and say of their groups which they have.
  return { condition: `tag between ${first} and ${last} and try_cast(tag as ${type}) is not null`, code };
}
