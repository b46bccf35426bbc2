/** What every part of an explanation's text needs to know. */
import type { ElementId, ElementStep, ExplainedFact, FactOrigin, KpiExplanation } from '../../analytics/index.ts';
import { type Plant, signalSourceId } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import { amountText, type TimeScale, timeScaleOf, withUnit } from '../amounts.ts';

export interface Scene {
  readonly explanation: KpiExplanation;
  readonly scale: TimeScale;
  /** Rows of a list at most; the rest is counted. */
  readonly rowsMax: number;
  readonly step: (element: ElementId) => ElementStep;
  /** Local time to the minute: `02-29 07:32`; with seconds where it has some. */
  readonly time: (at: number) => string;
  /** From and to, the date once where both have the same: `02-29 07:32 to 11:05`. */
  readonly span: (interval: Interval) => string;
  /** Local time with the year. */
  readonly longTime: (at: number) => string;
  /** In the unit of the element, without naming it. */
  readonly amount: (element: ElementId, value: number) => string;
  readonly amountWithUnit: (element: ElementId, value: number) => string;
}

export function createScene(
  { zone }: Pick<Plant, 'zone'>,
  explanation: KpiExplanation,
  { rowsMax }: Pick<Scene, 'rowsMax'>,
): Scene {
  const { window, elements } = explanation;
  const scale = timeScaleOf(window.toAt - window.fromAt);
  const byId = new Map(elements.map((one) => [one.element, one]));
  const step = (element: ElementId): ElementStep => byId.get(element) as ElementStep;
  const longTime = (at: number): string => {
    const local = zone.format(Math.floor(at / 1_000) * 1_000).replace('T', ' ');
    return local.slice(0, local.slice(17, 19) === '00' ? 16 : 19);
  };
  const amount = (element: ElementId, value: number): string => amountText(value, step(element).unit, scale);
  const time = (at: number): string => longTime(at).slice(5);
  return {
    explanation,
    scale,
    rowsMax,
    step,
    longTime,
    time,
    span: ({ fromAt, toAt }) => {
      const [from, to] = [time(fromAt), time(toAt)];
      return `${from} to ${from.slice(0, 5) === to.slice(0, 5) ? to.slice(6) : to}`;
    },
    amount,
    amountWithUnit: (element, value) => withUnit(amount(element, value), step(element).unit, scale),
  };
}

/** @example originText({ source: 'mes', file: 'production_log.csv', line: 312 }) // 'production_log.csv:312' */
export function originText({ source, file, line, tags }: FactOrigin): string {
  if (source === signalSourceId)
    return tags.length === 0 ? 'its signals' : `${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`;
  if (file === undefined) return `source ${source}`;
  return line === undefined ? file : `${file}:${line}`;
}

const originsMax = 3;

/** Where facts came from, in words; no more than 3 are named. */
export function originsText(places: readonly number[], { explanation }: Scene): string {
  const names = places
    .slice(0, originsMax)
    .map((place) => originText((explanation.facts[place] as ExplainedFact).origin));
  const rest = places.length - names.length;
  return `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** @example countText(1, 'fact') // '1 fact' */
export function countText(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}
