/** Some rows of what was read. */
import { createReadingTable, type FactKind, type FactTable, type TextColumn } from '../../model/index.ts';
import type { StoredFacts } from '../port.ts';

const hashBytes = 16;

/** Rows by their places, in that order. Dictionaries are shared. */
export function pickRows<K extends FactKind>(facts: StoredFacts<K>, rows: Uint32Array): StoredFacts<K> {
  const columns: Record<string, TextColumn | Float64Array> = {};
  for (const [name, column] of Object.entries(facts.columns) as [string, TextColumn | Float64Array][])
    columns[name] =
      column instanceof Float64Array
        ? Float64Array.from(rows, (row) => column[row] as number)
        : { dictionary: column.dictionary, codes: rows.map((row) => column.codes[row] as number) };
  const versions = rows.map((row) => facts.versions[row] as number);
  if (facts.kind === 'reading')
    // Its identities are worked out only when somebody asks for them.
    return Object.assign(createReadingTable(columns as unknown as FactTable<'reading'>['columns']), {
      versions,
    }) as unknown as StoredFacts<K>;
  return {
    kind: facts.kind,
    length: rows.length,
    identity: pickHashes(facts.identity, rows),
    content: pickHashes(facts.content, rows),
    columns: columns as FactTable<K>['columns'],
    versions,
  };
}

function pickHashes(hashes: Uint8Array, rows: Uint32Array): Uint8Array {
  const picked = new Uint8Array(rows.length * hashBytes);
  rows.forEach((row, i) => {
    picked.set(hashes.subarray(row * hashBytes, (row + 1) * hashBytes), i * hashBytes);
  });
  return picked;
}
