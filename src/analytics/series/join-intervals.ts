/** What a sensor measured during reports and stops of the MES. */
import { type FactTable, timesOf } from '../../model/index.ts';
import type { KnownTimeRule } from './holding.ts';
import { measureOver } from './measure-over.ts';
import { createMeasureColumns, type MeasureColumns, writeMeasure } from './resample-measure.ts';
import type { MeasureForm } from './segments.ts';
import type { Series } from './series.ts';

/** By row of the table; `measureAt` reads one. */
export interface IntervalMeasures extends MeasureColumns {
  /** Share of the interval in which the value is known, 0 to 1; 0 for a fact of an instant. */
  readonly knownRatio: Float64Array;
}

/**
 * Mean, least and greatest value of a measure in the interval of each fact, over the time in which it is known. Facts may
 * overlap and come in any order; those of an instant have no time (`joinAsOf` says what was then).
 *
 * @example joinIntervals(temperature, production, 'linear', { untilAt }).mean[row]
 */
export function joinIntervals(
  series: Series,
  facts: FactTable<'production'> | FactTable<'equipmentState'>,
  form: MeasureForm,
  rule: KnownTimeRule,
): IntervalMeasures {
  const { startAt, endAt } = timesOf(facts);
  const columns = { ...createMeasureColumns(facts.length), knownRatio: new Float64Array(facts.length) };
  const over = measureOver(series, form, rule);
  for (let row = 0; row < facts.length; row++) {
    const [fromAt, toAt] = [startAt[row] as number, endAt[row] as number];
    if (!(toAt > fromAt)) continue;
    const state = over({ fromAt, toAt });
    writeMeasure(columns, row, state);
    columns.knownRatio[row] = state.knownMs / (toAt - fromAt);
  }
  return columns;
}
