/** One lane of the buffer: its segments from the oldest to the one being written, and what of them is pending. */
import { type BufferContext, pathIn } from './context.ts';
import type { BufferDamage, BufferedBatch, BufferLane } from './fact-buffer.ts';
import { findRecords } from './find-records.ts';
import { RecentBatches } from './recent-batches.ts';
import type { BatchHeader } from './record-format.ts';
import type { Hole } from './scan-segment.ts';
import { addTo, type RecordIndex, type Segment } from './segment.ts';

/** What recovery found of a lane, or an empty one. */
export interface LaneState {
  readonly segments: Segment[];
  /** The number that the next record gets. */
  readonly nextNumber: number;
  /** By source: what it has received in this lane. */
  readonly received: ReadonlyMap<string, number>;
  readonly damages: BufferDamage[];
  /** Whether the last segment may be written on. */
  readonly isLastWritable: boolean;
}

export class Lane {
  readonly name: BufferLane;
  /** The last is never removed: it is what knows the next number. */
  readonly segments: Segment[];
  readonly damages: BufferDamage[];
  readonly recent: RecentBatches = new RecentBatches();
  /** Records below it are on disk and may be read. */
  syncedNumber: number;
  /** Records up to it are released. */
  releasedNumber: number;
  /** Records up to it were handed out to the reading at work, or to the last one. */
  handedOutNumber: number;
  pendingRecords = 0;
  readonly pending: Map<string, number> = new Map();
  private readonly context: BufferContext;
  private releaseTo: number;
  private removal: Promise<void> = Promise.resolve();

  constructor(name: BufferLane, context: BufferContext, state: LaneState) {
    this.name = name;
    this.context = context;
    this.segments = state.segments;
    this.damages = state.damages;
    this.syncedNumber = state.nextNumber;
    this.releasedNumber = (state.segments[0]?.firstNumber ?? state.nextNumber) - 1;
    this.handedOutNumber = this.releasedNumber;
    this.releaseTo = this.releasedNumber;
    for (const segment of this.segments) this.count(segment.records, segment.received);
  }

  addSegment(segment: Segment): void {
    this.segments.push(segment);
    this.forgetIndexes();
    // The one before it may have been kept only because it was the last.
    void this.removeReleased();
  }

  /** The record is on disk. */
  addSynced({ number, source, received }: BatchHeader, batch: BufferedBatch, sizeBytes: number): void {
    this.syncedNumber = number + 1;
    this.count(1, new Map([[source, received]]));
    this.recent.add(number, batch, sizeBytes);
  }

  /** The numbers before this one are taken. */
  skipTo(number: number): void {
    const last = this.segments.at(-1);
    if (last === undefined) this.releasedNumber = number - 1;
    else last.endNumber = number;
    this.syncedNumber = number;
  }

  /** The segment that has this number, or the next one where no segment has it. */
  segmentFrom(number: number): Segment | undefined {
    return this.segments.find(({ endNumber }) => endNumber > number);
  }

  /** The number of the oldest record that is not released; the next one's where there is none. */
  get oldestNumber(): number {
    const segment = this.segmentFrom(this.releasedNumber + 1);
    return segment === undefined ? this.syncedNumber : Math.max(this.releasedNumber + 1, segment.firstNumber);
  }

  get oldestAt(): number | undefined {
    const from = this.releasedNumber + 1;
    for (const { endNumber, firstNumber, firstAt, index } of this.segments) {
      if (endNumber <= from || firstAt === undefined) continue;
      if (firstNumber >= from) return firstAt;
      // A segment that is released in part has its index.
      const [oldest] = (index as RecordIndex).from(from);
      if (oldest !== undefined) return oldest.header.at;
    }
    return undefined;
  }

  /** Lets go of records up to this one; see `FactBuffer.release`. */
  async release(number: number): Promise<void> {
    this.releaseTo = Math.max(this.releaseTo, number);
    try {
      await this.releaseSegments();
    } catch {
      // A segment could not be opened to see what of it is released. The next release tries it again; until then its
      // records count as pending, which they may do.
    }
    this.recent.releaseTo(this.releasedNumber);
    await this.removeReleased();
  }

  private async releaseSegments(): Promise<void> {
    while (this.releasedNumber < Math.min(this.releaseTo, this.syncedNumber - 1)) {
      // Every number that is on disk is below the end of the last segment.
      const segment = this.segmentFrom(this.releasedNumber + 1) as Segment;
      if (segment.isDropping) await this.context.room.changed();
      else if (this.isReleasedWhole(segment)) this.releaseWhole(segment);
      else if (segment.index === undefined) await this.loadIndex(segment);
      else this.releasePart(segment.index, Math.min(this.releaseTo, this.syncedNumber - 1, segment.endNumber - 1));
    }
  }

  private isReleasedWhole({ firstNumber, endNumber }: Segment): boolean {
    return this.releasedNumber < firstNumber && endNumber <= Math.min(this.releaseTo + 1, this.syncedNumber);
  }

  private releaseWhole({ records, received, endNumber }: Segment): void {
    this.uncount(records, received);
    this.releasedNumber = endNumber - 1;
  }

  private releasePart(index: RecordIndex, upTo: number): void {
    for (const { header } of index.from(this.releasedNumber + 1)) {
      const { number, source, received } = header;
      if (number > upTo) break;
      this.uncount(1, new Map([[source, received]]));
    }
    this.releasedNumber = upTo;
  }

  /** Resolves once no file is being removed. */
  idle(): Promise<void> {
    return this.removal;
  }

  /** Removes what is released, the oldest first. */
  private removeReleased(): Promise<void> {
    this.removal = this.removal.then(async () => {
      for (;;) {
        const [oldest, next] = this.segments;
        if (oldest === undefined || next === undefined || oldest.endNumber > this.releasedNumber + 1) return;
        // What cannot be removed now is tried again at the next release; its bytes count until then.
        if (!(await this.removeFile(oldest))) return;
        this.segments.shift();
      }
    });
    return this.removal;
  }

  /** Drops a segment whose loss is on disk. Where its file cannot be removed now, the next opening does it. */
  async drop(segment: Segment): Promise<void> {
    this.uncount(segment.records, segment.received);
    this.segments.splice(this.segments.indexOf(segment), 1);
    await this.removeFile(segment);
    this.context.room.notify();
  }

  /**
   * The folder is synced before the next one goes: a file that came back after a crash while a newer one did not would
   * look like a missing one.
   */
  private async removeFile(segment: Segment): Promise<boolean> {
    const { files, dir, room, onStep } = this.context;
    try {
      await files.remove(pathIn(this.context, segment.file));
      await files.syncFolder(dir);
    } catch {
      return false;
    }
    room.usedBytes -= segment.sizeBytes;
    onStep('segment-removed');
    room.notify();
    return true;
  }

  /**
   * Finds where each record of a segment is. What could be read before and cannot any more becomes a damage.
   *
   * @throws the error of the file system where the file is there and cannot be opened
   */
  async loadIndex(segment: Segment): Promise<RecordIndex> {
    const { endNumber } = segment;
    const { found, holes } = await findRecords(this.context, segment);
    // What came while it was read.
    for (const record of segment.index?.from(endNumber) ?? []) found.push(record);
    const before = this.pendingOf(segment);
    const index = segment.replace(found);
    const after = this.pendingOf(segment);
    this.uncount(before.records, before.received);
    this.count(after.records, after.received);
    this.noteNewDamages(
      segment,
      holes.filter((hole) => hole.fromNumber < endNumber),
      before.received,
      after.received,
    );
    this.forgetIndexes(segment);
    return index;
  }

  private pendingOf(segment: Segment): { readonly records: number; readonly received: ReadonlyMap<string, number> } {
    const from = this.releasedNumber + 1;
    const { index } = segment;
    if (segment.firstNumber >= from) return { records: segment.records, received: new Map(segment.received) };
    // Released in part it has an index; without one it is released whole.
    let records = 0;
    const received = new Map<string, number>();
    for (const { header } of index?.from(from) ?? []) {
      records++;
      addTo(received, header.source, header.received);
    }
    return { records, received };
  }

  private noteNewDamages(
    segment: Segment,
    holes: readonly Hole[],
    before: ReadonlyMap<string, number>,
    after: ReadonlyMap<string, number>,
  ): void {
    const lost = new Map<string, number>();
    for (const [source, count] of before) {
      const missing = count - (after.get(source) ?? 0);
      if (missing > 0) lost.set(source, missing);
    }
    for (const { fromByte, toByte, fromNumber, toNumber = segment.endNumber } of holes) {
      // What was released meanwhile is not missed; its file may be gone.
      if (toNumber <= this.releasedNumber + 1) continue;
      const isKnown = this.damages.some(
        (one) => one.file === segment.file && one.fromByte <= fromByte && one.toByte >= toByte,
      );
      if (isKnown) continue;
      const range = { lane: this.name, file: segment.file, fromByte, toByte, fromNumber, toNumber };
      this.damages.push({ ...range, lost: new Map(lost), fromAt: segment.firstAt, toAt: this.context.clock() });
      // What is lost with several at once cannot be told apart; it is counted once.
      lost.clear();
    }
  }

  /** Keeps the indexes of the segments at work: the newest two, the one released in part, the one being read. */
  forgetIndexes(inUse?: Segment): void {
    const atWork = [inUse, this.segmentFrom(this.releasedNumber + 1), this.segmentFrom(this.handedOutNumber + 1)];
    for (const segment of this.segments.slice(0, -2)) if (!atWork.includes(segment)) segment.index = undefined;
  }

  private count(records: number, received: ReadonlyMap<string, number>): void {
    this.pendingRecords += records;
    for (const [source, count] of received) addTo(this.pending, source, count);
  }

  private uncount(records: number, received: ReadonlyMap<string, number>): void {
    this.pendingRecords -= records;
    for (const [source, count] of received) addTo(this.pending, source, -count);
  }
}
