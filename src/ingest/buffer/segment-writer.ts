/** Writes one segment file: its header, groups of records, marks. */
import { type BufferFile, writeWhole } from './buffer-files.ts';
import { type BufferContext, pathIn } from './context.ts';
import { encodeRecordHeader, type MarkHeader, noPayload, type Payload, type RecordHeader } from './record-format.ts';
import { RecordIndex, Segment } from './segment.ts';
import { encodeSegmentHeader, type SegmentName, segmentHeaderBytes } from './segment-format.ts';

export interface RecordToWrite {
  readonly header: RecordHeader;
  readonly payload: Payload;
}

export interface PlacedRecord extends RecordToWrite {
  readonly offset: number;
  readonly extentBytes: number;
  /** The header as bytes. */
  readonly start: Buffer;
}

export class SegmentWriter {
  readonly segment: Segment;
  private readonly file: BufferFile;
  private readonly context: BufferContext;
  /** Grows to the largest group, and is used again for each. */
  private group = Buffer.allocUnsafeSlow(65_536);

  constructor(segment: Segment, file: BufferFile, context: BufferContext) {
    this.segment = segment;
    this.file = file;
    this.context = context;
  }

  /** Whether it has its header only. */
  get isEmpty(): boolean {
    return this.segment.sizeBytes === segmentHeaderBytes;
  }

  /** Gives records their place behind each other, and takes the bytes for them. */
  reserve(records: readonly RecordToWrite[]): readonly PlacedRecord[] {
    return records.map(({ header, payload }) => {
      const { sequence, sizeBytes: offset } = this.segment;
      const start = encodeRecordHeader(header, payload, sequence, offset);
      const extentBytes = start.length + payload.bytes.length;
      this.grow(extentBytes);
      return { header, offset, extentBytes, start, payload };
    });
  }

  /** Writes what was reserved at once, in one piece. It is not on disk before `sync`. */
  async write(records: readonly PlacedRecord[]): Promise<void> {
    const from = (records[0] as PlacedRecord).offset;
    const last = records.at(-1) as PlacedRecord;
    const length = last.offset + last.extentBytes - from;
    if (length > this.group.length) this.group = Buffer.allocUnsafeSlow(Math.max(length, this.group.length * 2));
    for (const { offset, start, payload } of records) {
      start.copy(this.group, offset - from);
      payload.bytes.copy(this.group, offset - from + start.length);
    }
    await writeWhole(this.file, this.group.subarray(0, length), from);
  }

  sync(): Promise<void> {
    return this.file.sync();
  }

  /** Notes up to where all is on disk, so that damage to it is not taken for an end that was never acknowledged. */
  async mark(header: MarkHeader): Promise<void> {
    // May come while a group is being written, so it does not use the group's bytes.
    for (const { start, offset } of this.reserve([{ header, payload: noPayload }]))
      await writeWhole(this.file, start, offset);
  }

  /** Cuts off what was written and may not be on disk. Where even that fails, the next segment's first number says so. */
  async cutTo(sizeBytes: number): Promise<void> {
    try {
      await this.file.truncate(sizeBytes);
      this.grow(sizeBytes - this.segment.sizeBytes);
    } catch {
      // As above.
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private grow(byBytes: number): void {
    this.segment.sizeBytes += byBytes;
    this.context.room.usedBytes += byBytes;
  }
}

/** Makes a segment file; it is on disk with its name and header when this resolves. */
export async function createSegment(name: SegmentName, context: BufferContext): Promise<SegmentWriter> {
  const { files, dir, id, clock, room, onStep } = context;
  const segment = new Segment(name);
  const path = pathIn(context, segment.file);
  const file = await files.create(path);
  try {
    await writeWhole(file, encodeSegmentHeader({ ...name, buffer: id, createdAt: clock() }), 0);
    await file.sync();
    await files.syncFolder(dir);
  } catch (error) {
    // It holds nothing yet; where it cannot be removed either, recovery does.
    await Promise.allSettled([file.close(), files.remove(path)]);
    throw error;
  }
  segment.index = new RecordIndex();
  segment.sizeBytes = segmentHeaderBytes;
  room.usedBytes += segmentHeaderBytes;
  onStep('segment-created');
  return new SegmentWriter(segment, file, context);
}
