/** Production lines: OEE by the constraint, its stations, and what each loss took from the line. */
import { z } from 'zod';
import type { DailyAnalysis, LineLossKind, Money, UnitFigures } from '../../analytics/index.ts';
import { bounded, exactly, type Known, type Plant, unknown, type WrittenKnown, writeKnown } from '../../model/index.ts';
import { hourMs } from '../../time/index.ts';
import { moneySchema } from './findings.ts';
import { orNull, placeShape, type WrittenPlace, type WrittenWindow, writePlace, written } from './parts.ts';
import { count, instant, ms, record } from './shape.ts';

type Analysed = DailyAnalysis['lines'][number];

const constraintSources = ['given', 'both', 'active-periods', 'turning-point', 'ideal-times'] as const;
const lineLosses = [
  'down',
  'setup',
  'slow',
  'unrated',
  'scrap',
  'waiting',
  'silent',
  'outside',
  'kept',
] as const satisfies readonly LineLossKind[];

/** Which unit holds the line up, and how that is known. */
export interface WrittenConstraint extends WrittenPlace {
  readonly by: (typeof constraintSources)[number];
  /** Other units that a method names. */
  readonly others: readonly WrittenPlace[];
}

export interface WrittenStation extends WrittenPlace {
  /** Its place in the flow, from 1; units of one place stand side by side. */
  readonly place: number;
  readonly completed: number;
  readonly setupMs: number;
  readonly downMs: number;
  readonly starvedMs: number;
  readonly blockedMs: number;
  /** Share of the line's active time in which it had been active longest of all. */
  readonly longestRatio: WrittenKnown;
}

/** For the roles that see money. */
export interface WrittenLineLoss {
  /** Null for what lies outside the line or between its stations. */
  readonly unit: WrittenPlace | null;
  readonly kind: LineLossKind;
  /** What the unit had of it, wherever it stands. */
  readonly ownMs: number;
  /** What it took from the constraint; below 0 where it gave some back. */
  readonly lineMs: number;
  /** Good pieces that the line did not make for it. */
  readonly pieces: WrittenKnown;
  /** Null where the plant file has no rates, and where nothing was lost. */
  readonly money: Money | null;
}

/** For the roles that see money. */
export interface WrittenLine extends WrittenPlace {
  readonly constraint: WrittenConstraint | null;
  readonly oee: WrittenKnown;
  /** Good pieces off its last station; null where it has no constraint. */
  readonly outputPieces: number | null;
  /** Good pieces that an hour of the constraint makes at best. */
  readonly hourPieces: WrittenKnown;
  /** What an hour of the line costs, of all its units; null where the plant file has no rates. */
  readonly hourMoney: Money | null;
  readonly stations: readonly WrittenStation[];
  /** Which unit had been active longest when. */
  readonly constraintSpans: readonly (WrittenPlace & WrittenWindow)[];
  /** Most lost line time first; with `goodMs` they add up to `baseMs`. */
  readonly losses: readonly WrittenLineLoss[];
  readonly goodMs: number;
  /** Planned time of the constraint, and what it worked outside it. */
  readonly baseMs: number;
}

/** For the roles that do not: which machine holds which line up. */
export interface WrittenLineConstraint {
  readonly line: WrittenPlace;
  readonly constraint: WrittenPlace;
}

const place = record<WrittenPlace>(placeShape);

export const linesSchema: z.ZodType<readonly WrittenLine[]> = z.array(
  record<WrittenLine>({
    ...placeShape,
    constraint: record<WrittenConstraint>({
      ...placeShape,
      by: z.enum(constraintSources),
      others: z.array(place),
    }).nullable(),
    oee: written,
    outputPieces: count.nullable(),
    hourPieces: written,
    hourMoney: moneySchema.nullable(),
    stations: z.array(
      record<WrittenStation>({
        ...placeShape,
        place: count,
        completed: count,
        setupMs: ms,
        downMs: ms,
        starvedMs: ms,
        blockedMs: ms,
        longestRatio: written,
      }),
    ),
    constraintSpans: z.array(
      record<WrittenLine['constraintSpans'][number]>({ ...placeShape, from: instant, to: instant }),
    ),
    losses: z.array(
      record<WrittenLineLoss>({
        unit: place.nullable(),
        kind: z.enum(lineLosses),
        ownMs: z.int(),
        lineMs: z.int(),
        pieces: written,
        money: moneySchema.nullable(),
      }),
    ),
    goodMs: ms,
    baseMs: ms,
  }),
);

export const lineConstraintsSchema: z.ZodType<readonly WrittenLineConstraint[]> = z.array(
  record<WrittenLineConstraint>({ line: place, constraint: place }),
);

export function writeLines({ lines, figures }: Pick<DailyAnalysis, 'lines' | 'figures'>, plant: Plant): WrittenLine[] {
  const units = new Map(figures.units.map((unit) => [unit.equipment, unit]));
  return lines.map((line) => writeLine(line, units, plant));
}

export function writeLineConstraints({ lines }: Pick<DailyAnalysis, 'lines'>, plant: Plant): WrittenLineConstraint[] {
  return lines.flatMap(({ line, constraint }) =>
    constraint === undefined ? [] : [{ line: linePlaceOf(line, plant), constraint: placeOf(constraint.unit, plant) }],
  );
}

function writeLine(analysed: Analysed, units: ReadonlyMap<string, UnitFigures>, plant: Plant): WrittenLine {
  const { line, constraint, losses, oeeParts } = analysed;
  const { shares, activeMs, spans } = analysed.constraintOverTime.longestActive;
  const hourRate = losses?.lineHourRate;
  return {
    ...linePlaceOf(line, plant),
    constraint: orNull(
      constraint && {
        ...placeOf(constraint.unit, plant),
        by: constraint.by,
        others: constraint.others.map((unit) => placeOf(unit, plant)),
      },
    ),
    oee: writeKnown(analysed.oee),
    outputPieces: orNull(oeeParts?.outputCount),
    hourPieces: writeKnown(perHour(oeeParts?.idealTimeMs)),
    hourMoney: orNull(
      hourRate === undefined || plant.rates === undefined
        ? undefined
        : { amount: hourRate, currency: plant.rates.currency, atLeast: true },
    ),
    stations: line.stations.flatMap((ids, place) =>
      ids.map((id) => writeStation(id, place + 1, units.get(id) as UnitFigures, shares, activeMs, plant)),
    ),
    constraintSpans: spans.map(({ machine, fromAt, toAt }) => ({
      ...placeOf(shares[machine]?.machine as string, plant),
      from: plant.zone.format(fromAt),
      to: plant.zone.format(toAt),
    })),
    losses: (losses?.rows ?? []).map(({ unit, kind, ownMs, lineMs, pieces, money }) => ({
      unit: unit === undefined ? null : placeOf(unit, plant),
      kind,
      ownMs: Math.round(ownMs),
      lineMs: Math.round(lineMs),
      pieces: writeKnown(pieces),
      money: orNull(money !== undefined && money.amount > 0 ? money : undefined),
    })),
    goodMs: Math.round(losses?.goodMs ?? 0),
    baseMs: Math.round(losses?.baseMs ?? 0),
  };
}

function writeStation(
  id: string,
  place: number,
  { times, pieces }: UnitFigures,
  shares: Analysed['constraintOverTime']['longestActive']['shares'],
  activeMs: number,
  plant: Plant,
): WrittenStation {
  const longest = shares.find(({ machine }) => machine === id)?.ms ?? exactly(0);
  return {
    ...placeOf(id, plant),
    place,
    completed: pieces.completed,
    setupMs: Math.round(times.setupMs),
    downMs: Math.round(times.downMs),
    starvedMs: Math.round(times.starvedMs),
    blockedMs: Math.round(times.blockedMs),
    longestRatio: writeKnown(
      activeMs === 0
        ? unknown('no-time-base')
        : bounded(longest.value / activeMs, longest.low / activeMs, Math.min(1, longest.high / activeMs)),
    ),
  };
}

function perHour(idealTimeMs: Known | undefined): Known {
  if (idealTimeMs === undefined) return unknown('no-ideal-time');
  return idealTimeMs.kind === 'known' ? exactly(hourMs / idealTimeMs.value) : idealTimeMs;
}

/** Of a line that is no equipment of its own, its id stands for the path. */
function linePlaceOf({ id, name }: Analysed['line'], plant: Plant): WrittenPlace {
  return { path: plant.equipment.find(id)?.path ?? id, name };
}

function placeOf(id: string, plant: Plant): WrittenPlace {
  return writePlace(plant.equipment.get(id));
}
