/** The daily analysis: everything a report of a window says, worked out once. */
import { emptyTable, type FactTable, type Plant } from '../model/index.ts';
import type { Interval, ProductionDay, Shift } from '../time/index.ts';
import { type Activity, createActivity } from './activity.ts';
import { listChangeoversOfDay } from './changeovers/changeovers-of-day.ts';
import { compareWeekOfDay } from './comparison/compare-week.ts';
import { completenessOf, type VersionedFacts } from './completeness.ts';
import type { DailyAnalysis } from './daily-analysis.ts';
import type { WindowFigures } from './figures.ts';
import { listFindings } from './findings/list-findings.ts';
import { compareWithPast, listComparedKpis } from './history.ts';
import { listHours } from './hours/list-hours.ts';
import { unheardOf } from './kpi/unheard.ts';
import { analyseLines, type LineAnalysis } from './lines/analyse-line.ts';
import { listLines } from './lines/line.ts';
import { listLosses } from './losses.ts';
import { listMaintenance } from './maintenance/list-maintenance.ts';
import { heatMapOf } from './make-heat-map.ts';
import { listOrders } from './orders/list-orders.ts';
import { pastWindowsOf, sparklineDays } from './past-windows.ts';
import { listPieceRows } from './piece-rows.ts';
import { listQuality } from './quality/list-quality.ts';
import type { Board } from './shifts/board-of-shift.ts';
import { compareShifts, type WorkedShift } from './shifts/compare-shifts.ts';
import { makeBoards } from './shifts/make-boards.ts';
import { shiftsOfDays } from './shifts/worked-shifts.ts';
import { listStaffing } from './staffing.ts';
import { listQuestionsOfDay } from './stop-reasons/questions-of-day.ts';
import { listStops } from './stops.ts';
import { timelineOf } from './timeline.ts';
import { listWeekChanges } from './week-changes.ts';
import { listYieldsOfDay } from './yields/yields-of-day.ts';

/** Shifts of a window that get figures of their own; a longer window has none. */
const shiftsMax = 31;

export interface DayInput {
  readonly plant: Plant;
  /** All of history up to the window's end; later facts change nothing. */
  readonly production: VersionedFacts<'production'>;
  readonly equipmentState: VersionedFacts<'equipmentState'>;
  readonly refusals: FactTable<'refusal'>;
  /** Those that touch the window; default: none. */
  readonly gaps?: FactTable<'gap'>;
  readonly window: Interval;
  /** Given where the window is a production day: it is then compared with days. */
  readonly day?: ProductionDay;
  /** Given where the window is a shift: it is then compared with the same shift of the same weekday. */
  readonly shift?: Shift;
}

/**
 * Figures, comparisons, losses, timeline, findings and completeness of a window.
 *
 * Only facts that started before the window's end are used, and ideal times of reports that ended before its start: the
 * same analysis made later says the same. A window that is neither a production day nor a shift is compared with
 * nothing (`too-little-history`).
 *
 * @example
 * const day = plant.productionDay('2012-02-29');
 * analyseDay({ plant, production, equipmentState, refusals, window: day, day }).figures.plant.finished
 */
export function analyseDay(input: DayInput): DailyAnalysis {
  const { plant, refusals, gaps = emptyTable('gap'), day, shift } = input;
  const window = { fromAt: input.window.fromAt, toAt: input.window.toAt };
  const activity = createActivity(plant, input.production, input.equipmentState);
  const kind = { window, ...(day === undefined ? {} : { day }), ...(shift === undefined ? {} : { shift }) };
  const days = day === undefined ? [] : lastDays(plant, day);
  const shifts = plant.listShifts(window);
  const withFigures = shifts.length > shiftsMax ? [] : shifts;
  const compared = shiftsOfDays(plant, days, activity.spoken?.firstAt, window.toAt);
  const past = pastWindowsOf(plant, kind, activity.spoken);
  const parts = withFigures.map((one) => ({
    fromAt: Math.max(one.fromAt, window.fromAt),
    toAt: Math.min(one.toAt, window.toAt),
  }));
  const history = compareWithPast(activity, window, past, [...parts, ...compared.flat()]);
  const { figures } = history;
  const kpis = listComparedKpis(history, plant.targets);
  const completeness = completenessOf(
    plant,
    [input.production, input.equipmentState],
    refusals,
    gaps,
    window,
    figures.plant,
  );
  const stops = listStops(activity, window);
  const pieceRows = listPieceRows(activity, window);
  const staffing = listStaffing(activity, window, shifts);
  const ends = withFigures.filter(({ toAt }) => toAt > window.fromAt && toAt <= window.toAt);
  const [board, ...shiftBoards] = makeBoards(activity, [
    { at: window.toAt, shift: undefined },
    ...ends.map(({ toAt, name }) => ({ at: toAt, shift: name })).sort((a, b) => a.at - b.at),
  ]) as [Board, ...Board[]];
  return {
    window,
    day,
    figures,
    shifts: withFigures.flatMap((one, i) => {
      const part = history.parts[i];
      return part === undefined ? [] : [{ shift: one, figures: part }];
    }),
    completeness,
    kpis,
    ...listLosses(activity, window, history, gaps),
    timeline: timelineOf(activity, window),
    weeks: history.weeks,
    weekChanges: listWeekChanges(history.weeks),
    weekOfDay: day === undefined ? undefined : compareWeekOfDay(activity, day, gaps),
    ...listFindings({ activity, history, kpis, completeness, stops, pieceRows, window }),
    stops,
    pieceRows,
    plannedStops: plant.calendar.plannedStops.filter(
      ({ fromAt, toAt }) => fromAt < window.toAt && toAt > window.fromAt,
    ),
    staffing,
    hours: listHours(activity, window, past.usual),
    orders: listOrders(activity, window),
    quality: listQuality(activity, window, history, days, pieceRows),
    yields: listYieldsOfDay(activity, window, days),
    lines: listWorkedLines(activity, window, gaps),
    changeovers: listChangeoversOfDay(activity, window),
    stopQuestions: listQuestionsOfDay(activity, window),
    maintenance: listMaintenance(activity, window, days, history),
    board,
    shiftBoards,
    shiftComparison: compareWorkedShifts(compared, history.parts.slice(parts.length), staffing),
    heatMap: heatMapOf(history, days),
  };
}

/** Lines of the equipment tree that were planned to run, or did. */
function listWorkedLines(activity: Activity, window: Interval, gaps: FactTable<'gap'>): LineAnalysis[] {
  const unheard = unheardOf(activity, gaps);
  return analyseLines(listLines(activity.plant), { activity, window, unheard }).filter(
    ({ constraintOverTime }) => constraintOverTime.slices.length > 0,
  );
}

/** The last 28 production days, oldest first. */
function lastDays(plant: Plant, day: ProductionDay): ProductionDay[] {
  return Array.from({ length: sparklineDays }, (_, i) => plant.shiftDay(day, i + 1 - sparklineDays));
}

/** @param figures of all shifts, day after day */
function compareWorkedShifts(
  days: readonly (readonly Shift[])[],
  figures: readonly WindowFigures[],
  staffing: DailyAnalysis['staffing'],
): DailyAnalysis['shiftComparison'] {
  let next = 0;
  const worked = days.map((shifts) =>
    shifts.map((shift): WorkedShift => ({ shift, figures: figures[next++] as WindowFigures })),
  );
  const operatorsOf = ({ name }: Shift): number =>
    new Set(staffing.filter(({ shift }) => shift === name).flatMap(({ operators }) => operators)).size;
  return compareShifts(worked.at(-1) ?? [], worked, operatorsOf);
}
