/** What happened in the day: timeline, shifts, stops, pieces, planned stops. */
import { z } from 'zod';
import type { DailyAnalysis, UnitTimeline } from '../../analytics/index.ts';
import type { PlannedStop, Plant } from '../../model/index.ts';
import { type IntervalSet, listIntervals } from '../../time/index.ts';
import {
  figuresShape,
  orNull,
  placeShape,
  unitSchema,
  type WrittenFigures,
  type WrittenFinished,
  type WrittenPlace,
  type WrittenUnit,
  type WrittenWindow,
  windowSchema,
  writeFigures,
  writePlace,
  writeUnit,
} from './parts.ts';
import { count, instant, localDate, ms, record } from './shape.ts';

export interface WrittenPlannedStop extends WrittenPlace, WrittenWindow {
  readonly title: string;
  readonly reason: string;
}
export const plannedStopSchema: z.ZodType<WrittenPlannedStop> = record<WrittenPlannedStop>({
  ...placeShape,
  from: instant,
  to: instant,
  title: z.string(),
  reason: z.string(),
});

export function writePlannedStops(stops: readonly PlannedStop[], plant: Plant): WrittenPlannedStop[] {
  return stops.map((stop) => ({
    ...writePlace(plant.equipment.get(stop.equipment)),
    from: plant.zone.format(stop.fromAt),
    to: plant.zone.format(stop.toAt),
    title: stop.name,
    reason: stop.reason,
  }));
}

/** The states of a unit over the window; what none of them covers was silent. */
export interface WrittenTimeline extends WrittenPlace {
  readonly run: readonly WrittenWindow[];
  readonly setup: readonly WrittenWindow[];
  readonly down: readonly WrittenWindow[];
  /** Blocked, starved or idle. */
  readonly wait: readonly WrittenWindow[];
  readonly planned: readonly WrittenWindow[];
  readonly plannedStops: readonly WrittenWindow[];
}
const windows = z.array(windowSchema);
export const timelineSchema: z.ZodType<WrittenTimeline> = record<WrittenTimeline>({
  ...placeShape,
  run: windows,
  setup: windows,
  down: windows,
  wait: windows,
  planned: windows,
  plannedStops: windows,
});

export function writeTimeline(rows: readonly UnitTimeline[], plant: Plant): WrittenTimeline[] {
  const write = (set: IntervalSet): WrittenWindow[] =>
    listIntervals(set).map(({ fromAt, toAt }) => ({ from: plant.zone.format(fromAt), to: plant.zone.format(toAt) }));
  return rows.map((row) => ({
    ...writePlace(plant.equipment.get(row.equipment)),
    run: write(row.run),
    setup: write(row.setup),
    down: write(row.down),
    wait: write(row.wait),
    planned: write(row.planned),
    plannedStops: row.plannedStops.map(({ fromAt, toAt }) => ({
      from: plant.zone.format(fromAt),
      to: plant.zone.format(toAt),
    })),
  }));
}

/** A shift by name and time, without its figures. */
export interface WrittenShiftSpan extends WrittenWindow {
  readonly name: string;
}
export const shiftSpanSchema: z.ZodType<WrittenShiftSpan> = record<WrittenShiftSpan>({
  name: z.string(),
  from: instant,
  to: instant,
});

export function writeShiftSpans(shifts: DailyAnalysis['shifts'], plant: Plant): WrittenShiftSpan[] {
  return shifts.map(({ shift: { name, fromAt, toAt } }) => ({
    name,
    from: plant.zone.format(fromAt),
    to: plant.zone.format(toAt),
  }));
}

export interface WrittenShift extends WrittenFigures {
  readonly name: string;
  readonly date: string;
  readonly team: string | null;
  /** What the figures speak of. */
  readonly window: WrittenWindow;
  readonly finished: WrittenFinished;
  readonly equipment: readonly WrittenUnit[];
}
export const shiftSchema: z.ZodType<WrittenShift> = record<WrittenShift>({
  name: z.string(),
  date: localDate,
  team: z.string().nullable(),
  window: windowSchema,
  finished: record<WrittenFinished>({ value: count, low: count, high: count }),
  ...figuresShape,
  equipment: z.array(unitSchema),
});

export function writeShifts(shifts: DailyAnalysis['shifts'], plant: Plant): WrittenShift[] {
  return shifts.map(({ shift, figures }) => {
    const { value, low, high } = figures.plant.finished;
    return {
      name: shift.name,
      date: shift.date,
      team: orNull(shift.team),
      window: { from: plant.zone.format(figures.window.fromAt), to: plant.zone.format(figures.window.toAt) },
      finished: { value, low, high },
      ...writeFigures(figures.plant),
      equipment: figures.units.map((unit) => writeUnit(plant.equipment.get(unit.equipment), unit)),
    };
  });
}

export interface WrittenStop extends WrittenPlace, WrittenWindow {
  /** Whole length, also where it reaches beyond the window. */
  readonly lengthMs: number;
  readonly reason: { readonly code: string; readonly name: string | null };
  readonly workOrder: string;
  readonly operation: string;
  readonly product: string;
  readonly source: { readonly file: string; readonly line: number };
}
export const stopShape: {
  readonly [K in keyof WrittenStop]: z.ZodType<WrittenStop[K]>;
} = {
  ...placeShape,
  from: instant,
  to: instant,
  lengthMs: ms,
  reason: z.strictObject({ code: z.string(), name: z.string().nullable() }),
  workOrder: z.string(),
  operation: z.string(),
  product: z.string(),
  source: z.strictObject({ file: z.string(), line: z.number() }),
};

export function writeStop(stop: DailyAnalysis['stops'][number], plant: Plant): WrittenStop {
  return {
    ...writePlace(plant.equipment.get(stop.equipment)),
    from: plant.zone.format(stop.startAt),
    to: plant.zone.format(stop.endAt),
    lengthMs: Math.max(0, Math.round(stop.endAt - stop.startAt)),
    reason: { code: stop.reason, name: orNull(plant.reasons.find(({ code }) => code === stop.reason)?.name) },
    workOrder: stop.workOrder,
    operation: stop.operation,
    product: stop.product,
    source: { file: stop.source.file, line: stop.source.line },
  };
}

/** Pieces of one product at one operation and place. */
export interface WrittenPieces extends WrittenPlace {
  readonly product: string;
  readonly operation: string;
  readonly completed: number;
  readonly scrap: number;
  readonly hold: number;
}
export const piecesSchema: z.ZodType<WrittenPieces> = record<WrittenPieces>({
  ...placeShape,
  product: z.string(),
  operation: z.string(),
  completed: count,
  scrap: count,
  hold: count,
});

export function writePieces(rows: DailyAnalysis['pieceRows'], plant: Plant): WrittenPieces[] {
  return rows.map((row) => ({
    ...writePlace(plant.equipment.get(row.equipment)),
    product: row.product,
    operation: row.operation,
    completed: row.completed,
    scrap: row.scrap,
    hold: row.hold,
  }));
}
