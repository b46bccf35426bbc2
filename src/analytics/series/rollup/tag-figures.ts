/** Figures of one tag, bucket by bucket. */
import type { FigureColumns } from './figure-columns.ts';
import type { ReadingChunk } from './reading-chunk.ts';
import { beginBucket, createRollupState, type RollupState } from './rollup-state.ts';
import type { RowReader } from './row-reader.ts';
import type { RollupRule } from './rule.ts';
import type { RollupRows } from './table.ts';
import { TagRollup, type TagRollupOptions } from './tag-rollup.ts';

export interface TagFiguresOptions extends TagRollupOptions {
  readonly tag: string;
  /** Place among the tags. */
  readonly place: number;
  readonly rule: RollupRule;
  readonly edges: Float64Array;
  readonly untilAt: number;
  readonly columns: FigureColumns;
}

/** Scratch for a row; nothing of it outlives a call. */
const row: RollupState = createRollupState();

/**
 * What comes before the first edge makes a bucket of its own, -1, that is not written: it says what holds at the first edge,
 * and from where a counter counts on.
 */
export class TagFigures {
  readonly #tag: string;
  readonly #place: number;
  readonly #rollup: TagRollup;
  readonly #edges: Float64Array;
  readonly #untilAt: number;
  readonly #columns: FigureColumns;
  readonly #state: RollupState = createRollupState();
  #bucket = -1;
  /** Whether the bucket has anything to write. */
  #isTouched = false;
  #reachedAt = Number.NEGATIVE_INFINITY;

  constructor(options: TagFiguresOptions) {
    const { tag, place, rule, edges, untilAt, columns } = options;
    this.#tag = tag;
    this.#place = place;
    this.#rollup = new TagRollup(tag, rule, options);
    this.#edges = edges;
    this.#untilAt = untilAt;
    this.#columns = columns;
  }

  addRow(rows: RollupRows, reader: RowReader, i: number): void {
    reader.read(this.#tag, i, this.#rollup.parts, row);
    // Without known time the instants of readings are not needed, and may not have been read.
    const at = this.#rollup.parts.time ? row.firstReadingAt : (rows.fromAt[i] as number);
    if (!this.#reach(at)) return;
    this.#rollup.append(this.#state, row);
    this.#isTouched = true;
  }

  addRun(chunk: ReadingChunk, from: number, to: number): void {
    const { at } = chunk;
    for (let i = from; i < to; ) {
      if (!this.#reach(at[i] as number)) return;
      const bucketEnd = Math.min(this.#edges[this.#bucket + 1] as number, this.#untilAt);
      let end = i + 1;
      while (end < to && (at[end] as number) < bucketEnd) end++;
      this.#rollup.add(this.#state, chunk, i, end);
      this.#isTouched = true;
      i = end;
    }
  }

  /** Nothing follows. */
  finish(): void {
    if (this.#rollup.parts.time && !Number.isNaN(this.#state.lastReadingAt))
      this.#hold(this.#rollup.time.lastEndOf(this.#state));
    this.#endBucket();
  }

  /** Goes to the bucket of the next reading; false where it is in none, but after the last edge or not yet known. */
  #reach(at: number): boolean {
    if (at < this.#reachedAt)
      throw new RangeError(
        `Readings and rows of a tag come in order of time, but those of '${this.#tag}' go from ${this.#reachedAt} back to ${at}.`,
      );
    this.#reachedAt = at;
    const edges = this.#edges;
    const bucketCount = edges.length - 1;
    if (at >= this.#untilAt || this.#bucket >= bucketCount) return false;
    if (this.#rollup.parts.time && !Number.isNaN(this.#state.lastReadingAt))
      this.#hold(this.#rollup.time.endOf(this.#state, at));
    while (this.#bucket < bucketCount && at >= (edges[this.#bucket + 1] as number)) this.#endBucket();
    return this.#bucket < bucketCount;
  }

  /** Adds the time to an instant in which the last reading holds to the buckets that it lies in. */
  #hold(end: number): void {
    const edges = this.#edges;
    let from = this.#state.lastReadingAt;
    while (from < end && this.#bucket < edges.length - 1) {
      const to = Math.min(end, edges[this.#bucket + 1] as number);
      this.#rollup.time.hold(this.#state, to - from);
      this.#isTouched = true;
      from = to;
      if (from < end) this.#endBucket();
    }
  }

  /** Writes the bucket and begins the next. */
  #endBucket(): void {
    if (this.#isTouched) {
      if (this.#bucket >= 0 && this.#bucket < this.#edges.length - 1)
        this.#columns.write(this.#place, this.#bucket, this.#state);
      beginBucket(this.#state);
      this.#isTouched = false;
    }
    this.#bucket++;
  }
}
