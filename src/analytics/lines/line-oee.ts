/**
 * OEE of a line, by its constraint: what good pieces that came off the end of the line should have taken at the constraint, over
 * the time in which the constraint was planned to run or did. The slowest step sets what a line can make, so its ideal time and its
 * planned time are those of the line; a mean of the units' OEE says nothing of either.
 *
 * Worked example, by oee.institute, "Lines and Cells": machines of 60 s and 30 s a piece in a row run without a loss. The line's
 * OEE is 100 %, that of its first machine; the second can only have 50 %, and a mean would say 75 %.
 */
import { bounded, exactly, type Known, type UnknownReason, unknown } from '../../model/index.ts';
import { totalMs } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { sumUnitFigures } from '../compute-figures.ts';
import type { Figures } from '../figures.ts';
import type { LineUnit, LineUnits } from './line-units.ts';
import { piecesByProduct, type RatedPieces, rate, type StationIdealTime, stationIdealTime } from './station-output.ts';

export interface LineOee {
  /**
   * `low` counts silence of the constraint as lost, `high` leaves it out. Where nobody could have heard of the last station, it
   * may have made pieces at its ideal rate: `high` counts them. Where nobody gave the constraint and methods differ on it, the
   * bounds hold for each unit that one names.
   */
  readonly oee: Known;
  /** What `oee` is made of, and what its bounds are. */
  readonly made: { readonly value: OeeParts; readonly low: OeeParts; readonly high: OeeParts };
  /** Good pieces that came off the last station in the window. */
  readonly outputCount: number;
  /** Of them without an ideal time at the constraint: they count with the mean of the others. */
  readonly outputWithoutIdealTime: number;
  /** Mean ideal time of a good piece at the constraint, ms: at best one comes off the line each. */
  readonly idealTimeMs: Known;
  /** Figures of the constraint's station by itself. Its OEE differs from the line's by what was lost, or is kept, behind it. */
  readonly constraint: Figures;
}

/** Good pieces off the line at the constraint's ideal time, and the time that they are compared with, ms. */
export interface OeeParts {
  readonly goodMs: number;
  readonly baseMs: number;
}

/** What a station says of the line, were it the constraint. */
export interface StationView {
  readonly station: readonly LineUnit[];
  readonly figures: Figures;
  readonly idealOf: StationIdealTime;
  readonly output: RatedPieces;
  /** Planned time and what ran outside it; and without silence that is unknown, ms. */
  readonly baseMs: number;
  readonly valueBaseMs: number;
  /** The same without any silence that could have been heard. */
  readonly spokenBaseMs: number;
  /** Ideal time at this station of what the last one may have made unheard. */
  readonly unheardMs: number;
}

/** @param unit of the station */
export function viewStation(activity: Activity, own: LineUnits, unit: string): StationView {
  const { units, line, window, learned } = own;
  const place = units.find(({ id }) => id === unit)?.station;
  const station = units.filter((one) => one.station === place);
  const last = units.filter((one) => one.station === line.stations.length - 1);
  const idealOf = stationIdealTime(activity, station, learned, window.toAt);
  const figures = sumUnitFigures(
    activity.plant,
    station.map((one) => one.figures),
  );
  const baseMs = figures.times.plannedMs + figures.times.extraMs;
  const silentMsOf = (one: LineUnit): number => one.figures.times.silentPlannedMs - totalMs(one.unheard);
  const isIgnored = ({ activity: { equipment } }: LineUnit): boolean => equipment.silence === 'unknown';
  const output = rate(piecesByProduct(activity, last, window), idealOf, ({ good }) => good);
  const piecesMax = piecesUnheard(last);
  return {
    station,
    figures,
    idealOf,
    output,
    baseMs,
    valueBaseMs: baseMs - sumMs(station.filter(isIgnored), silentMsOf),
    spokenBaseMs: baseMs - sumMs(station, silentMsOf),
    unheardMs:
      piecesMax === 0 ? 0 : Math.min(baseMs, piecesMax * knownOr(meanIdealTimeMs({ output, figures }), Infinity)),
  };
}

/** Pieces that units may have made in time that nobody could hear of, each at the mean ideal time of what it made else. */
function piecesUnheard(units: readonly LineUnit[]): number {
  return units.reduce((sum, { unheard, figures: { ideal } }) => {
    const ms = totalMs(unheard);
    const perPieceMs = ideal.idealMs / (ideal.pieces - ideal.piecesWithout);
    return ms === 0 ? sum : sum + (perPieceMs > 0 ? ms / perPieceMs : Number.POSITIVE_INFINITY);
  }, 0);
}

function knownOr(known: Known, otherwise: number): number {
  return known.kind === 'known' ? known.value : otherwise;
}

/** @param others what the line looks like, were another unit its constraint */
export function lineOee(view: StationView, others: readonly StationView[]): LineOee {
  const reason = whyNoOee(view);
  const own = partsOf(view);
  const known = others.filter((other) => whyNoOee(other) === undefined).map(partsOf);
  const low = known.reduce((least, one) => (ratioOf(one.low) < ratioOf(least) ? one.low : least), own.low);
  const high = known.reduce((most, one) => (ratioOf(one.high) > ratioOf(most) ? one.high : most), own.high);
  return {
    oee: reason === undefined ? bounded(ratioOf(own.value), ratioOf(low), ratioOf(high)) : unknown(reason),
    made: { value: own.value, low, high },
    outputCount: view.output.pieces,
    outputWithoutIdealTime: view.output.piecesWithout,
    idealTimeMs: meanIdealTimeMs(view),
    constraint: view.figures,
  };
}

/** Of a good piece of the line at this station; where none came off, of the pieces made there. */
export function meanIdealTimeMs({ output, figures: { ideal } }: Pick<StationView, 'output' | 'figures'>): Known {
  if (output.pieces > output.piecesWithout) return exactly(output.idealMs / output.pieces);
  const rated = ideal.pieces - ideal.piecesWithout;
  if (rated <= 0) return unknown('no-ideal-time');
  return exactly(ideal.idealMs / rated);
}

function whyNoOee({ output, baseMs, valueBaseMs }: StationView): UnknownReason | undefined {
  if (baseMs === 0 || valueBaseMs === 0) return 'no-time-base';
  return output.pieces > 0 && output.pieces === output.piecesWithout ? 'no-ideal-time' : undefined;
}

function partsOf({ output, baseMs, valueBaseMs, spokenBaseMs, unheardMs }: StationView): LineOee['made'] {
  const goodMs = output.idealMs;
  return {
    value: { goodMs, baseMs: valueBaseMs },
    low: { goodMs, baseMs },
    // Where all planned time is silent nothing is left for `high`: it is `low` then, but for what was not heard.
    high: { goodMs: goodMs + unheardMs, baseMs: spokenBaseMs > 0 ? spokenBaseMs : baseMs },
  };
}

function ratioOf({ goodMs, baseMs }: OeeParts): number {
  return goodMs / baseMs;
}

function sumMs(units: readonly LineUnit[], msOf: (unit: LineUnit) => number): number {
  return units.reduce((ms, unit) => ms + msOf(unit), 0);
}
