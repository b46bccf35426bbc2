/** The stops of one work unit, out of what was reported of it. */
import { type FactTable, type Plant, textAt } from '../../model/index.ts';
import { type IntervalSet, subtract, union, unionOf } from '../../time/index.ts';
import type { Activity, UnitActivity } from '../activity.ts';
import { compareText } from '../compare-text.ts';
import { lineAt } from '../day-facts.ts';
import { createMeasure } from '../measure.ts';
import { plannedReasonsOf } from '../planned-reasons.ts';
import { lastRowBefore } from '../state-at.ts';
import type { Stop } from './stop.ts';

/** What the reason of a report says: why, or that nobody said so, or that nobody knows. */
export type ReasonMeaning = 'cause' | 'notSaid' | 'notKnown';

/** Codes of the plant file by what they say; a code it does not list is a cause, and none says nothing. */
export function reasonMeanings({ reasons }: Plant): (code: string) => ReasonMeaning {
  const meanings = new Map<string, ReasonMeaning>([['', 'notSaid']]);
  for (const { code, tells } of reasons) meanings.set(code, tells ?? 'cause');
  return (code) => meanings.get(code) ?? 'cause';
}

interface DownReport {
  readonly table: FactTable<'production'> | FactTable<'equipmentState'>;
  readonly row: number;
  readonly startAt: number;
  readonly endAt: number;
  readonly reason: string;
  readonly meaning: ReasonMeaning;
}

/**
 * Stops that began before an instant, by start. They do not overlap: where causes do, each instant is of the one reported
 * first, and reports that touch and say the same are one stop. Down time without interruption is told once causes cover
 * half of it, since the clocks of people and sensors differ; what is left untold is a stop of its own. Planned stops of
 * the calendar need no reason.
 *
 * @param untilAt what is later is not known, ms
 */
export function listUnitStops(activity: Activity, unit: UnitActivity, untilAt: number): Stop[] {
  const reports = listReports(activity, unit, untilAt);
  const told = toldStops(reports.filter(({ meaning }) => meaning === 'cause'));
  const untold = reports.filter(({ meaning }) => meaning !== 'cause');
  const passed = createMeasure(unionOfReports(untold.filter(({ meaning }) => meaning === 'notKnown')));
  const pieces = untoldTime(activity.plant, unit, reports, untold, untilAt);
  const stops = told.map((stop) => makeStop(activity, unit, untilAt, { ...stop, isPassed: false }));
  let first = 0;
  for (let i = 0; i < pieces.length; i += 2) {
    const [startAt, endAt] = [pieces[i] as number, pieces[i + 1] as number];
    while ((untold[first] as DownReport).endAt <= startAt) first++;
    const own: DownReport[] = [];
    for (let k = first; k < untold.length && (untold[k] as DownReport).startAt < endAt; k++)
      if ((untold[k] as DownReport).endAt > startAt) own.push(untold[k] as DownReport);
    const isPassed = passed.within(startAt, endAt) * 2 >= endAt - startAt;
    stops.push(makeStop(activity, unit, untilAt, { startAt, endAt, reason: '', reports: own, isPassed }));
  }
  return stops.sort((a, b) => a.startAt - b.startAt);
}

function listReports(
  { plant, production, equipmentState }: Activity,
  { reports, stateRows, minorStops }: UnitActivity,
  untilAt: number,
): DownReport[] {
  const meaningOf = reasonMeanings(plant);
  const isPlanned = plannedReasonsOf(plant);
  const found: DownReport[] = [];
  for (const [table, rows] of [
    [equipmentState, stateRows],
    [production, reports.row],
  ] as const) {
    const { state, startAt, endAt, reason } = table.columns;
    const down = state.dictionary.indexOf('down');
    if (down < 0) continue;
    for (const row of rows) {
      if (state.codes[row] !== down) continue;
      const start = Math.round(startAt[row] as number);
      const wholeEnd = Math.round(endAt[row] as number);
      const end = Math.min(wholeEnd, untilAt);
      const code = textAt(reason, row);
      // A minor stop is lost speed: nobody is asked for its reason.
      if (!isPlanned(code) && minorStops.has(start, wholeEnd)) continue;
      if (end > start) found.push({ table, row, startAt: start, endAt: end, reason: code, meaning: meaningOf(code) });
    }
  }
  return found.sort((a, b) => a.startAt - b.startAt || a.endAt - b.endAt || compareText(a.reason, b.reason));
}

interface StopTime {
  readonly startAt: number;
  readonly endAt: number;
  readonly reason: string;
  readonly reports: readonly DownReport[];
}

/** @param causes by start */
function toldStops(causes: readonly DownReport[]): StopTime[] {
  const stops: (StopTime & { endAt: number; reports: DownReport[] })[] = [];
  let coveredUntil = Number.NEGATIVE_INFINITY;
  for (const report of causes) {
    const startAt = Math.max(report.startAt, coveredUntil);
    if (report.endAt <= startAt) continue;
    coveredUntil = report.endAt;
    const last = stops.at(-1);
    if (last !== undefined && last.reason === report.reason && last.endAt === startAt) {
      last.endAt = report.endAt;
      last.reports.push(report);
    } else stops.push({ startAt, endAt: report.endAt, reason: report.reason, reports: [report] });
  }
  return stops;
}

/** Time down of which nobody said why, less what the calendar had planned, and less what is told well enough. */
function untoldTime(
  plant: Plant,
  { equipment }: UnitActivity,
  reports: readonly DownReport[],
  untold: readonly DownReport[],
  untilAt: number,
): IntervalSet {
  const causes = unionOfReports(reports.filter(({ meaning }) => meaning === 'cause'));
  const all = unionOfReports(reports);
  const first = all[0];
  if (first === undefined) return all;
  const planned = plant.calendar.listPlannedStops(equipment.id, { fromAt: first, toAt: untilAt });
  const told = createMeasure(causes);
  const settled: number[] = [];
  for (let i = 0; i < all.length; i += 2) {
    const [from, to] = [all[i] as number, all[i + 1] as number];
    if (told.within(from, to) * 2 >= to - from) settled.push(from, to);
  }
  const plannedTime = union(
    planned.map(({ fromAt }) => fromAt),
    planned.map(({ toAt }) => toAt),
  );
  return subtract(unionOfReports(untold), unionOf(causes, plannedTime, Float64Array.from(settled)));
}

function unionOfReports(reports: readonly DownReport[]): IntervalSet {
  return union(
    reports.map(({ startAt }) => startAt),
    reports.map(({ endAt }) => endAt),
  );
}

function makeStop(
  { production }: Activity,
  unit: UnitActivity,
  untilAt: number,
  { startAt, endAt, reason, reports, isPassed }: StopTime & { readonly isPassed: boolean },
): Stop {
  const before = lastRowBefore(unit, startAt);
  const said = (name: 'workOrder' | 'operation' | 'product'): string => {
    for (const { table, row } of reports) {
      const text = textAt(table.columns[name], row);
      if (text !== '') return text;
    }
    return before === undefined ? '' : textAt(production.columns[name], before);
  };
  const first = reports[0] as DownReport;
  const { source, file, line } = first.table.columns;
  return {
    id: `${unit.equipment.id}/${new Date(startAt).toISOString()}`,
    equipment: unit.equipment.id,
    startAt,
    endAt,
    isOpen: endAt >= untilAt,
    reason,
    isPassed,
    workOrder: said('workOrder'),
    operation: said('operation'),
    product: said('product'),
    source: {
      id: textAt(source, first.row),
      file: textAt(file, first.row),
      line: lineAt(line, first.row),
    },
  };
}
