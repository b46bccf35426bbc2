/** The time a query is about. */
import { GembaError, type Plant } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import { throwUnknown } from './names.ts';

/**
 * A production day (`2012-02-29`), a shift as worked (`2012-02-29/night`), production days from one to before another
 * (`{ from: '2012-02-01', to: '2012-03-01' }`), or any interval of UTC epoch ms.
 */
export type QueryWindow = string | Interval | { readonly from: string; readonly to: string };

/**
 * @throws GembaError `usage` for a window without length, `date-invalid` for a date that does not exist, `unknown-name`
 * for a shift that is not worked that day
 */
export function intervalOf(plant: Plant, window: QueryWindow): Interval {
  const { fromAt, toAt } = findInterval(plant, window);
  if (!(toAt > fromAt && Number.isFinite(toAt - fromAt)))
    throw new GembaError(
      'usage',
      `A window ends after it begins, but ${JSON.stringify(window)} does not. Its end is exclusive: the next day ends one.`,
    );
  return { fromAt, toAt };
}

function findInterval(plant: Plant, window: QueryWindow): Interval {
  if (typeof window !== 'string') {
    if ('fromAt' in window) return window;
    return { fromAt: plant.productionDay(window.from).fromAt, toAt: plant.productionDay(window.to).fromAt };
  }
  const slash = window.indexOf('/');
  if (slash < 0) return plant.productionDay(window);
  const [date, name] = [window.slice(0, slash), window.slice(slash + 1)];
  const day = plant.productionDay(date);
  const shift = plant.calendar.shifts.findShift(date, name);
  if (shift !== undefined) return shift;
  const worked = plant.listShifts(day).filter((other) => other.date === date);
  return throwUnknown(
    `a shift worked on ${date}`,
    name,
    worked.map((other) => other.name),
  );
}

/** The part of a window before an instant; undefined where nothing is left of it. */
export function before(window: Interval, untilAt: number): Interval | undefined {
  const toAt = Math.min(window.toAt, untilAt);
  return toAt > window.fromAt ? { fromAt: window.fromAt, toAt } : undefined;
}

/** @throws GembaError `aborted` once the signal is */
export function checkAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new GembaError('aborted', 'The query was stopped.', { cause: signal.reason });
}
