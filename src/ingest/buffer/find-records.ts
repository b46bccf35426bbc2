/** Looks into a segment's file for its records and for what cannot be read. */
import { type BufferContext, pathIn } from './context.ts';
import { type Hole, scanSegment } from './scan-segment.ts';
import type { IndexedRecord, Segment } from './segment.ts';
import { SegmentWindow } from './segment-window.ts';

/** @throws the error of the file system where the file is there and cannot be opened */
export async function findRecords(
  context: BufferContext,
  segment: Segment,
): Promise<{ readonly found: IndexedRecord[]; readonly holes: readonly Hole[] }> {
  const { firstNumber, endNumber, sizeBytes } = segment;
  const found: IndexedRecord[] = [];
  const holes: Hole[] = [];
  const file = await context.files.open(pathIn(context, segment.file)).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  // Somebody took it away.
  if (file === undefined)
    return { found, holes: [{ fromByte: 0, toByte: sizeBytes, fromNumber: firstNumber, toNumber: endNumber }] };
  try {
    // What was being written when it began may be on disk by now: it is noted with those that come.
    const range = { sequence: segment.sequence, firstNumber, endNumber };
    await scanSegment(new SegmentWindow(file, sizeBytes), range, {
      onRecord: (header, offset, extentBytes) => found.push({ header, offset, extentBytes }),
      onHole: (hole) => holes.push(hole),
    });
  } finally {
    await file.close();
  }
  return { found, holes };
}
