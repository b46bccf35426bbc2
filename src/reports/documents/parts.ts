/** The parts that documents are put together from: figures in their written form. */
import { z } from 'zod';
import type { Figures, PlantFigures, UnitFigures } from '../../analytics/index.ts';
import { type Equipment, unknownReasons, type WrittenKnown, writeKnown } from '../../model/index.ts';
import { count, instant, ms, record, type ShapeOf } from './shape.ts';

/** `{ value, low, high }`, or `{ unknown: reason }`: never `null`, never a 0 that means "don't know". */
export const written: z.ZodType<WrittenKnown> = z.union([
  z.strictObject({ value: z.number(), low: z.number(), high: z.number() }),
  z.strictObject({ unknown: z.enum(unknownReasons) }),
]);

export interface WrittenWindow {
  readonly from: string;
  readonly to: string;
}
export const windowSchema: z.ZodType<WrittenWindow> = record<WrittenWindow>({ from: instant, to: instant });

/** Times, pieces and ratios: the same for a work unit, a shift and the plant. */
export interface WrittenFigures {
  readonly windowMs: number;
  readonly runMs: number;
  readonly setupMs: number;
  readonly downMs: number;
  readonly waitMs: number;
  readonly blockedMs: number;
  readonly starvedMs: number;
  readonly silentMs: number;
  readonly plannedMs: number;
  readonly extraMs: number;
  readonly waitPlannedMs: number;
  readonly silentPlannedMs: number;
  readonly plannedStopMs: number;
  readonly completed: number;
  readonly scrap: number;
  readonly hold: number;
  readonly rework: number;
  readonly availability: WrittenKnown;
  readonly performance: WrittenKnown;
  readonly quality: WrittenKnown;
  readonly oee: WrittenKnown;
  readonly reportedRatio: WrittenKnown;
  readonly setupRatio: WrittenKnown;
  readonly downRatio: WrittenKnown;
}
export const figuresShape: ShapeOf<WrittenFigures> = {
  windowMs: ms,
  runMs: ms,
  setupMs: ms,
  downMs: ms,
  waitMs: ms,
  blockedMs: ms,
  starvedMs: ms,
  silentMs: ms,
  plannedMs: ms,
  extraMs: ms,
  waitPlannedMs: ms,
  silentPlannedMs: ms,
  plannedStopMs: ms,
  completed: count,
  scrap: count,
  hold: count,
  rework: count,
  availability: written,
  performance: written,
  quality: written,
  oee: written,
  reportedRatio: written,
  setupRatio: written,
  downRatio: written,
};

export function writeFigures({ times, pieces, ratios }: Figures): WrittenFigures {
  return {
    windowMs: Math.round(times.windowMs),
    runMs: Math.round(times.runMs),
    setupMs: Math.round(times.setupMs),
    downMs: Math.round(times.downMs),
    waitMs: Math.round(times.waitMs),
    blockedMs: Math.round(times.blockedMs),
    starvedMs: Math.round(times.starvedMs),
    silentMs: Math.round(times.silentMs),
    plannedMs: Math.round(times.plannedMs),
    extraMs: Math.round(times.extraMs),
    waitPlannedMs: Math.round(times.waitPlannedMs),
    silentPlannedMs: Math.round(times.silentPlannedMs),
    plannedStopMs: Math.round(times.plannedStopMs),
    completed: pieces.completed,
    scrap: pieces.scrap,
    hold: pieces.hold,
    rework: pieces.rework,
    availability: writeKnown(ratios.availability),
    performance: writeKnown(ratios.performance),
    quality: writeKnown(ratios.quality),
    oee: writeKnown(ratios.oee),
    reportedRatio: writeKnown(ratios.reportedRatio),
    setupRatio: writeKnown(ratios.setupRatio),
    downRatio: writeKnown(ratios.downRatio),
  };
}

export interface WrittenFinished {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface WrittenPlant extends WrittenFigures {
  readonly finished: WrittenFinished;
}
const finishedSchema = record<WrittenFinished>({ value: count, low: count, high: count });
export const plantSchema: z.ZodType<WrittenPlant> = record<WrittenPlant>({ finished: finishedSchema, ...figuresShape });

export function writePlant(figures: PlantFigures): WrittenPlant {
  const { value, low, high } = figures.finished;
  return { finished: { value, low, high }, ...writeFigures(figures) };
}

/** Which equipment a row speaks of; both verbatim as in the plant file. */
export interface WrittenPlace {
  readonly path: string;
  readonly name: string;
}
export const placeShape: ShapeOf<WrittenPlace> = { path: z.string().min(1), name: z.string().min(1) };

export function writePlace({ path, name }: Equipment): WrittenPlace {
  return { path, name };
}

export interface WrittenUnit extends WrittenPlace, WrittenFigures {}
export const unitSchema: z.ZodType<WrittenUnit> = record<WrittenUnit>({ ...placeShape, ...figuresShape });

export function writeUnit(equipment: Equipment, figures: UnitFigures): WrittenUnit {
  return { ...writePlace(equipment), ...writeFigures(figures) };
}

/** Undefined becomes `null`, so that a field is always there. */
export function orNull<T>(value: T | undefined): T | null {
  return value === undefined ? null : value;
}
