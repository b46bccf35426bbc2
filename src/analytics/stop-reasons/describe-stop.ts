/** What is known of a stop beside its reason, out of what was reported of its unit and of others. */
import { textAt } from '../../model/index.ts';
import { hourMs, type Shift } from '../../time/index.ts';
import { lowerBound } from '../reports-in.ts';
import { lastRowBefore, stateAt } from '../state-at.ts';
import { lengthContexts, octaveOf, reachedContexts, type StopDescription } from './clues.ts';
import { isTold, lengthMs, overlapMs, type Stop } from './stop.ts';
import { firstEndingAfter, type StopHistory, type UnitStops } from './stop-history.ts';

export interface DescribeOptions {
  /** Reasons of stops that began from this instant on count as not told, ms. Default: all that are told count. */
  readonly toldUntilAt?: number;
}

/**
 * The contexts of a stop. Its own reason is never among them; reasons told of the unit before, and of its neighbours
 * meanwhile, are.
 */
export function describeStop(history: StopHistory, stop: Stop, options: DescribeOptions = {}): StopDescription {
  const { toldUntilAt = Number.POSITIVE_INFINITY } = options;
  const own = history.of(stop.equipment);
  const reached = reachedContexts(lengthMs(stop));
  const clues = {
    place: own.place.map((_, i) => own.place.slice(0, i + 1).join('/')),
    length: stop.isOpen ? reached.slice(-1) : lengthContexts(lengthMs(stop)),
    product: named(stop.product, stop.workOrder),
    operation: named(stop.operation),
    time: timeContexts(history, stop),
    before: beforeContexts(own, stop),
    after: stop.isOpen ? [] : afterContexts(history, own, stop),
    again: againContexts(own, stop, toldUntilAt),
    neighbours: neighbourContexts(own, stop, toldUntilAt),
    line: lineContexts(own, stop),
  };
  return { clues, reached };
}

/** From general to special, as far as each is known. */
function named(...parts: readonly string[]): readonly string[] {
  const known = parts.indexOf('');
  return (known < 0 ? parts : parts.slice(0, known)).map((_, i) => parts.slice(0, i + 1).join(', '));
}

function timeContexts({ activity, shifts }: StopHistory, { startAt }: Stop): readonly string[] {
  const shift = findShift(shifts, startAt)?.name ?? 'no shift';
  const hour = Math.floor(activity.plant.zone.localMsAt(startAt) / hourMs) % 24;
  return [shift, `${shift}, ${String((hour + 24) % 24).padStart(2, '0')} h`];
}

/** The shift that an instant is in; of several the one that began last. */
function findShift(shifts: readonly Shift[], at: number): Shift | undefined {
  let [low, high] = [0, shifts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((shifts[middle] as Shift).fromAt <= at) low = middle + 1;
    else high = middle;
  }
  for (let i = low - 1; i >= Math.max(0, low - 8); i--) {
    const shift = shifts[i] as Shift;
    if (shift.toAt > at) return shift;
  }
  return undefined;
}

function beforeContexts({ unit }: UnitStops, { startAt }: Stop): readonly string[] {
  const { state, sinceAt } = stateAt(unit, startAt);
  return sinceAt === undefined ? [state] : [state, `${state} for ${spanText(startAt - sinceAt)}`];
}

function afterContexts({ activity, untilAt }: StopHistory, { unit }: UnitStops, stop: Stop): readonly string[] {
  const { reports } = unit;
  const { state } = stateAt(unit, stop.endAt + 1);
  const next = lowerBound(reports.startAt, stop.endAt);
  const isKnown = next < reports.length && (reports.startAt[next] as number) < untilAt;
  const isAtWork = state === 'running' || state === 'setup';
  const row = isAtWork ? lastRowBefore(unit, stop.endAt + 1) : isKnown ? reports.row[next] : undefined;
  const order = row === undefined ? '' : textAt(activity.production.columns.workOrder, row);
  if (order === '' || stop.workOrder === '') return [state];
  return [state, `${state}, ${order === stop.workOrder ? 'same' : 'another'} order`];
}

function againContexts({ stops, startAt, lastTold }: UnitStops, stop: Stop, toldUntilAt: number): readonly string[] {
  const before = lowerBound(startAt, Math.min(stop.startAt, toldUntilAt)) - 1;
  const last = before < 0 ? undefined : stops[lastTold[before] as number];
  if (last === undefined) return [];
  return [last.reason, `${last.reason} ${spanText(stop.startAt - last.endAt)} before`];
}

function neighbourContexts({ neighbours }: UnitStops, stop: Stop, toldUntilAt: number): readonly string[] {
  if (neighbours.length === 0) return [];
  const window = { fromAt: stop.startAt, toAt: stop.endAt };
  let down = 0;
  let most = { ms: 0, reason: '' };
  for (const other of neighbours) {
    if (other.unit.down.within(window.fromAt, window.toAt) * 2 < lengthMs(stop)) continue;
    down++;
    for (let i = firstEndingAfter(other, stop.startAt); i < other.stops.length; i++) {
      const meanwhile = other.stops[i] as Stop;
      if (meanwhile.startAt >= stop.endAt) break;
      const ms = overlapMs(meanwhile, window);
      if (isTold(meanwhile) && meanwhile.startAt < toldUntilAt && ms > most.ms) most = { ms, reason: meanwhile.reason };
    }
  }
  const many = down === 0 ? 'none' : down === 1 ? 'one' : down * 2 < neighbours.length ? 'several' : 'most';
  return most.reason === '' ? [many] : [many, `${many}, ${most.reason}`];
}

function lineContexts({ inLine }: UnitStops, { startAt }: Stop): readonly string[] {
  if (inLine === undefined) return [];
  const stateOf = (other: UnitStops | undefined): string =>
    other === undefined ? 'none' : stateAt(other.unit, startAt).state;
  const before = stateOf(inLine.before);
  return [`${before} before`, `${before} before, ${stateOf(inLine.behind)} behind`];
}

/** A length of time by its octave of minutes. */
function spanText(ms: number): string {
  return `${2 ** octaveOf(ms)} min`;
}
