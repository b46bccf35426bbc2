/** Drops the oldest of the droppable lane when the buffer is full, each with its loss on record first. */
import { GembaError } from '../../model/index.ts';
import { readWhole, writeWhole } from './buffer-files.ts';
import { type BufferContext, pathIn } from './context.ts';
import type { BufferLoss } from './fact-buffer.ts';
import type { Lane } from './lane.ts';
import { encodeLoss, type LossName, parseLoss, toLossFile } from './loss-file.ts';
import { LossTally } from './loss-tally.ts';
import { readRecords, toBatch } from './read-records.ts';
import type { RecordIndex, Segment } from './segment.ts';

const undoAgainMs = 1_000;

export interface StoredLoss {
  readonly loss: BufferLoss;
  readonly sizeBytes: number;
  isReleased: boolean;
}

export class Losses {
  private readonly context: BufferContext;
  private readonly lane: Lane;
  private readonly stored: StoredLoss[];
  private dropping: Promise<boolean> | undefined;

  /** @param lane the droppable one */
  constructor(context: BufferContext, lane: Lane, stored: StoredLoss[]) {
    this.context = context;
    this.lane = lane;
    this.stored = stored;
  }

  list(): readonly BufferLoss[] {
    return this.stored.filter(({ isReleased }) => !isReleased).map(({ loss }) => loss);
  }

  /**
   * Forgets a loss. While older records are there its file stays: it says why those between are missing.
   *
   * @throws GembaError `buffer-failed`
   */
  async release({ fromNumber }: BufferLoss): Promise<void> {
    for (const stored of this.stored) if (stored.loss.fromNumber === fromNumber) stored.isReleased = true;
    const oldest = this.lane.segments[0]?.firstNumber ?? this.lane.syncedNumber;
    const { files, dir, room } = this.context;
    for (const stored of this.stored.filter(({ isReleased, loss }) => isReleased && loss.toNumber <= oldest)) {
      const path = pathIn(this.context, toLossFile(stored.loss.fromNumber, stored.loss.toNumber));
      try {
        await files.remove(path);
        await files.syncFolder(dir);
      } catch (error) {
        const message = `Cannot remove ${path}, a loss that is on record: ${String(error)}. It is listed again after a restart.`;
        throw new GembaError('buffer-failed', message, { cause: error, details: { path } });
      }
      const at = this.stored.indexOf(stored);
      if (at < 0) continue;
      this.stored.splice(at, 1);
      room.usedBytes -= stored.sizeBytes;
      room.notify();
    }
  }

  /** Drops one segment; false where none may be dropped, or the disk does not take the record of the loss. */
  async dropOldest(): Promise<boolean> {
    // Two lanes that need room at once need it once.
    this.dropping ??= this.drop().finally(() => {
      this.dropping = undefined;
    });
    return this.dropping;
  }

  private async drop(): Promise<boolean> {
    const { lane, context } = this;
    // The last is being written. What was handed out may be in history already.
    const first = Math.max(lane.handedOutNumber, lane.releasedNumber) + 1;
    const segment = lane.segments
      .slice(0, -1)
      .find((one) => one.firstNumber >= first && one.endNumber > one.firstNumber);
    if (segment === undefined) return false;
    segment.isDropping = true;
    const path = pathIn(context, toLossFile(segment.firstNumber, segment.endNumber));
    try {
      await this.record(segment, path);
    } catch {
      // Its records stay, and whoever needs the room waits and tries again. First no file may say that they are gone.
      await this.undo(path);
      segment.isDropping = false;
      context.room.notify();
      return false;
    }
    await lane.drop(segment);
    return true;
  }

  private async record(segment: Segment, path: string): Promise<void> {
    const loss = await this.tally(segment);
    const { files, dir, room, onStep } = this.context;
    const bytes = encodeLoss(loss);
    const file = await files.create(path);
    try {
      await writeWhole(file, bytes, 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await files.syncFolder(dir);
    this.stored.push({ loss, sizeBytes: bytes.length, isReleased: false });
    room.usedBytes += bytes.length;
    onStep('loss-recorded');
  }

  private async undo(path: string): Promise<void> {
    const { files, dir, delay, closing } = this.context;
    while (!closing.aborted) {
      try {
        await files.remove(path);
        await files.syncFolder(dir);
        return;
      } catch {
        await delay(undoAgainMs, closing);
      }
    }
  }

  private async tally(segment: Segment): Promise<BufferLoss> {
    // Anew: what cannot be read any more is a damage, and no part of this loss.
    await this.lane.loadIndex(segment);
    const index = segment.index as RecordIndex;
    const tally = new LossTally();
    const file = await this.context.files.open(pathIn(this.context, segment.file));
    try {
      for (let i = 0; i < index.length; ) {
        const { records, isDamaged } = await readRecords(file, segment, index, i);
        if (isDamaged) throw new Error(`${segment.file} changed while it was read.`);
        for (const record of records) tally.add(toBatch(record));
        i += records.length;
      }
    } finally {
      await file.close();
    }
    return tally.build(segment.firstNumber, segment.endNumber);
  }
}

/** The loss in a file; undefined where it was not written whole. */
export async function readLoss(
  context: Pick<BufferContext, 'dir' | 'files'>,
  { file }: LossName,
): Promise<StoredLoss | undefined> {
  const handle = await context.files.open(pathIn(context, file));
  try {
    const bytes = Buffer.alloc(await handle.sizeBytes());
    await readWhole(handle, bytes, 0);
    const loss = parseLoss(bytes);
    return loss && { loss, sizeBytes: bytes.length, isReleased: false };
  } finally {
    await handle.close();
  }
}
