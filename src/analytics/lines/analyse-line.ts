/** What the facts say of a line in a window: its constraint, OEE, losses, who waits for whom, WIP, lead times and pace. */
import { GembaError, type Known, unknown } from '../../model/index.ts';
import { dayMs, hourMs, type Interval } from '../../time/index.ts';
import {
  type ConstraintOverTime,
  chooseConstraint,
  findConstraintOverTime,
  type LineConstraint,
} from './find-line-constraint.ts';
import { type Hold, listHolds, listNeighbourWaits, type NeighbourWait } from './holds.ts';
import { type LeadTimes, leadTimes, leftAt } from './lead-times.ts';
import type { Line } from './line.ts';
import { type LineLosses, listLineLosses } from './line-losses.ts';
import { type LineOee, lineOee, meanIdealTimeMs, viewStation } from './line-oee.ts';
import { lineReports, reportsOf } from './line-reports.ts';
import { createLineUnits, type LineInput, type LineUnits, learnedAt } from './line-units.ts';
import { orderPassages } from './order-passages.ts';
import { type LinePace, linePace } from './pace.ts';
import { piecesByProduct } from './station-output.ts';
import { type Wip, wipBetween } from './wip.ts';

/** Each part of a window looks at all orders of it again. */
const slicesMax = 1_000;

export interface LineQuestion extends LineInput {
  /** The unit that counts as the constraint. Default: that of the line, else what the methods find. */
  readonly constraint?: string;
  /** Pieces wanted of the line in the window. Default: nobody told, and takt is unknown. */
  readonly demandCount?: number;
  /** Length of the parts for which constraint and WIP are told, ms; default an hour, over more than a week a day, over years longer. At most 1,000 parts. */
  readonly sliceMs?: number;
}

export interface LineAnalysis {
  readonly line: Line;
  readonly window: Interval;
  /** Undefined where no method names a unit and no ideal time is known: then the line has no OEE and no losses. */
  readonly constraint: LineConstraint | undefined;
  readonly constraintOverTime: ConstraintOverTime;
  readonly oee: Known;
  readonly oeeParts: LineOee | undefined;
  readonly losses: LineLosses | undefined;
  /** Most time first. */
  readonly holds: readonly Hold[];
  readonly neighbourWaits: readonly NeighbourWait[];
  readonly leadTimes: LeadTimes;
  readonly wip: Wip;
  /** Mean pieces between stations in each part of the window, as was known at its end. */
  readonly wipOverTime: readonly (Interval & { readonly pieces: Known; readonly atLeast: number })[];
  readonly pace: LinePace;
}

/**
 * @throws GembaError `unknown-name` where the activity lacks a unit of the line, or the line the constraint
 * @throws RangeError for a window or slice of no length, and for more than 1,000 slices
 * @example analyseLine({ activity, line: listLines(plant)[0], window: day }).constraint?.unit
 */
export function analyseLine(question: LineQuestion): LineAnalysis {
  const { activity, line, window, demandCount } = question;
  if (!(window.toAt > window.fromAt))
    throw new RangeError(`A line is looked at over a window that lasts; got ${window.fromAt} to ${window.toAt}.`);
  const sliceMs = sliceMsOf(question);
  const own = createLineUnits(question);
  const constraintOverTime = findConstraintOverTime(own, sliceMs);
  const constraint = chooseConstraint(constraintOverTime, givenOf(question), slowestOf(own));
  const view = constraint && viewStation(activity, own, constraint.unit);
  // A plant that has decided on its drum asks for the OEE by it, whatever methods say.
  const candidates = constraint === undefined || constraint.by === 'given' ? [] : constraint.others;
  const oeeParts =
    view &&
    lineOee(
      view,
      candidates.map((unit) => viewStation(activity, own, unit)),
    );
  const last = own.units.filter(({ station }) => station === line.stations.length - 1);
  const outputCount = [...piecesByProduct(activity, last, window).values()].reduce((sum, { good }) => sum + good, 0);
  const reports = lineReports(activity, own.units, line.stations.length, window.toAt);
  const passages = orderPassages(reports, window.toAt);
  // What left before the window has no more reports: it is as far from every part of it.
  const left = leftAt(passages);
  const open = reportsOf(reports, (order) => (left[passages.placeOf[order] as number] as number) > window.fromAt);
  return {
    line,
    window,
    constraint,
    constraintOverTime,
    oee: oeeParts?.oee ?? unknown('not-in-the-data'),
    oeeParts,
    losses: view && listLineLosses(activity, own, view),
    holds: [...listHolds(own)].sort((a, b) => b.ms - a.ms),
    neighbourWaits: listNeighbourWaits(own),
    leadTimes: leadTimes(passages, window),
    wip: wipBetween(open, orderPassages(open, window.toAt), window),
    wipOverTime: listParts(window, sliceMs).map((part) => {
      const { mean, atLeast } = wipBetween(open, orderPassages(open, part.toAt), part);
      return { ...part, pieces: mean, atLeast };
    }),
    pace: linePace(own, outputCount, demandCount),
  };
}

/**
 * Lines of one plant in a window, each as `analyseLine` has it; ideal times are worked out once for all.
 *
 * @example analyseLines(listLines(plant), { activity, window: day }).map(({ oee }) => oee)
 */
export function analyseLines(lines: readonly Line[], question: Omit<LineQuestion, 'line'>): LineAnalysis[] {
  const learned = question.learned ?? learnedAt(question.activity, question.window.fromAt);
  return lines.map((line) => analyseLine({ ...question, line, learned }));
}

function sliceMsOf({ window: { fromAt, toAt }, sliceMs }: LineQuestion): number {
  const windowMs = toAt - fromAt;
  const ms = sliceMs ?? (windowMs <= 7 * dayMs ? hourMs : Math.max(dayMs, Math.ceil(windowMs / slicesMax)));
  if (!(ms > 0)) throw new RangeError(`A slice of ${ms} ms has no length. Give one above 0.`);
  if (windowMs > ms * slicesMax)
    throw new RangeError(
      `${Math.ceil(windowMs / ms)} slices of ${ms} ms are more than ${slicesMax}. Give a longer sliceMs, or a shorter window.`,
    );
  return ms;
}

function listParts({ fromAt, toAt }: Interval, ms: number): Interval[] {
  return Array.from({ length: Math.ceil((toAt - fromAt) / ms) }, (_, i) => ({
    fromAt: fromAt + i * ms,
    toAt: Math.min(fromAt + (i + 1) * ms, toAt),
  }));
}

function givenOf({ line, constraint = line.constraint }: LineQuestion): string | undefined {
  if (constraint === undefined || line.stations.some((ids) => ids.includes(constraint))) return constraint;
  throw new GembaError(
    'unknown-name',
    `'${constraint}' is no unit of line '${line.id}', so it cannot be its constraint. Use one of: ${line.stations.flat().join(', ')}.`,
    { details: { line: line.id, id: constraint } },
  );
}

/** The first unit of the station that takes longest for a piece by ideal times, its units side by side. */
function slowestOf({ units, line }: LineUnits): string | undefined {
  let slowest: { readonly unit: string; readonly ms: number } | undefined;
  for (const { id, figures, station } of units) {
    const count = line.stations[station]?.length ?? 1;
    const ideal = meanIdealTimeMs({ output: { pieces: 0, idealMs: 0, piecesWithout: 0 }, figures });
    if (ideal.kind === 'known' && !(ideal.value / count <= (slowest?.ms ?? 0)))
      slowest = { unit: id, ms: ideal.value / count };
  }
  return slowest?.unit;
}
