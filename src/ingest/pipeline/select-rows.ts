/** Rows of a fact table as a table of their own. */
import type { FactKind, FactTable } from '../../model/index.ts';

const identityBytes = 16;

/** Some rows of a table, in this order; texts share their dictionary. */
export function selectRows<K extends FactKind>(table: FactTable<K>, rows: readonly number[]): FactTable<K> {
  const bytes = (from: Uint8Array): Uint8Array => {
    const to = new Uint8Array(rows.length * identityBytes);
    rows.forEach((row, i) => {
      to.set(from.subarray(row * identityBytes, (row + 1) * identityBytes), i * identityBytes);
    });
    return to;
  };
  const columns = Object.entries(table.columns).map(([name, column]) => [
    name,
    column instanceof Float64Array
      ? Float64Array.from(rows, (row) => column[row] as number)
      : { dictionary: column.dictionary, codes: Uint32Array.from(rows, (row) => column.codes[row] as number) },
  ]);
  return {
    kind: table.kind,
    length: rows.length,
    identity: bytes(table.identity),
    content: bytes(table.content),
    columns: Object.fromEntries(columns) as FactTable<K>['columns'],
  };
}
