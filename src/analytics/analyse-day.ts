/** The daily analysis: everything a report of a window says, worked out once. */
import { type FactTable, type Plant, unknown } from '../model/index.ts';
import type { Interval, ProductionDay, Shift } from '../time/index.ts';
import { createActivity } from './activity.ts';
import { completenessOf, type VersionedFacts } from './completeness.ts';
import type { DailyAnalysis } from './daily-analysis.ts';
import { listFindings } from './findings/list-findings.ts';
import { compareWithPast, listComparedKpis } from './history.ts';
import { listLosses } from './losses.ts';
import { listPieceRows } from './piece-rows.ts';
import { listStaffing } from './staffing.ts';
import { listStops } from './stops.ts';
import { timelineOf } from './timeline.ts';

/** Shifts of a window that get figures of their own; a longer window has none. */
const shiftsMax = 31;

const none = { rows: [], count: 0 };

export interface DayInput {
  readonly plant: Plant;
  /** All of history up to the window's end; later facts change nothing. */
  readonly production: VersionedFacts<'production'>;
  readonly equipmentState: VersionedFacts<'equipmentState'>;
  readonly refusals: FactTable<'refusal'>;
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
  const { plant, refusals, day, shift } = input;
  const window = { fromAt: input.window.fromAt, toAt: input.window.toAt };
  const activity = createActivity(plant, input.production, input.equipmentState);
  const shifts = plant.listShifts(window);
  const withFigures = shifts.length > shiftsMax ? [] : shifts;
  const history = compareWithPast(
    activity,
    { window, ...(day === undefined ? {} : { day }), ...(shift === undefined ? {} : { shift }) },
    withFigures.map((one) => ({
      fromAt: Math.max(one.fromAt, window.fromAt),
      toAt: Math.min(one.toAt, window.toAt),
    })),
  );
  const { figures } = history;
  const kpis = listComparedKpis(history, plant.targets);
  const completeness = completenessOf(plant, [input.production, input.equipmentState], refusals, window, figures.plant);
  const stops = listStops(activity, window);
  const pieceRows = listPieceRows(activity, window);
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
    losses: listLosses(history.plant),
    timeline: timelineOf(activity, window),
    weeks: history.weeks,
    findings: listFindings({ activity, history, kpis, completeness, stops, pieceRows, window }),
    stops,
    pieceRows,
    plannedStops: plant.calendar.plannedStops.filter(
      ({ fromAt, toAt }) => fromAt < window.toAt && toAt > window.fromAt,
    ),
    staffing: listStaffing(activity, window, shifts),
    hours: { hours: [], units: [] },
    orders: {
      isFinishKnown: plant.finalOperations.length > 0,
      finished: none,
      waiting: none,
      running: none,
      queues: [],
      leftShort: { count: 0, missing: 0 },
      due: unknown('not-in-the-data'),
    },
    quality: {
      defects: none,
      made: 0,
      scrap: 0,
      hold: 0,
      proportion: {
        points: [],
        centre: unknown('too-little-history'),
        days: 0,
        spreadRatio: unknown('too-little-history'),
      },
      firstPass: [],
      rework: none,
      holds: { ...none, pieces: 0, ages: [], released: unknown('not-in-the-data') },
      scrapContexts: none,
    },
    maintenance: { downtime: [], downtime28: [], reliability: [], planned: [] },
    board: { at: window.toAt, shift: undefined, rows: [], problems: [], nextOrders: unknown('not-in-the-data') },
    shiftBoards: [],
    shiftComparison: [],
    heatMap: { days: [], rows: [] },
  };
}
