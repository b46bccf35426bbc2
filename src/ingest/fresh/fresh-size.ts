/** How much memory an item keeps from being freed while it waits for a consumer. */
import type { AnyFactTable, TextColumn } from '../../model/index.ts';

export function factCountOf(facts: readonly AnyFactTable[]): number {
  return facts.reduce((sum, { length }) => sum + length, 0);
}

/**
 * Bytes of the columns and their texts, a byte a character. Texts that several tables share are counted for each, so it
 * is rather too much than too little.
 */
export function sizeBytesOf(facts: readonly AnyFactTable[]): number {
  return facts.reduce((sum, table) => sum + sizeBytesOfTable(table), 0);
}

function sizeBytesOfTable({ identity, content, columns }: AnyFactTable): number {
  let sizeBytes = identity.byteLength + content.byteLength;
  for (const column of Object.values<TextColumn | Float64Array>(columns)) {
    if (column instanceof Float64Array) {
      sizeBytes += column.byteLength;
      continue;
    }
    sizeBytes += column.codes.byteLength;
    for (const text of column.dictionary) sizeBytes += text.length;
  }
  return sizeBytes;
}
