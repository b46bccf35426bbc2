/** A measure over any windows of a series. */
import type { Interval } from '../../time/index.ts';
import { type MeasureState, measureAggregate } from './aggregate.ts';
import type { KnownTimeRule } from './holding.ts';
import { type MeasureForm, Segments } from './segments.ts';
import type { Series } from './series.ts';

/**
 * What a measure was over windows of a series, asked for by ascending begin where that is cheapest; states of windows
 * that meet are merged by `measureAggregate`.
 *
 * @example measureAggregate.value(measureOver(temperature, 'hold', { untilAt })(stop)).mean
 */
export function measureOver(
  series: Series,
  form: MeasureForm,
  rule: KnownTimeRule,
): (window: Interval) => MeasureState {
  const segments = new Segments(series, form, rule);
  return ({ fromAt, toAt }) => {
    const state = measureAggregate.init();
    segments.visit(fromAt, toAt, (from, to, fromValue, toValue) =>
      measureAggregate.add(state, from, to, fromValue, toValue),
    );
    return state;
  };
}
