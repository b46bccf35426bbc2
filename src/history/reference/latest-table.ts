/** The last reading of each tag, as a table. */
import { createFactTableBuilder, type FactRow, type FactTable, identifyReadings, rowAt } from '../../model/index.ts';
import type { StoredFacts } from '../port.ts';

export interface LatestReading {
  readonly row: FactRow<'reading'>;
  readonly versions: number;
}

/** Of each tag the last row at or before an instant; rows are in the order of `read`. */
export function lastOfTags(readings: StoredFacts<'reading'>, at: number): Map<string, LatestReading> {
  const { tag, at: instants } = readings.columns;
  const rowByTag = new Map<number, number>();
  for (let row = 0; row < readings.length; row++)
    if ((instants[row] as number) <= at) rowByTag.set(tag.codes[row] as number, row);
  const last = new Map<string, LatestReading>();
  for (const [code, row] of rowByTag)
    last.set(tag.dictionary[code] as string, {
      row: rowAt(readings as FactTable<'reading'>, row),
      versions: readings.versions[row] as number,
    });
  return last;
}

export function createLatestTable(found: ReadonlyMap<string, LatestReading>): StoredFacts<'reading'> {
  const inOrder = [...found].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const builder = createFactTableBuilder('reading');
  const none = new Uint8Array(16);
  for (const [, { row }] of inOrder) builder.add(row, none, none);
  const table = builder.build();
  return {
    ...table,
    ...identifyReadings(table.columns),
    versions: Uint32Array.from(inOrder, ([, { versions }]) => versions),
  };
}
