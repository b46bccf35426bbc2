/** Reads a lane back from its files after a stop, a kill or a crash. */
import { type BufferFile, readWhole, writeWhole } from './buffer-files.ts';
import { type BufferContext, pathIn } from './context.ts';
import { DamageTally } from './damage-tally.ts';
import type { BufferLane, BufferLoss, BufferTruncation } from './fact-buffer.ts';
import type { LaneState } from './lane.ts';
import type { FoundSegment } from './read-folder.ts';
import { type BatchHeader, recordBytesMin } from './record-format.ts';
import { type Hole, scanSegment } from './scan-segment.ts';
import { RecordIndex, Segment } from './segment.ts';
import { type SegmentName, segmentHeaderBytes, toSegmentName } from './segment-format.ts';
import { SegmentWindow } from './segment-window.ts';

/** Where a source's newest record of the lane is. */
export interface NewestRecord {
  readonly order: number;
  readonly header: BatchHeader;
  readonly segment: Segment;
  readonly offset: number;
  readonly extentBytes: number;
}

export interface RecoveredLane extends LaneState {
  readonly newest: ReadonlyMap<string, NewestRecord>;
  readonly truncations: readonly BufferTruncation[];
  /** Greatest order of any record; 0 where there is none. */
  readonly order: number;
}

const rewriteBytes = 1_048_576;

type Context = Pick<BufferContext, 'dir' | 'files'>;

/** @param losses of what was dropped, in order; only the droppable lane has any */
export async function recoverLane(
  lane: BufferLane,
  found: readonly FoundSegment[],
  losses: readonly BufferLoss[],
  context: Context,
): Promise<RecoveredLane> {
  return new LaneRecovery(lane, found, losses, context).run();
}

class LaneRecovery {
  private readonly lane: BufferLane;
  private readonly found: readonly FoundSegment[];
  private readonly losses: readonly BufferLoss[];
  private readonly context: Context;
  private readonly tally: DamageTally;
  private readonly segments: Segment[] = [];
  private readonly newest = new Map<string, NewestRecord>();
  private readonly truncations: BufferTruncation[] = [];
  private order = 0;
  private nextNumber: number;
  private isLastWritable = false;
  private last: SegmentName | undefined;

  constructor(lane: BufferLane, found: readonly FoundSegment[], losses: readonly BufferLoss[], context: Context) {
    this.lane = lane;
    this.found = found;
    this.losses = losses;
    this.context = context;
    // Where all files were taken away, the losses still say which numbers were given.
    this.nextNumber = found[0]?.name.firstNumber ?? losses.at(-1)?.toNumber ?? 1;
    this.tally = new DamageTally(lane, { isFromStart: this.nextNumber === 1 });
  }

  async run(): Promise<RecoveredLane> {
    for (const [i, segment] of this.found.entries()) {
      const next = this.found[i + 1];
      await this.recoverSegment(segment, next?.name);
    }
    return {
      segments: this.segments,
      nextNumber: this.nextNumber,
      received: this.tally.received,
      damages: this.tally.damages,
      isLastWritable: this.isLastWritable,
      newest: this.newest,
      truncations: this.truncations,
      order: this.order,
    };
  }

  private async recoverSegment(found: FoundSegment, next: SegmentName | undefined): Promise<void> {
    const { name } = found;
    const { files, dir } = this.context;
    const path = pathIn(this.context, toSegmentName(name));
    this.passMissing(name);
    if (found.isUnfinished) {
      await files.remove(path);
      await files.syncFolder(dir);
      this.noteTruncation(name, 0, found.sizeBytes, name.firstNumber);
      return;
    }
    const file = await files.open(path);
    try {
      if (next === undefined) await this.recoverLast(file, found);
      else await this.recoverClosed(file, found, next.firstNumber);
    } finally {
      await file.close();
    }
    this.last = name;
  }

  /** Accounts for numbers that no file has: dropped ones are on record, others are a damage. */
  private passMissing({ sequence, firstNumber }: SegmentName): void {
    for (const loss of this.losses) {
      if (loss.fromNumber < this.nextNumber || loss.toNumber > firstNumber) continue;
      this.noteMissing(loss.fromNumber, sequence);
      this.tally.addLoss(loss);
      this.nextNumber = loss.toNumber;
    }
    this.noteMissing(firstNumber, sequence);
    this.nextNumber = firstNumber;
  }

  /** @param sequence of the segment behind what is missing */
  private noteMissing(toNumber: number, sequence: number): void {
    const { lane, last, nextNumber } = this;
    if (last === undefined || toNumber <= nextNumber) return;
    // Either the file between them is missing, or the end of the one before.
    const isFileMissing = sequence > last.sequence + 1;
    const missing = { lane, sequence: last.sequence + 1, firstNumber: nextNumber };
    const atByte = isFileMissing ? 0 : (this.segments.at(-1) as Segment).sizeBytes;
    const file = toSegmentName(isFileMissing ? missing : last);
    this.tally.addDamage({ file, fromByte: atByte, toByte: atByte, fromNumber: nextNumber, toNumber });
  }

  private async recoverClosed(file: BufferFile, found: FoundSegment, endNumber: number): Promise<void> {
    const window = new SegmentWindow(file, found.sizeBytes);
    await this.scan(window, found, endNumber, undefined);
  }

  /**
   * The last segment: its end was perhaps never on disk. What cannot be read behind the last mark was not acknowledged
   * and is cut off; what can be read there is written once more and synced, because after an fsync that failed the
   * system may show what it has not kept.
   */
  private async recoverLast(file: BufferFile, found: FoundSegment): Promise<void> {
    const { name } = found;
    const window = new SegmentWindow(file, found.sizeBytes);
    const holes: Hole[] = [];
    const ends: { readonly number: number; readonly toByte: number }[] = [];
    const { synced } = await scanSegment(
      window,
      { ...name, endNumber: Number.POSITIVE_INFINITY },
      {
        onRecord: ({ number }, offset, extentBytes) => ends.push({ number, toByte: offset + extentBytes }),
        onHole: (hole) => holes.push(hole),
      },
    );
    let { sizeBytes } = found;
    const unfinished = window.hasUnreadable ? undefined : holes.find(({ fromNumber }) => fromNumber >= synced);
    if (unfinished !== undefined) {
      await file.truncate(unfinished.fromByte);
      this.noteTruncation(name, unfinished.fromByte, sizeBytes, unfinished.fromNumber);
      sizeBytes = unfinished.fromByte;
    }
    if (!window.hasUnreadable) {
      const syncedTo = ends.findLast(({ number }) => number < synced)?.toByte ?? segmentHeaderBytes;
      await rewrite(file, syncedTo, sizeBytes);
      await file.sync();
    }
    // What the disk does not give may have been acknowledged: its numbers are not given again, however many they are.
    const unreadable = window.hasUnreadable ? holes.find(({ toNumber }) => toNumber === undefined) : undefined;
    const given = unreadable === undefined ? synced : Math.max(synced, numberAfter(unreadable));
    await this.scan(new SegmentWindow(file, sizeBytes), found, Number.POSITIVE_INFINITY, given);
    this.isLastWritable = found.hasHeader && !window.hasUnreadable;
  }

  /** @param synced of the last segment: numbers below it were on disk, whether they can be read or not */
  private async scan(
    window: SegmentWindow,
    { name, hasHeader }: FoundSegment,
    endNumber: number,
    synced: number | undefined,
  ): Promise<void> {
    const { tally } = this;
    const segment = new Segment(name);
    segment.sizeBytes = window.sizeBytes;
    if (synced !== undefined) segment.index = new RecordIndex();
    const { file } = segment;
    const { firstNumber } = name;
    if (!hasHeader)
      tally.addDamage({
        file,
        fromByte: 0,
        toByte: segmentHeaderBytes,
        fromNumber: firstNumber,
        toNumber: firstNumber,
      });
    const { nextNumber } = await scanSegment(
      window,
      { ...name, endNumber },
      {
        onTotals: (received) => tally.addTotals(received),
        onRecord: (header, offset, extentBytes) => {
          tally.addRecord(header);
          segment.add(header, offset, extentBytes);
          this.order = Math.max(this.order, header.order);
          this.newest.set(header.source, { order: header.order, header, segment, offset, extentBytes });
        },
        onHole: ({ toNumber = synced ?? endNumber, ...hole }) => {
          // Behind the next segment's first number nothing was acknowledged.
          if (hole.fromNumber < endNumber)
            tally.addDamage({ file, ...hole, toNumber: Math.max(toNumber, hole.fromNumber) });
        },
      },
    );
    this.nextNumber = synced === undefined ? Math.max(nextNumber, this.damagedTo(file)) : Math.max(nextNumber, synced);
    segment.endNumber = synced === undefined ? endNumber : this.nextNumber;
    this.segments.push(segment);
  }

  /** Numbers of a file that are accounted for by a damage at its end. */
  private damagedTo(file: string): number {
    const damage = this.tally.damages.at(-1);
    return damage?.file === file ? damage.toNumber : 0;
  }

  private noteTruncation({ lane, ...name }: SegmentName, fromByte: number, toByte: number, fromNumber: number): void {
    this.truncations.push({ lane, file: toSegmentName({ lane, ...name }), fromByte, toByte, fromNumber });
  }
}

/** The number after the last record that could stand in a hole. */
function numberAfter({ fromNumber, fromByte, toByte }: Hole): number {
  return fromNumber + Math.ceil((toByte - fromByte) / recordBytesMin);
}

/** Writes the same bytes once more, so that the next fsync takes them to disk whatever came before. */
async function rewrite(file: BufferFile, fromByte: number, toByte: number): Promise<void> {
  const chunk = Buffer.allocUnsafeSlow(rewriteBytes);
  for (let offset = fromByte; offset < toByte; ) {
    const part = chunk.subarray(0, Math.min(rewriteBytes, toByte - offset));
    const length = await readWhole(file, part, offset);
    await writeWhole(file, part.subarray(0, length), offset);
    offset += length;
  }
}
