/** The buffer: two lanes on one disk within one bound. */
import { GembaError } from '../../model/index.ts';
import type { SourcePosition } from '../source.ts';
import { abortedError, sizeOf, type WaitingAppend } from './append-queue.ts';
import { decodePosition, encodeBatch } from './batch-codec.ts';
import { type BufferContext, pathIn } from './context.ts';
import {
  type BufferedBatch,
  type BufferedRecord,
  type BufferLane,
  type BufferLoss,
  type BufferPlace,
  type BufferStatus,
  bufferLanes,
  type FactBuffer,
} from './fact-buffer.ts';
import { Lane } from './lane.ts';
import { LaneReader } from './lane-reader.ts';
import { LaneWriter } from './lane-writer.ts';
import { Losses, type StoredLoss } from './losses.ts';
import { readRecords } from './read-records.ts';
import { sourceBytesMax, toPayload } from './record-format.ts';
import type { NewestRecord, RecoveredLane } from './recover-lane.ts';
import { addTo, RecordIndex } from './segment.ts';
import { SegmentWriter } from './segment-writer.ts';

interface DiskBufferOptions {
  readonly context: BufferContext;
  /** Of the context's signal. */
  readonly closing: AbortController;
  readonly sizeBytesMax: number;
  readonly recordBytesMax: number;
  readonly lanes: Readonly<Record<BufferLane, RecoveredLane>>;
  readonly nextSequence: Readonly<Record<BufferLane, number>>;
  readonly losses: StoredLoss[];
  readonly ignored: BufferStatus['ignored'];
  /** Whether the last segments may be written on. */
  readonly isContinued: boolean;
  readonly onClosed: () => void;
}

interface LaneParts {
  readonly lane: Lane;
  readonly writer: LaneWriter;
  readonly reader: LaneReader;
}

interface KnownPosition {
  readonly order: number;
  readonly position: SourcePosition;
}

export class DiskBuffer implements FactBuffer {
  readonly id: string;
  private readonly options: DiskBufferOptions;
  private readonly context: BufferContext;
  private readonly lanes: Readonly<Record<BufferLane, LaneParts>>;
  private readonly losses: Losses;
  private readonly positions: Map<string, KnownPosition>;
  private order: number;
  private closed: Promise<void> | undefined;

  static async open(options: DiskBufferOptions): Promise<DiskBuffer> {
    const { context, lanes } = options;
    const positions = new Map<string, KnownPosition>();
    for (const name of bufferLanes)
      for (const [source, newest] of lanes[name].newest)
        if (newest.order > (positions.get(source)?.order ?? -1))
          positions.set(source, { order: newest.order, position: await readPosition(context, newest) });
    const writers = { kept: await openLast(options, 'kept'), droppable: await openLast(options, 'droppable') };
    return new DiskBuffer(options, positions, writers);
  }

  private constructor(
    options: DiskBufferOptions,
    positions: Map<string, KnownPosition>,
    writers: Readonly<Record<BufferLane, SegmentWriter | undefined>>,
  ) {
    const { context, lanes, losses } = options;
    this.id = context.id;
    this.options = options;
    this.context = context;
    this.positions = positions;
    this.order = Math.max(lanes.kept.order, lanes.droppable.order);
    const droppable = new Lane('droppable', context, lanes.droppable);
    this.losses = new Losses(context, droppable, losses);
    for (const { sizeBytes } of [...losses, ...lanes.kept.segments, ...lanes.droppable.segments])
      context.room.usedBytes += sizeBytes;
    this.lanes = {
      kept: this.partsOf(new Lane('kept', context, lanes.kept), writers.kept),
      droppable: this.partsOf(droppable, writers.droppable),
    };
  }

  private partsOf(lane: Lane, writer: SegmentWriter | undefined): LaneParts {
    const { context, losses, options } = this;
    const { received } = options.lanes[lane.name];
    const nextSequence = options.nextSequence[lane.name];
    const makeRoom = (): Promise<boolean> => losses.dropOldest();
    const onSynced = (append: WaitingAppend): void => this.notePosition(append);
    return {
      lane,
      writer: new LaneWriter({ lane, context, writer, nextSequence, received, makeRoom, onSynced }),
      reader: new LaneReader(lane, context),
    };
  }

  async append(
    batch: BufferedBatch,
    lane: BufferLane,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<BufferPlace> {
    if (signal?.aborted || this.context.closing.aborted) throw abortedError();
    this.checkSource(batch.source);
    const payload = toPayload(encodeBatch(batch));
    const append = { batch, payload, order: this.order + 1 };
    const sizeBytes = sizeOf(append);
    const { recordBytesMax } = this.options;
    if (sizeBytes > recordBytesMax)
      throw new GembaError(
        'usage',
        `A batch of ${batch.source} takes ${sizeBytes} bytes in the buffer; one may take ${recordBytesMax}. Make it smaller, or the buffer larger.`,
      );
    this.order++;
    return this.lanes[lane].writer.queue.add(append, signal);
  }

  private checkSource(source: string): void {
    const sizeBytes = source.length * 2;
    if (sizeBytes > sourceBytesMax)
      throw new GembaError('usage', `The id of a source has ${sizeBytes} bytes; the buffer takes ${sourceBytesMax}.`);
  }

  private notePosition({ batch, order }: WaitingAppend): void {
    if (order > (this.positions.get(batch.source)?.order ?? 0))
      this.positions.set(batch.source, { order, position: batch.position });
  }

  read(lane: BufferLane, { signal }: { readonly signal: AbortSignal }): AsyncIterable<BufferedRecord> {
    return this.lanes[lane].reader.read(AbortSignal.any([signal, this.context.closing]));
  }

  async release(name: BufferLane, number: number): Promise<void> {
    const { lane, writer } = this.lanes[name];
    if (number >= lane.syncedNumber) await writer.skipTo(number + 1);
    await lane.release(number);
  }

  findPosition(source: string): SourcePosition | undefined {
    return this.positions.get(source)?.position;
  }

  listLosses(): readonly BufferLoss[] {
    return this.losses.list();
  }

  releaseLoss(loss: BufferLoss): Promise<void> {
    return this.losses.release(loss);
  }

  status(): BufferStatus {
    const { sizeBytesMax, ignored, lanes: recovered } = this.options;
    const { kept, droppable } = this.lanes;
    const parts = [kept, droppable];
    const pending = new Map<string, number>();
    for (const { lane } of parts)
      for (const [source, count] of lane.pending) if (count > 0) addTo(pending, source, count);
    const oldest = parts.flatMap(({ lane: { oldestAt } }) => (oldestAt === undefined ? [] : [oldestAt]));
    return {
      id: this.id,
      sizeBytes: this.context.room.usedBytes,
      sizeBytesMax,
      pendingRecords: kept.lane.pendingRecords + droppable.lane.pendingRecords,
      lanes: {
        kept: { next: kept.lane.syncedNumber, oldest: kept.lane.oldestNumber },
        droppable: { next: droppable.lane.syncedNumber, oldest: droppable.lane.oldestNumber },
      },
      pending,
      oldestAt: oldest.length === 0 ? undefined : Math.min(...oldest),
      state: stateOf(parts.map(({ writer }) => writer)),
      damages: parts.flatMap(({ lane }) => lane.damages),
      truncations: [...recovered.kept.truncations, ...recovered.droppable.truncations],
      ignored,
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.closed ??= this.close();
    return this.closed;
  }

  private async close(): Promise<void> {
    this.options.closing.abort();
    this.context.room.notify();
    await Promise.all(bufferLanes.map((lane) => this.lanes[lane].writer.close()));
    await Promise.all(bufferLanes.map((lane) => this.lanes[lane].lane.idle()));
    this.options.onClosed();
  }
}

function stateOf(writers: readonly LaneWriter[]): BufferStatus['state'] {
  if (writers.some(({ isDiskFull }) => isDiskFull)) return 'disk-full';
  return writers.some(({ isFull }) => isFull) ? 'full' : 'ready';
}

/** The position of a record that was read a moment ago. */
async function readPosition(context: BufferContext, newest: NewestRecord): Promise<SourcePosition> {
  const { segment, offset, extentBytes, header } = newest;
  const index = new RecordIndex();
  index.add(header, offset, extentBytes);
  const file = await context.files.open(pathIn(context, segment.file));
  try {
    const { records } = await readRecords(file, segment, index, 0);
    const [record] = records;
    if (record === undefined) throw new Error(`${segment.file} changed while it was read, at byte ${offset}.`);
    return decodePosition(record.payload);
  } finally {
    await file.close();
  }
}

async function openLast(
  { context, lanes, isContinued }: DiskBufferOptions,
  name: BufferLane,
): Promise<SegmentWriter | undefined> {
  const { segments, isLastWritable } = lanes[name];
  const last = segments.at(-1);
  if (last === undefined || !isLastWritable || !isContinued) return undefined;
  return new SegmentWriter(last, await context.files.open(pathIn(context, last.file)), context);
}
