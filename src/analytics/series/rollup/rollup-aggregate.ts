/** What a bucket of a tag's readings says, as an aggregate: for windows, rollups and streams alike. */
import { exactly, type FactTable, type Known, unknown } from '../../../model/index.ts';
import type { QuantileSketch } from '../../../stats/index.ts';
import type { Aggregate } from '../aggregate.ts';
import { createGapSpans } from '../gap-spans.ts';
import { figureOf, sums } from './figure-of.ts';
import { type RollupFigure, rollupFigures } from './figures.ts';
import { rowParts } from './parts.ts';
import { chunkOf, type ReadingRows } from './reading-chunk.ts';
import { createRollupState, type RollupState } from './rollup-state.ts';
import type { RollupRule } from './rule.ts';
import type { StateValue } from './state-times.ts';
import { TagRollup } from './tag-rollup.ts';

/** From the first reading to the last; counts and times are always known. */
export interface RollupValue {
  readonly figures: Readonly<Record<RollupFigure, Known>>;
  /** Of measures with a number, where asked for. */
  readonly sketch: QuantileSketch | undefined;
  /** Time in each state, ms. */
  readonly states: ReadonlyMap<StateValue, number>;
}

export interface RollupAggregateOptions {
  /** Gaps of any tags and sources; default none. */
  readonly gaps?: FactTable<'gap'>;
  /** Whether numbers of a measure are sketched; default false. */
  readonly withSketches?: boolean;
}

export interface RollupAggregate extends Aggregate<RollupState, RollupValue> {
  /** Adds readings `[from, to)` of the tag, default all, that come after all before by instant and sequence. */
  add(state: RollupState, readings: ReadingRows, from?: number, to?: number): void;
}

/**
 * The aggregate that rollups of a tag are made of. What the last reading of a part holds up to the first of the next is added
 * when they are merged.
 *
 * @example
 * const aggregate = createRollupAggregate('press/force', rule);
 * const state = aggregate.init();
 * aggregate.add(state, readings);
 * aggregate.value(state).figures.mean
 */
export function createRollupAggregate(
  tag: string,
  rule: RollupRule,
  { gaps, withSketches = false }: RollupAggregateOptions = {},
): RollupAggregate {
  const rollup = new TagRollup(tag, rule, { parts: rowParts(withSketches), gaps: createGapSpans(gaps) });
  return {
    init: createRollupState,
    add(state, readings, from = 0, to = readings.length) {
      if (from >= to) return;
      rollup.join(state, readings.columns.at[from] as number);
      rollup.add(state, chunkOf(readings), from, to);
    },
    merge(state, later) {
      if (Number.isNaN(later.firstReadingAt)) return;
      rollup.join(state, later.firstReadingAt);
      rollup.append(state, later);
    },
    value: describeState,
  };
}

function describeState(state: Readonly<RollupState>): RollupValue {
  const known = (figure: RollupFigure): Known => {
    const value = figureOf[figure](state);
    return sums.has(figure) || !Number.isNaN(value) ? exactly(value) : unknown('no-facts');
  };
  return {
    figures: Object.fromEntries(rollupFigures.map((figure) => [figure, known(figure)])) as RollupValue['figures'],
    sketch: state.sketch,
    states: new Map(state.states.entries()),
  };
}
