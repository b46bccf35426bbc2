/** Hands out a lane's records in order: from memory where they have just come, from disk otherwise. */
import { GembaError } from '../../model/index.ts';
import type { BufferFile } from './buffer-files.ts';
import { type BufferContext, pathIn } from './context.ts';
import type { BufferedBatch, BufferedRecord } from './fact-buffer.ts';
import type { Lane } from './lane.ts';
import { readRecords, toBatch } from './read-records.ts';
import type { RecordIndex, Segment } from './segment.ts';

export class LaneReader {
  private readonly lane: Lane;
  private readonly context: BufferContext;
  private isReading = false;
  /** Records up to it were handed out by this reading. */
  private cursor = 0;
  private open: { readonly segment: Segment; readonly file: BufferFile } | undefined;

  constructor(lane: Lane, context: BufferContext) {
    this.lane = lane;
    this.context = context;
  }

  /** @throws GembaError `usage` where a reading is at work; `buffer-failed` where a segment cannot be opened */
  async *read(signal: AbortSignal): AsyncGenerator<BufferedRecord, void, void> {
    const { lane, context } = this;
    if (this.isReading)
      throw new GembaError('usage', `The lane ${lane.name} of the buffer in ${context.dir} is being read already.`);
    this.isReading = true;
    this.cursor = lane.releasedNumber;
    lane.handedOutNumber = this.cursor;
    const wake = (): void => context.room.notify();
    signal.addEventListener('abort', wake);
    try {
      while (!signal.aborted) {
        const changed = context.room.changed();
        const batches = await this.next();
        if (batches.length === 0) await changed;
        for (const { number, batch } of batches) {
          if (signal.aborted) return;
          yield { place: { buffer: context.id, lane: lane.name, number }, batch };
        }
      }
    } finally {
      signal.removeEventListener('abort', wake);
      await this.closeFile();
      this.isReading = false;
    }
  }

  /** The next records; none where there are none yet. From here on they are not dropped any more. */
  private async next(): Promise<readonly { readonly number: number; readonly batch: BufferedBatch }[]> {
    const { lane } = this;
    for (;;) {
      // What was released meanwhile is not wanted any more.
      const number = Math.max(this.cursor, lane.releasedNumber) + 1;
      const segment = lane.segmentFrom(number);
      if (segment === undefined || segment.isDropping) return [];
      const from = Math.max(number, segment.firstNumber);
      this.handOut(from);
      const recent = lane.recent.find(from);
      if (recent !== undefined) return [{ number: from, batch: recent }];
      const index = segment.index ?? (await this.loadIndex(segment));
      const at = index.findFrom(from);
      if (at < index.length) {
        const batches = await this.readFrom(segment, index, at);
        if (batches.length > 0) return batches;
      } else {
        // Its last records could not be read.
        this.handOut(segment.endNumber - 1);
      }
    }
  }

  private handOut(number: number): void {
    this.cursor = number;
    this.lane.handedOutNumber = number;
  }

  private async readFrom(
    segment: Segment,
    index: RecordIndex,
    at: number,
  ): Promise<readonly { readonly number: number; readonly batch: BufferedBatch }[]> {
    const file = await this.fileOf(segment);
    const { records } = file === undefined ? { records: [] } : await readRecords(file, segment, index, at);
    const last = records.at(-1);
    if (last !== undefined) this.handOut(last.header.number);
    else {
      // What comes next is looked for from here again.
      this.cursor = index.at(at).header.number - 1;
      await this.loadIndex(segment);
    }
    return records.map((record) => ({ number: record.header.number, batch: toBatch(record) }));
  }

  private async loadIndex(segment: Segment): Promise<RecordIndex> {
    try {
      return await this.lane.loadIndex(segment);
    } catch (error) {
      const path = pathIn(this.context, segment.file);
      const message = `Cannot read the buffer's file ${path}: ${String(error)}. Its records stay there; read again later.`;
      throw new GembaError('buffer-failed', message, { cause: error, details: { path } });
    }
  }

  /** Undefined where it cannot be opened: whether it is there, looking for its records tells. */
  private async fileOf(segment: Segment): Promise<BufferFile | undefined> {
    if (this.open?.segment === segment) return this.open.file;
    await this.closeFile();
    const file = await this.context.files.open(pathIn(this.context, segment.file)).catch(() => undefined);
    if (file !== undefined) this.open = { segment, file };
    return file;
  }

  private async closeFile(): Promise<void> {
    const { open } = this;
    this.open = undefined;
    // It was only read.
    if (open !== undefined) await Promise.allSettled([open.file.close()]);
  }
}
