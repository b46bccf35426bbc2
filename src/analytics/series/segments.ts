/** A measure between its readings. */
import { Holding, type KnownTimeRule, lastAtOrBefore } from './holding.ts';
import type { Series } from './series.ts';

/** `hold`: a reading holds until the next; `linear`: between two readings the value goes straight from one to the other. */
export type MeasureForm = 'hold' | 'linear';

/** Known time `[fromAt, toAt)` in which the value goes straight from one to the other. */
export type VisitStretch = (fromAt: number, toAt: number, fromValue: number, toValue: number) => void;

/** The stretches of a series in any windows; they are asked for by ascending begin, where that is cheapest. */
export class Segments {
  readonly #series: Series;
  readonly #holding: Holding;
  readonly #isLinear: boolean;

  constructor(series: Series, form: MeasureForm, rule: KnownTimeRule) {
    this.#series = series;
    this.#holding = new Holding(series, rule);
    this.#isLinear = form === 'linear';
  }

  /**
   * Visits the known stretches of a window, cut to it, in order. Linear needs a good reading at either end: after the last
   * one, and towards a bad one, nothing is known.
   */
  visit(fromAt: number, toAt: number, stretch: VisitStretch): void {
    const { at, value, length } = this.#series;
    const isLinear = this.#isLinear;
    for (let i = Math.max(0, lastAtOrBefore(at, fromAt)); i < length; i++) {
      const start = at[i] as number;
      if (start >= toAt) return;
      const fromValue = value[i] as number;
      if (Number.isNaN(fromValue)) continue;
      const end = this.#holding.endOf(i);
      if (end <= start || end <= fromAt) continue;
      let toValue = fromValue;
      if (isLinear) {
        // Held up to the next reading: nothing is unknown in between.
        if (end !== at[i + 1] || this.#holding.isBad(i + 1)) continue;
        toValue = value[i + 1] as number;
        if (Number.isNaN(toValue)) continue;
      }
      if (start >= fromAt && end <= toAt) stretch(start, end, fromValue, toValue);
      else {
        const [from, to] = [Math.max(start, fromAt), Math.min(end, toAt)];
        const slope = (toValue - fromValue) / (end - start);
        stretch(from, to, fromValue + slope * (from - start), to === end ? toValue : fromValue + slope * (to - start));
      }
    }
  }
}
