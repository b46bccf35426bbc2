/** Appends that wait for the disk, in the order in which they came. */
import { GembaError } from '../../model/index.ts';
import type { BufferedBatch, BufferPlace } from './fact-buffer.ts';
import type { Payload } from './record-format.ts';

/** Of a record's header, without the source. */
const fixedBytesMax = 72;
const utf8BytesMax = 3;

export interface WaitingAppend {
  readonly batch: BufferedBatch;
  readonly payload: Payload;
  readonly order: number;
  readonly resolve: (place: BufferPlace) => void;
  readonly reject: (error: GembaError) => void;
}

export class AppendQueue {
  private waiting: WaitingAppend[] = [];
  private readonly onChange: () => void;

  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  get length(): number {
    return this.waiting.length;
  }

  get first(): WaitingAppend | undefined {
    return this.waiting[0];
  }

  /** Rejects with `aborted` when the signal aborts while it still waits. */
  add(append: Omit<WaitingAppend, 'resolve' | 'reject'>, signal: AbortSignal | undefined): Promise<BufferPlace> {
    const { promise, resolve, reject } = Promise.withResolvers<BufferPlace>();
    const entry: WaitingAppend = { ...append, resolve, reject };
    this.waiting.push(entry);
    this.onChange();
    if (signal === undefined) return promise;
    const giveUp = (): void => {
      const at = this.waiting.indexOf(entry);
      // What is being written is not taken back; it is on disk soon.
      if (at < 0) return;
      this.waiting.splice(at, 1);
      reject(abortedError());
      this.onChange();
    };
    signal.addEventListener('abort', giveUp, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', giveUp));
  }

  /** The first, and those after it while all have no more than so many bytes together. */
  take(sizeBytesMax: number): WaitingAppend[] {
    let count = 0;
    for (let sizeBytes = 0; count < this.waiting.length; count++) {
      sizeBytes += sizeOf(this.waiting[count] as WaitingAppend);
      if (count > 0 && sizeBytes > sizeBytesMax) break;
    }
    return this.waiting.splice(0, count);
  }

  putBack(appends: readonly WaitingAppend[]): void {
    this.waiting = [...appends, ...this.waiting];
  }

  rejectAll(error: GembaError): void {
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}

/** No less than the append takes on disk, bytes. */
export function sizeOf({ batch, payload }: Pick<WaitingAppend, 'batch' | 'payload'>): number {
  return payload.bytes.length + fixedBytesMax + batch.source.length * utf8BytesMax;
}

export function abortedError(): GembaError {
  return new GembaError('aborted', 'Nothing was buffered, because it was stopped before. Its source sends it again.');
}
