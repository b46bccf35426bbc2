/**
 * Readings of any length of time into rows, in memory for a few tags: they come tag by tag, so whenever there are many rows the
 * fold is ended between two tags and its rows handed on.
 */
import {
  createRollupFold,
  type ReadingRows,
  type RollupFold,
  type RollupOptions,
  type RollupTable,
} from '../../../analytics/index.ts';

/** Rows of the finest level that a fold makes before it is ended, about. */
const rowsPerFold = 65_536;

export interface FoldTarget {
  readonly edges: Float64Array;
  readonly withSketches: boolean;
  add(table: RollupTable): Promise<void>;
}

/**
 * @param chunks sorted by tag, instant, sequence; not held on to
 * @param targets the levels that are made of them at once, the finest first
 */
export async function foldReadings(
  chunks: AsyncIterable<ReadingRows>,
  targets: readonly FoldTarget[],
  options: Omit<RollupOptions, 'withSketches'>,
  rowsMax: number = rowsPerFold,
): Promise<void> {
  const begin = (): RollupFold[] =>
    targets.map(({ edges, withSketches }) => createRollupFold(edges, { ...options, withSketches }));
  const bucketCount = (targets[0]?.edges.length ?? 1) - 1;
  let folds = begin();
  let tag: string | undefined;
  let readingCount = 0;
  let rowCount = 0;
  const end = async (): Promise<void> => {
    for (const [i, target] of targets.entries()) await target.add((folds[i] as RollupFold).finish());
  };
  for await (const chunk of chunks) {
    const { dictionary, codes } = chunk.columns.tag;
    let from = 0;
    for (let at = 0; at < chunk.length; ) {
      const code = codes[at] as number;
      if (dictionary[code] !== tag) {
        // A tag has at most a row for each reading, and for each bucket.
        rowCount += Math.min(readingCount, bucketCount);
        if (rowCount >= rowsMax) {
          for (const fold of folds) fold.add(partOf(chunk, from, at));
          await end();
          folds = begin();
          from = at;
          rowCount = 0;
        }
        tag = dictionary[code];
        readingCount = 0;
      }
      const runFrom = at;
      while (at < chunk.length && codes[at] === code) at++;
      readingCount += at - runFrom;
    }
    for (const fold of folds) fold.add(partOf(chunk, from, chunk.length));
  }
  await end();
}

function partOf({ columns }: ReadingRows, from: number, to: number): ReadingRows {
  const text = (column: ReadingRows['columns']['tag']): ReadingRows['columns']['tag'] => ({
    dictionary: column.dictionary,
    codes: column.codes.subarray(from, to),
  });
  return {
    length: to - from,
    columns: {
      tag: text(columns.tag),
      at: columns.at.subarray(from, to),
      value: columns.value.subarray(from, to),
      text: text(columns.text),
      quality: text(columns.quality),
      source: text(columns.source),
    },
  };
}
