/** Figures as they are filled, bucket by bucket. */
import { figureOf, sums } from './figure-of.ts';
import type { FigureQuestion, Resampled, RollupFigure, TagStates } from './figures.ts';
import type { RollupState } from './rollup-state.ts';
import { compareStates, type StateValue } from './state-times.ts';
import { rollupQuantileError } from './tag-rollup.ts';

interface FigureColumn {
  readonly figure: RollupFigure;
  readonly values: Float64Array;
  readonly of: (state: Readonly<RollupState>) => number;
}

export class FigureColumns {
  readonly #tags: readonly string[];
  readonly #edges: Float64Array;
  readonly #bucketCount: number;
  readonly #figures: readonly FigureColumn[];
  readonly #quantiles: ReadonlyMap<number, Float64Array>;
  readonly #states: readonly Map<StateValue, Float64Array>[] | undefined;

  constructor(tags: readonly string[], edges: Float64Array, { figures, quantiles = [], states }: FigureQuestion) {
    this.#tags = tags;
    this.#edges = edges;
    this.#bucketCount = edges.length - 1;
    const length = tags.length * this.#bucketCount;
    this.#figures = [...new Set(figures)].map((figure) => {
      const values = new Float64Array(length);
      return { figure, values: sums.has(figure) ? values : values.fill(Number.NaN), of: figureOf[figure] };
    });
    this.#quantiles = new Map(quantiles.map((p) => [p, new Float64Array(length).fill(Number.NaN)]));
    this.#states = states ? tags.map(() => new Map()) : undefined;
  }

  write(tag: number, bucket: number, state: Readonly<RollupState>): void {
    const place = tag * this.#bucketCount + bucket;
    for (const { values, of } of this.#figures) values[place] = of(state);
    if (state.sketch !== undefined)
      for (const [p, values] of this.#quantiles) values[place] = state.sketch.quantile(p) as number;
    const columns = this.#states?.[tag];
    if (columns === undefined) return;
    for (const [value, ms] of state.states.entries()) {
      let column = columns.get(value);
      if (column === undefined) {
        column = new Float64Array(this.#bucketCount);
        columns.set(value, column);
      }
      column[bucket] = ms;
    }
  }

  build(): Resampled {
    return {
      tags: this.#tags,
      edges: this.#edges,
      bucketCount: this.#bucketCount,
      figures: Object.fromEntries(this.#figures.map(({ figure, values }) => [figure, values])),
      quantiles: this.#quantiles,
      quantileError: rollupQuantileError,
      states: this.#states?.map(inOrder) ?? [],
    };
  }
}

function inOrder(columns: ReadonlyMap<StateValue, Float64Array>): TagStates {
  const entries = [...columns].sort(([a], [b]) => compareStates(a, b));
  return { states: entries.map(([state]) => state), ms: entries.map(([, ms]) => ms) };
}
