import type { BufferedBatch } from '../../../../src/ingest/index.ts';
import { type FactRow, type FactTable, identifyReadings, toTable } from '../../../../src/model/index.ts';

export function readingTable(rows: readonly FactRow<'reading'>[]): FactTable<'reading'> {
  const table = toTable('reading', rows);
  return { ...table, ...identifyReadings(table.columns) };
}

/** Readings `first`, `first + 1`, … of a source: each has its number as its value, and the position is the last of them. */
export function batchOf(source: string, first: number, count: number): BufferedBatch {
  const rows = Array.from({ length: count }, (_, i) => ({
    tag: `${source}-tag-${(first + i) % 3}`,
    at: 1_700_000_000_000 + first + i,
    value: first + i,
    source,
  }));
  return {
    source,
    identityBy: 'content',
    facts: [readingTable(rows)],
    account: { received: count, refused: 0, filtered: 0, expired: 0, lost: 0 },
    position: { last: first + count - 1 },
  };
}
