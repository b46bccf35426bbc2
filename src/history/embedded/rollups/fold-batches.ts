/**
 * Readings of any length of time into rows, in memory for a few tags: they come tag by tag, so whenever there are many the
 * fold is ended between two tags and its rows handed on.
 */
import {
  createRollupFold,
  type ReadingRows,
  type RollupFold,
  type RollupOptions,
  type RollupTable,
} from '../../../analytics/index.ts';

/** Where readings are rare each may be a row of its own. */
const readingsPerFold = 400_000;

export interface FoldTarget {
  readonly edges: Float64Array;
  readonly withSketches: boolean;
  add(table: RollupTable): Promise<void>;
}

/**
 * @param chunks sorted by tag, instant, sequence; not held on to
 * @param targets the levels that are made of them at once
 */
export async function foldReadings(
  chunks: AsyncIterable<ReadingRows>,
  targets: readonly FoldTarget[],
  options: Omit<RollupOptions, 'withSketches'>,
  readingsMax: number = readingsPerFold,
): Promise<void> {
  const begin = (): RollupFold[] =>
    targets.map(({ edges, withSketches }) => createRollupFold(edges, { ...options, withSketches }));
  let folds = begin();
  let count = 0;
  let tag: string | undefined;
  const end = async (): Promise<void> => {
    for (const [i, target] of targets.entries()) await target.add((folds[i] as RollupFold).finish());
    count = 0;
  };
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    let rest = chunk;
    const border = count < readingsMax ? 0 : firstOfAnother(chunk, tag);
    if (count >= readingsMax && border < chunk.length) {
      for (const fold of folds) fold.add(partOf(chunk, 0, border));
      await end();
      folds = begin();
      rest = partOf(chunk, border, chunk.length);
    }
    for (const fold of folds) fold.add(rest);
    count += rest.length;
    tag = tagAt(chunk, chunk.length - 1);
  }
  await end();
}

function tagAt({ columns: { tag } }: ReadingRows, row: number): string | undefined {
  return tag.dictionary[tag.codes[row] as number];
}

function firstOfAnother(chunk: ReadingRows, tag: string | undefined): number {
  const { dictionary, codes } = chunk.columns.tag;
  let row = 0;
  while (row < chunk.length && dictionary[codes[row] as number] === tag) row++;
  return row;
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
