/** The window a report speaks of: a production day, a shift of a date, or any span. */
import { GembaError, type Plant } from '../model/index.ts';
import { type Interval, type ProductionDay, parseInstant, parseLocalDate, type Shift } from '../time/index.ts';

/** What was asked for; at most one of `day`, `shift`, `from` and `to` together. */
export interface WindowRequest {
  /** Production day, `YYYY-MM-DD`. */
  readonly day?: string;
  /** `DATE/NAME`, such as `2012-02-29/night`. */
  readonly shift?: string;
  /** A date (the start of its production day), a local time `YYYY-MM-DDTHH:MM`, or an instant with its offset (RFC 3339). */
  readonly from?: string;
  /** Exclusive. */
  readonly to?: string;
}

export interface ReportWindow {
  readonly window: Interval;
  readonly day: ProductionDay | undefined;
  readonly shift: Shift | undefined;
  /** For file names and titles: `2012-02-29`, `2012-02-29-night`, `2012-01-01-to-2012-03-31`. */
  readonly label: string;
  /** Date of the window's first production day. */
  readonly date: string;
}

/**
 * The window of a request; without one, the last production day that has ended.
 *
 * @throws GembaError `usage` for contradictory options, `date-invalid`, `unknown-name` for a shift not worked that day
 */
export function resolveWindow(plant: Plant, request: WindowRequest, nowMs: number): ReportWindow {
  const { day, shift, from, to } = request;
  const asked = [day, shift, from ?? to].filter((value) => value !== undefined);
  if (asked.length > 1) throw new GembaError('usage', 'Give one of --for, --shift, or --from with --to.');
  if ((from === undefined) !== (to === undefined)) throw new GembaError('usage', '--from and --to go together.');
  if (shift !== undefined) return shiftWindow(plant, shift);
  if (from !== undefined && to !== undefined) return spanWindow(plant, from, to);
  return dayWindow(day === undefined ? plant.shiftDay(plant.productionDayAt(nowMs), -1) : plant.productionDay(day));
}

/** The window of a report that was made before: the production day or the shift it was, or else that span. */
export function windowOf(
  plant: Plant,
  made: { readonly window: Interval; readonly label: string; readonly date: string },
): ReportWindow {
  const { window, label, date } = made;
  const isSame = ({ fromAt, toAt }: Interval): boolean => fromAt === window.fromAt && toAt === window.toAt;
  const day = plant.productionDayAt(window.fromAt);
  if (isSame(day)) return { ...dayWindow(day), label };
  const shift = plant.listShifts(day).find((other) => isSame(other) && label === `${other.date}-${other.name}`);
  return { window, day: undefined, shift, label, date };
}

function dayWindow(day: ProductionDay): ReportWindow {
  return { window: { fromAt: day.fromAt, toAt: day.toAt }, day, shift: undefined, label: day.date, date: day.date };
}

function shiftWindow(plant: Plant, request: string): ReportWindow {
  const slash = request.indexOf('/');
  if (slash < 0) throw new GembaError('usage', `--shift takes DATE/NAME, such as 2012-02-29/night; got '${request}'.`);
  const date = request.slice(0, slash);
  const name = request.slice(slash + 1);
  plant.productionDay(date);
  const shift = plant.calendar.shifts.findShift(date, name);
  if (shift === undefined) {
    const day = plant.productionDay(date);
    const worked = plant.listShifts(day).filter((other) => other.date === date);
    const names = worked.length === 0 ? 'None is worked that day.' : `Worked: ${worked.map((s) => s.name).join(', ')}.`;
    throw new GembaError('unknown-name', `There is no shift '${name}' on ${date}. ${names}`, {
      details: { date, name },
    });
  }
  return {
    window: { fromAt: shift.fromAt, toAt: shift.toAt },
    day: undefined,
    shift,
    label: `${date}-${name}`,
    date,
  };
}

function spanWindow(plant: Plant, from: string, to: string): ReportWindow {
  const fromAt = parsePlantInstant(plant, from, '--from');
  const toAt = parsePlantInstant(plant, to, '--to');
  if (toAt <= fromAt)
    throw new GembaError(
      'usage',
      `--to (${to}) is not after --from (${from}). --to is exclusive: the next day ends one.`,
    );
  const first = plant.productionDayAt(fromAt);
  if (first.fromAt === fromAt && first.toAt === toAt) return dayWindow(first);
  // An instant is told as the local time it is, to the minute: an offset would say little without its colon and sign.
  const local = (text: string, at: number) =>
    Number.isNaN(parseInstant(text)) ? text : plant.zone.format(at).slice(0, 16);
  const clean = (text: string, at: number) => local(text, at).replace(/[^0-9A-Za-z-]/g, '');
  return {
    window: { fromAt, toAt },
    day: undefined,
    shift: undefined,
    label: `${clean(from, fromAt)}-to-${clean(to, toAt)}`,
    date: first.date,
  };
}

const localTime = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})$/;

/**
 * An instant as a person names it: a bare date is the start of that production day; a local time is read in the plant's zone;
 * an instant has its offset.
 *
 * @throws GembaError `date-invalid`, naming the option
 * @example parsePlantInstant(plant, '2012-02-29T07:00', '--at')
 */
export function parsePlantInstant(plant: Plant, text: string, option: string): number {
  const at = parseInstant(text);
  if (!Number.isNaN(at)) return at;
  const [, date, hour, minute] = localTime.exec(text) ?? [];
  if (date === undefined) return plant.productionDay(text).fromAt;
  const midnightMs = parseLocalDate(date);
  if (midnightMs === undefined || Number(hour) > 23 || Number(minute) > 59)
    throw new GembaError('date-invalid', `${option} ${text} does not exist. Use YYYY-MM-DD or YYYY-MM-DDTHH:MM.`);
  return plant.zone.instantOf(
    Date.UTC(+date.slice(0, 4), +date.slice(5, 7) - 1, +date.slice(8, 10), Number(hour), Number(minute)),
  );
}
