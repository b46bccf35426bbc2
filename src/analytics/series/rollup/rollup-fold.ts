/** Readings into the rows of a level. */
import type { FactTable } from '../../../model/index.ts';
import { createGapSpans, type GapSpans } from '../gap-spans.ts';
import { checkEdges } from '../grid.ts';
import { type RollupParts, rowParts } from './parts.ts';
import { chunkOf, type ReadingChunk, type ReadingRows, visitTagRuns } from './reading-chunk.ts';
import { clearRollupState, createRollupState, type RollupState } from './rollup-state.ts';
import type { RollupRule } from './rule.ts';
import type { RollupTable } from './table.ts';
import { RollupTableBuilder } from './table-builder.ts';
import { TagRollup } from './tag-rollup.ts';

export interface RollupOptions {
  readonly ruleOf: (tag: string) => RollupRule;
  /** Gaps of any tags and sources; default none. */
  readonly gaps?: FactTable<'gap'>;
  /** Whether numbers of measures are sketched; default false. */
  readonly withSketches?: boolean;
}

/** Readings into the rows of a level. */
export interface RollupFold {
  /**
   * Adds readings that come after all before in the order of tag, instant, sequence; those outside the edges count nothing.
   *
   * @throws RangeError where a tag comes again after another
   */
  add(readings: ReadingRows): void;
  finish(): RollupTable;
}

/**
 * A fold of readings into rows, one a tag and bucket with readings.
 *
 * @param edges ascending, UTC epoch ms; bucket i is `[edges[i], edges[i + 1])`
 * @throws RangeError where edges do not ascend
 * @example
 * const fold = createRollupFold(createGrid(hour, 60_000), { ruleOf });
 * for await (const readings of batches) fold.add(readings);
 * fold.finish().length // rows of minutes
 */
export function createRollupFold(edges: Float64Array, options: RollupOptions): RollupFold {
  checkEdges(edges);
  return new ReadingFold(edges, options);
}

class ReadingFold implements RollupFold {
  readonly #edges: Float64Array;
  readonly #ruleOf: (tag: string) => RollupRule;
  readonly #gaps: GapSpans;
  readonly #parts: RollupParts;
  readonly #rows: RollupTableBuilder;
  readonly #seen: Set<string> = new Set();
  readonly #state: RollupState = createRollupState();
  #tag: string | undefined;
  #rule: RollupRule | undefined;
  #rollup: TagRollup | undefined;
  #bucket = 0;

  constructor(edges: Float64Array, { ruleOf, gaps, withSketches = false }: RollupOptions) {
    this.#edges = edges;
    this.#ruleOf = ruleOf;
    this.#gaps = createGapSpans(gaps);
    this.#parts = rowParts(withSketches);
    this.#rows = new RollupTableBuilder(withSketches);
  }

  add(readings: ReadingRows): void {
    const chunk = chunkOf(readings);
    visitTagRuns(readings.columns.tag, readings.length, (tag, from, to) => {
      if (tag !== this.#tag) this.#begin(tag);
      this.#addRun(this.#rollup as TagRollup, chunk, from, to);
    });
  }

  finish(): RollupTable {
    this.#endBucket();
    return this.#rows.build();
  }

  #begin(tag: string): void {
    this.#endBucket();
    if (this.#seen.has(tag))
      throw new RangeError(`Readings come tag by tag, but those of '${tag}' go on after another's. Sort them by tag.`);
    this.#seen.add(tag);
    const rule = this.#ruleOf(tag);
    this.#tag = tag;
    this.#rule = rule;
    this.#rollup = new TagRollup(tag, rule, { parts: this.#parts, gaps: this.#gaps });
    this.#bucket = 0;
  }

  #addRun(rollup: TagRollup, chunk: ReadingChunk, from: number, to: number): void {
    const { at } = chunk;
    const edges = this.#edges;
    const state = this.#state;
    let i = from;
    while (i < to && (at[i] as number) < (edges[0] as number)) i++;
    while (i < to) {
      const instant = at[i] as number;
      if (!(instant < (edges[edges.length - 1] as number))) return;
      if (instant >= (edges[this.#bucket + 1] as number)) {
        this.#endBucket();
        while (instant >= (edges[this.#bucket + 1] as number)) this.#bucket++;
      }
      const bucketEnd = edges[this.#bucket + 1] as number;
      let end = i + 1;
      while (end < to && (at[end] as number) < bucketEnd) end++;
      rollup.join(state, instant);
      rollup.add(state, chunk, i, end);
      i = end;
    }
  }

  #endBucket(): void {
    const state = this.#state;
    if (this.#tag === undefined || Number.isNaN(state.firstReadingAt)) return;
    const [fromAt, toAt] = [this.#edges[this.#bucket] as number, this.#edges[this.#bucket + 1] as number];
    this.#rows.push(this.#tag, fromAt, toAt, state, this.#rule as RollupRule);
    clearRollupState(state);
  }
}
