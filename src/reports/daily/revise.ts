/** Two daily documents of one report beside each other, as they were written. */
import type { DailyDocument } from '../documents/daily-document.ts';
import { compareTables } from '../revisions/compare-tables.ts';
import type { FigureChange, RevisionTolerance, WrittenRevision } from '../revisions/revision.ts';
import { writeRevision } from '../revisions/write-revision.ts';
import { dailyTables } from '../tables/daily/daily-tables.ts';
import { createSpeaker } from '../words/speaker.ts';

export function compareDocuments(
  before: Uint8Array,
  after: Uint8Array,
  tolerance: RevisionTolerance,
): readonly FigureChange[] {
  return compareTables(dailyTables(readDocument(before)), dailyTables(readDocument(after)), tolerance);
}

export function reviseDocument(
  before: Uint8Array,
  after: Uint8Array,
  changes: readonly FigureChange[],
  number: number,
): WrittenRevision {
  const later = readDocument(after);
  const { language, zone } = later;
  const speaker = createSpeaker({ language, zone: { id: zone } });
  return writeRevision({ number, before: readDocument(before), after: later, changes, speaker });
}

/** Written by gemba and kept under its SHA-256, so it is what it was. */
export function readDocument(bytes: Uint8Array): DailyDocument {
  return JSON.parse(new TextDecoder().decode(bytes)) as DailyDocument;
}
