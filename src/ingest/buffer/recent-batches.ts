/** The newest batches of a lane as they came, so that who reads right behind the writer needs no disk. */
import type { BufferedBatch } from './fact-buffer.ts';

/** Measured in bytes of their records; in memory it is about twice that. */
const recentBytesMax = 32 * 1_048_576;

interface RecentBatch {
  readonly number: number;
  readonly batch: BufferedBatch;
  readonly sizeBytes: number;
}

export class RecentBatches {
  private batches: RecentBatch[] = [];
  /** Those before it were let go of; removed in one go now and then. */
  private first = 0;
  private sizeBytes = 0;

  /** Numbers come without a hole. */
  add(number: number, batch: BufferedBatch, sizeBytes: number): void {
    this.batches.push({ number, batch, sizeBytes });
    this.sizeBytes += sizeBytes;
    while (this.sizeBytes > recentBytesMax) this.removeFirst();
  }

  find(number: number): BufferedBatch | undefined {
    const oldest = this.batches[this.first];
    return oldest === undefined ? undefined : this.batches[this.first + number - oldest.number]?.batch;
  }

  releaseTo(number: number): void {
    for (let oldest = this.batches[this.first]; oldest !== undefined && oldest.number <= number; ) {
      this.removeFirst();
      oldest = this.batches[this.first];
    }
  }

  private removeFirst(): void {
    this.sizeBytes -= (this.batches[this.first] as RecentBatch).sizeBytes;
    // Until the array is cut, it must not hold on to the batch.
    delete this.batches[this.first];
    this.first++;
    if (this.first < 1_024 && this.first < this.batches.length) return;
    this.batches = this.batches.slice(this.first);
    this.first = 0;
  }
}
