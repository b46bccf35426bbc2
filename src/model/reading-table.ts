/** Tables of readings, which say their identities only when asked. */
import type { FactTable } from './facts.ts';
import { identifyReadings, type ReadingColumns, readingRows } from './identify-readings.ts';

/**
 * The table of readings in these columns. Identity and content (`identifyReadings`) are worked out when one of them is first
 * read, and kept: the way to disk needs neither, and makes a third less garbage without them. The columns must not be
 * changed afterwards.
 *
 * @throws RangeError where the columns are not all as long as `at`
 * @example
 * const table = createReadingTable(columns); // { kind: 'reading', length: columns.at.length, columns, identity, content }
 */
export function createReadingTable(columns: ReadingColumns): FactTable<'reading'> {
  let hashes: ReturnType<typeof identifyReadings> | undefined;
  return {
    kind: 'reading',
    length: readingRows(columns),
    // Getters of the object itself, so that whoever copies, compares or sends the table finds the same fields as in any.
    get identity() {
      hashes ??= identifyReadings(columns);
      return hashes.identity;
    },
    get content() {
      hashes ??= identifyReadings(columns);
      return hashes.content;
    },
    columns,
  };
}
