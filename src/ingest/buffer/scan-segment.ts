/** Reads a segment from end to end: what is whole, and where something is not. */
import type { BatchHeader, ParsedRecord } from './record-format.ts';
import { decodeTotals, headerBytesMax, marker, parseRecordHeader } from './record-format.ts';
import { segmentHeaderBytes } from './segment-format.ts';
import type { SegmentWindow } from './segment-window.ts';

/** A range that could not be read. */
export interface Hole {
  readonly fromByte: number;
  readonly toByte: number;
  readonly fromNumber: number;
  /** Undefined at the end of the file: nothing behind it says how many there were. */
  readonly toNumber: number | undefined;
  /** Where only the payload of a record is damaged, its header says what is lost. */
  readonly header?: BatchHeader;
}

export interface SegmentVisitor {
  /** @param extentBytes of header and payload */
  onRecord?(header: BatchHeader, offset: number, extentBytes: number): void;
  onTotals?(received: ReadonlyMap<string, number>): void;
  onHole?(hole: Hole): void;
}

export interface ScanRange {
  readonly sequence: number;
  readonly firstNumber: number;
  /** The next segment's first number: what this one has from it on does not count. */
  readonly endNumber: number;
}

export interface ScanResult {
  /** The number after the last batch that was found. */
  readonly nextNumber: number;
  /** Batches below it were on disk when the segment was last written to. */
  readonly synced: number;
}

/** @example await scanSegment(window, { sequence: 1, firstNumber: 1, endNumber: Infinity }, { onRecord: … }) */
export async function scanSegment(
  window: SegmentWindow,
  { sequence, firstNumber, endNumber }: ScanRange,
  visitor: SegmentVisitor,
): Promise<ScanResult> {
  let next = firstNumber;
  let synced = firstNumber;
  let offset = segmentHeaderBytes;
  /** Where what cannot be read begins. */
  let lostFrom: number | undefined;
  const endHole = (toByte: number, toNumber: number | undefined): void => {
    if (lostFrom !== undefined) visitor.onHole?.({ fromByte: lostFrom, toByte, fromNumber: next, toNumber });
    lostFrom = undefined;
  };
  while (offset < window.sizeBytes) {
    const parsed = await findRecord(window, sequence, offset);
    const header = parsed?.header;
    if (parsed === undefined || header === undefined || header.number < next) {
      lostFrom ??= offset;
      offset = await findMarker(window, offset + 1);
      continue;
    }
    if (header.number >= endNumber && header.kind === 'batch') break;
    // No bytes are missing, but numbers are.
    if (header.number > next) lostFrom ??= offset;
    endHole(offset, header.number);
    next = header.number;
    const extentBytes = parsed.headerBytes + parsed.payloadBytes;
    const isWhole =
      (await window.checksum(offset + parsed.headerBytes, parsed.payloadBytes)) === parsed.payloadChecksum;
    if (header.kind === 'batch') {
      if (isWhole) visitor.onRecord?.(header, offset, extentBytes);
      else
        visitor.onHole?.({
          fromByte: offset,
          toByte: offset + extentBytes,
          fromNumber: next,
          toNumber: next + 1,
          header,
        });
      next++;
    } else {
      synced = Math.max(synced, header.synced);
      if (!isWhole)
        visitor.onHole?.({ fromByte: offset, toByte: offset + extentBytes, fromNumber: next, toNumber: next });
      else if (header.kind === 'totals') visitor.onTotals?.(await readTotals(window, offset, parsed));
    }
    offset += extentBytes;
  }
  endHole(window.sizeBytes, undefined);
  return { nextNumber: next, synced };
}

async function findRecord(window: SegmentWindow, sequence: number, offset: number): Promise<ParsedRecord | undefined> {
  const parsed = parseRecordHeader(await window.at(offset, headerBytesMax), sequence, offset);
  if (parsed === undefined || offset + parsed.headerBytes + parsed.payloadBytes > window.sizeBytes) return undefined;
  return parsed;
}

async function findMarker(window: SegmentWindow, from: number): Promise<number> {
  for (let offset = from; offset < window.sizeBytes; ) {
    const view = await window.at(offset, headerBytesMax);
    const found = view.indexOf(marker);
    if (found >= 0) return offset + found;
    // It may begin in the last bytes of this view.
    offset += Math.max(1, view.length - marker.length + 1);
  }
  return window.sizeBytes;
}

/** A source's id and its count are short: a plant with thousands of sources still fits a window. */
async function readTotals(window: SegmentWindow, offset: number, parsed: ParsedRecord): Promise<Map<string, number>> {
  const from = offset + parsed.headerBytes;
  return decodeTotals((await window.at(from, parsed.payloadBytes)).subarray(0, parsed.payloadBytes));
}
