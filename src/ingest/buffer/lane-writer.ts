/**
 * Group commit of one lane. Appends are written while the fsync of those before runs; the next fsync covers all that
 * came. A failed fsync is never believed later, because the system may call the same pages clean afterwards: the segment
 * is closed, and what was not on disk is written again in a new one, with the same numbers.
 */
import { GembaError } from '../../model/index.ts';
import { AppendQueue, abortedError, sizeOf, type WaitingAppend } from './append-queue.ts';
import { isDiskFull } from './buffer-files.ts';
import type { BufferContext } from './context.ts';
import type { Lane } from './lane.ts';
import { type BatchHeader, encodeTotals, toPayload } from './record-format.ts';
import { addTo } from './segment.ts';
import { segmentHeaderBytes } from './segment-format.ts';
import { createSegment, type RecordToWrite, type SegmentWriter } from './segment-writer.ts';

/** What is written at once: large enough for the disk's full speed, small enough to be in memory a few times. */
const groupBytesMax = 4 * 1_048_576;
/** Tries without one success before appends are refused; a full disk is waited for as long as it takes. */
const attemptsMax = 5;
const waitMs = { first: 50, max: 5_000 } as const;

export interface LaneWriterOptions {
  readonly lane: Lane;
  readonly context: BufferContext;
  /** The last segment, where it may be written on. */
  readonly writer: SegmentWriter | undefined;
  readonly nextSequence: number;
  /** By source: what it has received in this lane. */
  readonly received: ReadonlyMap<string, number>;
  /** Frees bytes where some may be dropped for them; false where there are none. */
  readonly makeRoom: (sizeBytes: number) => Promise<boolean>;
  /** The append is on disk. */
  readonly onSynced: (append: WaitingAppend) => void;
}

interface UnsyncedAppend {
  readonly append: WaitingAppend;
  readonly header: BatchHeader;
  readonly offset: number;
  readonly extentBytes: number;
}

export class LaneWriter {
  readonly queue: AppendQueue = new AppendQueue(() => this.onQueueChange());
  isFull = false;
  isDiskFull = false;
  private readonly options: LaneWriterOptions;
  private writer: SegmentWriter | undefined;
  /** Where the segment ends with what is on disk. */
  private syncedBytes: number;
  private nextSequence: number;
  private nextNumber: number;
  private received: Map<string, number>;
  /** The same with only what is on disk. */
  private readonly receivedSynced: Map<string, number>;
  private written: UnsyncedAppend[] = [];
  private syncing: Promise<void> | undefined;
  private failure: { readonly error: unknown } | undefined;
  private failures = 0;
  /** Why nothing is taken any more: the buffer is another process's. */
  private refusal: GembaError | undefined;
  private running: Promise<void> | undefined;
  private wake = Promise.withResolvers<void>();

  constructor(options: LaneWriterOptions) {
    this.options = options;
    this.writer = options.writer;
    this.syncedBytes = options.writer?.segment.sizeBytes ?? 0;
    this.received = new Map(options.received);
    this.receivedSynced = new Map(options.received);
    this.nextNumber = options.lane.syncedNumber;
    this.nextSequence = options.nextSequence;
  }

  /**
   * The next record gets at least this number, in a new segment: history has one before it that this buffer has not,
   * as after files of it were taken away. Without effect while something is on its way to disk.
   */
  async skipTo(number: number): Promise<void> {
    await this.syncing;
    const isBusy = this.queue.length > 0 || this.written.length > 0 || this.syncing !== undefined;
    if (isBusy || this.failure !== undefined || number <= this.nextNumber) return;
    this.nextNumber = number;
    this.options.lane.skipTo(number);
    await this.closeSegment();
  }

  /** Waits for what is on its way to disk, and refuses what is not. The context is closing. */
  async close(): Promise<void> {
    this.queue.rejectAll(abortedError());
    this.onQueueChange();
    await this.running;
    if (this.writer !== undefined) await Promise.allSettled([this.writeLastTotals(this.writer)]);
    await this.closeSegment();
  }

  /**
   * So that damage to any record before is counted exactly. All that was acknowledged is on disk without it, and closing
   * has nothing to lose.
   */
  private async writeLastTotals(writer: SegmentWriter): Promise<void> {
    if (writer.isEmpty) return;
    const { clock } = this.options.context;
    await writer.write(writer.reserve([this.totals(clock(), this.nextNumber)]));
    await writer.sync();
  }

  private onQueueChange(): void {
    this.wake.resolve();
    this.options.context.room.notify();
    if (this.queue.length > 0) this.running ??= this.run();
  }

  private async run(): Promise<void> {
    while (
      this.queue.length > 0 ||
      this.written.length > 0 ||
      this.syncing !== undefined ||
      this.failure !== undefined
    ) {
      this.wake = Promise.withResolvers();
      try {
        await this.advance();
      } catch (error) {
        this.failure = { error };
      }
    }
    this.running = undefined;
  }

  /** One step of what there is to do. */
  private async advance(): Promise<void> {
    if (this.refusal !== undefined) return this.queue.rejectAll(this.refusal);
    if (this.failure !== undefined) return this.recover(this.failure.error);
    if (this.syncing === undefined && this.written.length > 0) this.startSync(this.writer as SegmentWriter);
    const { first } = this.queue;
    if (first === undefined) return Promise.race([this.syncing, this.wake.promise]);
    const sizeBytes = sizeOf(first);
    if (this.writer !== undefined && this.hasRoomFor(this.writer, sizeBytes)) {
      if (await this.findRoom(sizeBytes)) await this.writeGroup(this.writer);
      return;
    }
    // Once there is a next segment, all before its first number counts as on disk.
    if (this.syncing !== undefined) return this.syncing;
    if (await this.findRoom(sizeBytes + segmentHeaderBytes)) await this.startSegment();
  }

  private hasRoomFor({ segment, isEmpty }: SegmentWriter, sizeBytes: number): boolean {
    // A record that is larger than a segment has one to itself.
    return isEmpty || segment.sizeBytes + sizeBytes <= this.options.context.segmentBytes;
  }

  /** Whether there is room now; waits for a change where there is not. */
  private async findRoom(sizeBytes: number): Promise<boolean> {
    const { room } = this.options.context;
    const changed = room.changed();
    if (room.fits(sizeBytes)) {
      this.isFull = false;
      return true;
    }
    if (await this.options.makeRoom(sizeBytes)) return false;
    this.isFull = true;
    await Promise.race(this.syncing === undefined ? [changed] : [changed, this.syncing]);
    return false;
  }

  private async startSegment(): Promise<void> {
    const { lane, context } = this.options;
    await this.closeSegment();
    const name = { lane: lane.name, sequence: this.nextSequence++, firstNumber: this.nextNumber };
    const writer = await createSegment(name, context);
    lane.addSegment(writer.segment);
    this.syncedBytes = writer.segment.sizeBytes;
    this.writer = writer;
  }

  /** What it holds is on disk, so that an error of closing costs nothing. */
  private async closeSegment(): Promise<void> {
    const { writer } = this;
    this.writer = undefined;
    if (writer !== undefined) await Promise.allSettled([writer.close()]);
  }

  private async writeGroup(writer: SegmentWriter): Promise<void> {
    const { room, segmentBytes, clock, onStep } = this.options.context;
    const restBytes = Math.min(segmentBytes - writer.segment.sizeBytes, room.restBytes);
    const group = this.queue.take(Math.min(groupBytesMax, restBytes));
    // Given up while room was made for it.
    if (group.length === 0) return;
    const at = clock();
    const records: RecordToWrite[] = group.map((append) => ({
      header: this.number(append, at),
      payload: append.payload,
    }));
    if (writer.isEmpty) records.unshift(this.totals(at, (records[0] as RecordToWrite).header.number));
    const extents = writer.reserve(records);
    const batches = extents.slice(-group.length);
    // Noted before it is written: whatever goes wrong, it is found here and written again.
    const unsynced = group.map((append, i) => ({ append, ...(batches[i] as (typeof batches)[number]) }));
    try {
      await writer.write(extents);
    } finally {
      this.written.push(...(unsynced as UnsyncedAppend[]));
    }
    onStep('record-written');
  }

  private number({ batch, order }: WaitingAppend, at: number): BatchHeader {
    const { source, account } = batch;
    const before = this.received.get(source) ?? 0;
    addTo(this.received, source, account.received);
    return { kind: 'batch', number: this.nextNumber++, at, source, received: account.received, before, order };
  }

  private totals(at: number, number: number): RecordToWrite {
    const header = { kind: 'totals', number, at, synced: number } as const;
    return { header, payload: toPayload(encodeTotals(this.receivedSynced)) };
  }

  private startSync(writer: SegmentWriter): void {
    const unsynced = this.written;
    this.written = [];
    this.syncing = writer
      .sync()
      .then(
        () => this.finishSync(writer, unsynced),
        (error: unknown) => {
          this.written = [...unsynced, ...this.written];
          this.failure = { error };
        },
      )
      .finally(() => {
        this.syncing = undefined;
      });
  }

  private async finishSync(writer: SegmentWriter, synced: readonly UnsyncedAppend[]): Promise<void> {
    const { lane, context, onSynced } = this.options;
    const last = synced.at(-1) as UnsyncedAppend;
    context.onStep('segment-synced');
    try {
      // Who takes the buffer over reads it only afterwards. So what is on disk while it is ours will be found.
      context.confirm();
    } catch (error) {
      this.written = [...synced, ...this.written];
      this.failure = { error };
      return;
    }
    this.syncedBytes = last.offset + last.extentBytes;
    try {
      const header = {
        kind: 'mark',
        number: this.nextNumber,
        at: context.clock(),
        synced: last.header.number + 1,
      } as const;
      await writer.mark(header);
    } catch (error) {
      // It concerns what comes next in this segment; what is on disk is on disk.
      this.failure = { error };
    }
    this.isDiskFull = false;
    this.failures = 0;
    for (const { append, header, offset, extentBytes } of synced) {
      writer.segment.add(header, offset, extentBytes);
      lane.addSynced(header, append.batch, extentBytes);
      addTo(this.receivedSynced, header.source, header.received);
      onSynced(append);
      append.resolve({ buffer: context.id, lane: lane.name, number: header.number });
    }
    context.room.notify();
  }

  /** Leaves the segment as it is on disk, and puts all that is not back to be written in the next one. */
  private async recover(error: unknown): Promise<void> {
    const { lane, context } = this.options;
    await this.syncing;
    this.failure = undefined;
    this.refusal = this.findRefusal();
    // Another process may have found what lies behind.
    if (this.refusal === undefined) await this.writer?.cutTo(this.syncedBytes);
    await this.closeSegment();
    this.queue.putBack(this.written.map(({ append }) => append));
    this.written = [];
    this.nextNumber = lane.syncedNumber;
    this.received = new Map(this.receivedSynced);
    this.isDiskFull = isDiskFull(error);
    this.failures++;
    if (this.refusal !== undefined) this.queue.rejectAll(this.refusal);
    else if (context.closing.aborted) this.queue.rejectAll(abortedError());
    else if (!this.isDiskFull && this.failures >= attemptsMax) {
      this.failures = 0;
      this.queue.rejectAll(this.failedError(error));
    } else await context.delay(Math.min(waitMs.first * 2 ** (this.failures - 1), waitMs.max), context.closing);
  }

  private findRefusal(): GembaError | undefined {
    try {
      this.options.context.confirm();
      return undefined;
    } catch (error) {
      return error instanceof GembaError && error.code === 'lease-lost' ? error : undefined;
    }
  }

  private failedError(error: unknown): GembaError {
    const { dir } = this.options.context;
    const message = `Cannot write the buffer in ${dir} (${attemptsMax} tries): ${String(error)}. Look at its disk; what was not acknowledged comes again.`;
    return new GembaError('buffer-failed', message, { cause: error, details: { dir } });
  }
}
