/** One state rule over the readings of its tag. */
import type { SignalCondition, StateRule, Tag, TextColumn } from '../../model/index.ts';
import { emptySet, type IntervalSet } from '../../time/index.ts';
import type { GapSpans } from '../series/gap-spans.ts';
import type { Series } from '../series/series.ts';
import { holdMaxMs } from './reach.ts';
import { StepFold, unknownCode } from './step-fold.ts';

/** Codes of a condition. In the band between `value` and `releaseAt` it stays what it was, for a day at most. */
const offCode = 1;
const onCode = 2;
const bandCode = 3;

export class StateFold {
  readonly rule: StateRule;
  readonly #steps: StepFold;

  constructor(rule: StateRule, tag: Tag) {
    this.rule = rule;
    this.#steps = new StepFold(tag.id, tag.expectedIntervalMs);
  }

  /** Takes readings `first` to `end` of the series, which are later than all before. */
  add(series: Series, first: number, end: number): void {
    const codeOf = createCoder(this.rule.when, series);
    const { at, source } = series;
    for (let i = first; i < end; i++)
      this.#steps.add(at[i] as number, codeOf(i), source.dictionary[source.codes[i] as number] as string);
  }

  /** When the rule held, up to `untilAt`. */
  statesUntil(untilAt: number, gaps: GapSpans): IntervalSet {
    const states = new DelayedStates(this.rule);
    this.#steps.visit(gaps, untilAt, (fromAt, toAt, code, saidAt) => states.add(fromAt, toAt, code, saidAt));
    return states.finish();
  }

  forget(beforeAt: number): void {
    const { forMs, releaseAfterMs } = this.rule;
    this.#steps.forget(
      beforeAt,
      (code, ms) =>
        code === unknownCode || (code === onCode && ms >= forMs) || (code === offCode && ms >= releaseAfterMs),
      Math.max(forMs, releaseAfterMs),
    );
  }
}

/** The code of a reading: unknown where it is bad or has no value, as where it never came. */
function createCoder(when: SignalCondition, { value, text, quality }: Series): (i: number) => number {
  const bad = quality.dictionary.indexOf('bad');
  if (when.kind === 'oneOf') {
    const codes = codesOfTexts(when.values, text);
    const values = new Set<number | string>(when.values);
    return (i) => {
      if (quality.codes[i] === bad) return unknownCode;
      const said = value[i] as number;
      if (Number.isNaN(said)) return codes[text.codes[i] as number] as number;
      return values.has(said) ? onCode : offCode;
    };
  }
  const isAbove = when.kind === 'above';
  const { value: limit, releaseAt } = when;
  return (i) => {
    const said = value[i] as number;
    if (Number.isNaN(said) || quality.codes[i] === bad) return unknownCode;
    if (isAbove ? said > limit : said < limit) return onCode;
    return (isAbove ? said <= releaseAt : said >= releaseAt) ? offCode : bandCode;
  };
}

function codesOfTexts(values: readonly (number | string)[], { dictionary }: TextColumn): Uint8Array {
  return Uint8Array.from(dictionary, (word) => (word === '' ? unknownCode : values.includes(word) ? onCode : offCode));
}

/**
 * From a condition to a state: hysteresis, then the delays. A stretch of known time stands for itself: what was before it
 * is not known, so neither is which side of the band it comes from, nor for how long the condition held before.
 */
class DelayedStates {
  readonly #forMs: number;
  readonly #releaseAfterMs: number;
  readonly #out: number[] = [];
  #knownTo = Number.NaN;
  #isOn = false;
  /** Up to when a value within the band is still on the side it was on. */
  #bandUntilAt = Number.NEGATIVE_INFINITY;
  /** The condition's own interval, as far as it goes; `NaN` where none is open. */
  #conditionFrom = Number.NaN;
  /** The state's interval; `NaN` where the state is not on. */
  #stateFrom = Number.NaN;
  #stateTo = Number.NaN;

  constructor({ forMs, releaseAfterMs }: StateRule) {
    this.#forMs = forMs;
    this.#releaseAfterMs = releaseAfterMs;
  }

  add(fromAt: number, toAt: number, code: number, saidAt: number): void {
    if (fromAt !== this.#knownTo) {
      this.#endStretch();
      this.#isOn = false;
    }
    if (code === onCode) this.#bandUntilAt = saidAt + holdMaxMs;
    const staysUntilAt = code === bandCode && this.#isOn ? Math.min(toAt, this.#bandUntilAt) : fromAt;
    if (staysUntilAt > fromAt) {
      this.#knownTo = staysUntilAt;
      if (staysUntilAt < toAt) this.add(staysUntilAt, toAt, offCode, staysUntilAt);
      return;
    }
    const isOn = code === onCode;
    if (isOn && !this.#isOn) this.#conditionFrom = fromAt;
    if (!isOn && this.#isOn) this.#endCondition(fromAt);
    this.#isOn = isOn;
    this.#knownTo = toAt;
  }

  finish(): IntervalSet {
    this.#endStretch();
    return this.#out.length === 0 ? emptySet : Float64Array.from(this.#out);
  }

  /** The condition held until `toAt`: the state goes on, or begins, or is not worth one. */
  #endCondition(toAt: number): void {
    const fromAt = this.#conditionFrom;
    this.#conditionFrom = Number.NaN;
    if (fromAt - this.#stateTo < this.#releaseAfterMs) {
      this.#stateTo = toAt;
      return;
    }
    this.#endState(this.#stateTo);
    if (toAt - fromAt < this.#forMs) return;
    this.#stateFrom = fromAt;
    this.#stateTo = toAt;
  }

  /** Where time is no longer known, a state that has not been over for long enough lasts until then. */
  #endStretch(): void {
    if (Number.isNaN(this.#knownTo)) return;
    if (!Number.isNaN(this.#conditionFrom)) this.#endCondition(this.#knownTo);
    this.#endState(this.#knownTo - this.#stateTo < this.#releaseAfterMs ? this.#knownTo : this.#stateTo);
  }

  #endState(toAt: number): void {
    if (toAt > this.#stateFrom) this.#out.push(this.#stateFrom, toAt);
    this.#stateFrom = Number.NaN;
    this.#stateTo = Number.NaN;
  }
}
