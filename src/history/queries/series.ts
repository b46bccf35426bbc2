/** Readings in buckets of time, as history keeps them. */
import { type RollupFigure, rollupRuleOf } from '../../analytics/index.ts';
import type { Tag, TagKind } from '../../model/index.ts';
import { type TagColumns, tagColumns } from './as-of-rows.ts';
import { type Bucket, type BucketColumns, bucketColumns, listBuckets, type QueryStep } from './buckets.ts';
import { checkRowCount, seriesRowsMax } from './limits.ts';
import { chooseTags, type TagChoice } from './names.ts';
import type { QueryContext } from './query-context.ts';
import { type NumberAnswer, numbers, type QueryTable } from './table.ts';
import { intervalOf, type QueryWindow } from './window.ts';

export interface SeriesQuery<Figure extends RollupFigure = RollupFigure, Quantile extends number = number>
  extends TagChoice {
  readonly window: QueryWindow;
  /** Default: the window as one. */
  readonly step?: QueryStep;
  /** Default: those that fit the kinds of the tags, see `figuresOfKind`. */
  readonly figures?: readonly Figure[];
  /** Of good numbers, 0 to 1: column `q0.5` is the median. Default: none. */
  readonly quantiles?: readonly Quantile[];
  readonly signal?: AbortSignal;
}

/** Figures asked for by name are there; of the others those that fit the tags, where none was asked for. */
export type SeriesColumns<Figure extends RollupFigure = RollupFigure, Quantile extends number = number> = TagColumns &
  BucketColumns & { readonly [Name in Figure]: NumberAnswer } & { readonly [Name in RollupFigure]?: NumberAnswer } & {
    readonly [P in Quantile as `q${P}`]: NumberAnswer;
  };

/** What is asked of a tag where nothing is said. */
export const figuresOfKind: Readonly<Record<TagKind, readonly RollupFigure[]>> = {
  measure: ['timeWeightedMean', 'min', 'max', 'knownMs', 'readingCount'],
  counter: ['increase', 'resetCount', 'knownMs', 'readingCount'],
  state: ['first', 'last', 'knownMs', 'readingCount'],
};

/** A row for each tag and part of the window, by tag. */
export async function querySeries<Figure extends RollupFigure = never, Quantile extends number = never>(
  { snapshot, plant, untilAt }: QueryContext,
  query: SeriesQuery<Figure, Quantile>,
): Promise<QueryTable<SeriesColumns<Figure, Quantile>>> {
  const tags = chooseTags(plant, query);
  const buckets = listBuckets(plant, intervalOf(plant, query.window), query.step);
  const figures = query.figures ?? (usualFigures(tags) as readonly Figure[]);
  const quantiles = query.quantiles ?? [];
  const length = tags.length * buckets.length;
  checkRowCount(length, seriesRowsMax);
  const columns = new Map<string, Float64Array>(
    [...figures, ...quantiles.map((p) => `q${p}`)].map((name) => [name, new Float64Array(length).fill(Number.NaN)]),
  );
  for (const layer of tags.length === 0 ? [] : layersOf(buckets)) {
    const found = await snapshot.resample({
      tags: tags.map((tag) => ({ id: tag.id, rule: rollupRuleOf(tag) })),
      edges: layer.edges,
      untilAt,
      figures,
      quantiles,
      ...(query.signal && { signal: query.signal }),
    });
    const copy = (name: string, from: Float64Array | undefined): void => {
      const to = columns.get(name);
      if (from === undefined || to === undefined) return;
      layer.bucketOf.forEach((bucket, place) => {
        if (bucket === undefined) return;
        for (let tag = 0; tag < tags.length; tag++)
          to[tag * buckets.length + bucket] = from[tag * found.bucketCount + place] as number;
      });
    };
    for (const figure of figures) copy(figure, found.figures[figure]);
    for (const p of quantiles) copy(`q${p}`, found.quantiles.get(p));
  }
  return {
    length,
    columns: {
      ...tagColumns(tags, (row) => Math.floor(row / buckets.length), length),
      ...bucketColumns(buckets, query.step, tags.length),
      ...Object.fromEntries([...columns].map(([name, values]) => [name, numbers(values)])),
    } as SeriesColumns<Figure, Quantile>,
  };
}

function usualFigures(tags: readonly Tag[]): readonly RollupFigure[] {
  return [...new Set(tags.flatMap(({ kind }) => figuresOfKind[kind]))];
}

export interface Layer {
  readonly edges: Float64Array;
  /** Which part of the window each bucket between edges is; undefined for time in between. */
  readonly bucketOf: readonly (number | undefined)[];
}

/** Parts of a window, which may overlap or leave time out, as grids of edges: one where none overlaps. */
export function layersOf(buckets: readonly Bucket[]): readonly Layer[] {
  const layers: { readonly edges: number[]; readonly bucketOf: (number | undefined)[] }[] = [];
  buckets.forEach(({ fromAt, toAt }, bucket) => {
    let layer = layers.find(({ edges }) => (edges.at(-1) as number) <= fromAt);
    if (layer === undefined) {
      layer = { edges: [fromAt], bucketOf: [] };
      layers.push(layer);
    } else if ((layer.edges.at(-1) as number) < fromAt) {
      layer.edges.push(fromAt);
      layer.bucketOf.push(undefined);
    }
    layer.edges.push(toAt);
    layer.bucketOf.push(bucket);
  });
  return layers.map(({ edges, bucketOf }) => ({ edges: Float64Array.from(edges), bucketOf }));
}
