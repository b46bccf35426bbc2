/** Rows of any levels, and readings, into figures. */
import { createGapSpans } from '../gap-spans.ts';
import { checkEdges } from '../grid.ts';
import { FigureColumns } from './figure-columns.ts';
import type { FigureQuestion, Resampled } from './figures.ts';
import { answerParts } from './parts.ts';
import { chunkOf, type ReadingRows, visitTagRuns } from './reading-chunk.ts';
import type { RollupOptions } from './rollup-fold.ts';
import { RowReader } from './row-reader.ts';
import type { RollupRows } from './table.ts';
import { TagFigures } from './tag-figures.ts';

export interface FigureOptions extends FigureQuestion, Pick<RollupOptions, 'ruleOf' | 'gaps'> {
  /** Order of the answer; what comes of other tags is left out. */
  readonly tags: readonly string[];
  /** Ascending, UTC epoch ms. */
  readonly edges: Float64Array;
  /** Up to when readings are complete, such as now: from then on nothing is known, and readings are as if they had not come. */
  readonly untilAt: number;
}

/**
 * Rows and readings into figures. What is added of a tag comes in order of time, of readings of an instant by sequence; tags
 * may come in any order, also in turns, as where files follow each other in time.
 */
export interface FigureFold {
  /**
   * Adds rows, of which none overlaps another or any readings, or lies across an edge or `untilAt`. Rows before the first
   * edge and after the last bear on what holds across them.
   *
   * @throws RangeError where a tag goes back in time; for quantiles, of rows without sketches
   */
  add(rows: RollupRows): void;
  /** The same of readings, which say what the rows of their own buckets would. */
  addReadings(readings: ReadingRows): void;
  finish(): Resampled;
}

/**
 * A fold into figures. Only what is asked for is worked out.
 *
 * @throws RangeError where edges do not ascend
 * @example
 * const fold = createFigureFold({ tags: ['press/force'], edges, untilAt, ruleOf, figures: ['mean', 'max'] });
 * fold.add(hours); // then the minutes and readings of what is left to the last edge
 * fold.addReadings(rest);
 * fold.finish().figures.mean
 */
export function createFigureFold(options: FigureOptions): FigureFold {
  const { tags, edges, untilAt, ruleOf } = options;
  checkEdges(edges);
  const columns = new FigureColumns(tags, edges, options);
  const [parts, gaps] = [answerParts(options), createGapSpans(options.gaps)];
  const byTag = new Map<string, TagFigures>();
  for (const [place, tag] of tags.entries())
    byTag.set(tag, new TagFigures({ tag, place, rule: ruleOf(tag), edges, untilAt, columns, parts, gaps }));
  return {
    add(rows) {
      const reader = new RowReader(rows);
      visitTagRuns(rows.tag, rows.length, (tag, from, to) => {
        const figures = byTag.get(tag);
        if (figures !== undefined) for (let i = from; i < to; i++) figures.addRow(rows, reader, i);
      });
    },
    addReadings(readings) {
      const chunk = chunkOf(readings);
      visitTagRuns(readings.columns.tag, readings.length, (tag, from, to) => byTag.get(tag)?.addRun(chunk, from, to));
    },
    finish() {
      for (const figures of byTag.values()) figures.finish();
      return columns.build();
    },
  };
}
