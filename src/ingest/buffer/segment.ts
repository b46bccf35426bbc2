/** A segment file as the buffer keeps it in mind: how many records of whom it holds, and for some where each is. */
import type { BatchHeader } from './record-format.ts';
import type { SegmentName } from './segment-format.ts';
import { toSegmentName } from './segment-format.ts';

export interface IndexedRecord {
  readonly header: BatchHeader;
  readonly offset: number;
  /** Of header and payload. */
  readonly extentBytes: number;
}

/** Where each record of a segment is. Only segments at work have one: 8 GiB of small records would not fit in memory. */
export class RecordIndex {
  private readonly headers: BatchHeader[] = [];
  private readonly offsets: number[] = [];
  private readonly extents: number[] = [];

  get length(): number {
    return this.headers.length;
  }

  add(header: BatchHeader, offset: number, extentBytes: number): void {
    this.headers.push(header);
    this.offsets.push(offset);
    this.extents.push(extentBytes);
  }

  at(i: number): IndexedRecord {
    return {
      header: this.headers[i] as BatchHeader,
      offset: this.offsets[i] as number,
      extentBytes: this.extents[i] as number,
    };
  }

  /** Records with at least this number. */
  *from(number: number): Generator<IndexedRecord, void, void> {
    for (let i = this.findFrom(number); i < this.length; i++) yield this.at(i);
  }

  /** The place in the index of the first record with at least this number; its length where there is none. */
  findFrom(number: number): number {
    let low = 0;
    let high = this.headers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.headers[middle] as BatchHeader).number < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export class Segment {
  readonly lane: SegmentName['lane'];
  readonly sequence: number;
  readonly firstNumber: number;
  readonly file: string;
  /** The number after its last record. */
  endNumber: number;
  sizeBytes = 0;
  records = 0;
  readonly received: Map<string, number> = new Map();
  firstAt: number | undefined;
  index: RecordIndex | undefined;
  /** It is being dropped: its records are handed out no more. */
  isDropping = false;

  constructor(name: SegmentName) {
    this.lane = name.lane;
    this.sequence = name.sequence;
    this.firstNumber = name.firstNumber;
    this.endNumber = name.firstNumber;
    this.file = toSegmentName(name);
  }

  add(header: BatchHeader, offset: number, extentBytes: number): void {
    this.records++;
    this.firstAt ??= header.at;
    addTo(this.received, header.source, header.received);
    this.index?.add(header, offset, extentBytes);
    this.endNumber = header.number + 1;
  }

  /** Holds these records and no others; the index of them. Its numbers stay. */
  replace(found: readonly IndexedRecord[]): RecordIndex {
    const { endNumber } = this;
    const index = new RecordIndex();
    this.records = 0;
    this.firstAt = undefined;
    this.received.clear();
    this.index = index;
    for (const { header, offset, extentBytes } of found) this.add(header, offset, extentBytes);
    this.endNumber = endNumber;
    return index;
  }
}

export function addTo(counts: Map<string, number>, source: string, count: number): void {
  counts.set(source, (counts.get(source) ?? 0) + count);
}
