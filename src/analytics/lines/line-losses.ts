/**
 * What losses cost a line. An hour lost at the constraint is an hour of the line; an hour elsewhere costs the line only so far as
 * the constraint waited for it, or as its work was thrown away. So losses of each unit stand beside the time they took from the
 * constraint, and these, with the good time, add up to the constraint's planned time.
 *
 * Source: E. M. Goldratt and J. Cox, The Goal (1984): "an hour lost at a bottleneck is an hour lost for the total system", and "an
 * hour saved at a non-bottleneck is just a mirage". Whom the constraint waits for is worked out by `listHolds`, which is ours.
 */
import { exactly, findPieceValue, type Known } from '../../model/index.ts';
import { hourMs, type Interval, totalMs } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import type { Money } from '../finding-rules.ts';
import { rounded } from '../machine-time-money.ts';
import { type Hold, type Holding, listHolds } from './holds.ts';
import { meanIdealTimeMs, type StationView } from './line-oee.ts';
import type { LineUnit, LineUnits } from './line-units.ts';
import { type ProductPieces, piecesByProduct, rate } from './station-output.ts';

/**
 * `slow`: at the constraint beyond ideal time, elsewhere the constraint waited while the unit ran. `unrated`: run time of pieces
 * without an ideal time. `waiting`: of another unit, or idle at the constraint. `outside`: no material came to the line, or nobody
 * took its pieces. `kept`: passed the constraint and neither came off the line nor was scrapped: more lies in buffers than before,
 * or it was reworked; below 0 where buffers were emptied.
 */
export const lineLosses = [
  'down',
  'setup',
  'slow',
  'unrated',
  'scrap',
  'waiting',
  'silent',
  'outside',
  'kept',
] as const;
export type LineLossKind = (typeof lineLosses)[number];

export interface LineLoss {
  /** Undefined for `outside` and `kept`. */
  readonly unit: string | undefined;
  readonly kind: LineLossKind;
  /** How much of it the unit had itself, wherever it stands in the line, ms; of scrap at its own ideal times. */
  readonly ownMs: number;
  /** What it took from the constraint, ms. */
  readonly lineMs: number;
  /** Good pieces that the line did not make for it. */
  readonly pieces: Known;
  /** Undefined where the plant has no rates. The lost time at the machine hours of all units of the line, and what scrap was worth. */
  readonly money: Money | undefined;
}

export interface LineLosses {
  /** Most lost line time first; losses of no time are left out. */
  readonly rows: readonly LineLoss[];
  /** Ideal time at the constraint of what came off the line, ms. */
  readonly goodMs: number;
  /** Planned time of the constraint and what it ran outside it, ms: `goodMs` and all `lineMs`, exactly. */
  readonly baseMs: number;
  /** What an hour of the line costs, in the plant's currency; undefined without rates. */
  readonly lineHourRate: number | undefined;
}

/** Losses before they are in pieces and money. */
interface Row {
  readonly unit: LineUnit | undefined;
  readonly kind: LineLossKind;
  readonly ownMs: number;
  readonly lineMs: number;
  /** Of scrap, in the plant's currency. */
  readonly scrapValue?: number;
}

/** @param view of the constraint's station */
export function listLineLosses(activity: Activity, own: LineUnits, view: StationView): LineLosses {
  const { rates } = activity.plant;
  const holds = listHolds(own).filter((hold) => view.station.some(({ id }) => id === hold.unit));
  const lost = [
    ...own.units.flatMap((unit) => timeLosses(unit, view, holds)),
    ...own.units.map((unit) => scrapLoss(activity, own.window, view, unit)),
    outsideLoss(holds),
  ];
  const goodMs = view.output.idealMs;
  const keptMs = view.baseMs - goodMs - lost.reduce((ms, row) => ms + row.lineMs, 0);
  const lineHourRate =
    rates &&
    own.units.reduce((sum, { activity: one }) => sum + (one.equipment.machineHourRate ?? rates.machineHour), 0);
  const perPieceMs = meanIdealTimeMs(view);
  const rows = [...lost, { unit: undefined, kind: 'kept' as const, ownMs: keptMs, lineMs: keptMs }]
    // Ideal times may be fractions: what is left of their sums is no loss.
    .filter(({ ownMs, lineMs }) => Math.abs(ownMs) >= 0.5 || Math.abs(lineMs) >= 0.5)
    .map(
      (row: Row): LineLoss => ({
        unit: row.unit?.id,
        kind: row.kind,
        ownMs: row.ownMs,
        lineMs: row.lineMs,
        pieces: perPieceMs.kind === 'known' ? exactly(row.lineMs / perPieceMs.value) : perPieceMs,
        money:
          rates === undefined || lineHourRate === undefined
            ? undefined
            : lossMoney(row.lineMs, lineHourRate, row.scrapValue ?? 0, rates.currency),
      }),
    )
    .sort((a, b) => b.lineMs - a.lineMs || b.ownMs - a.ownMs);
  return { rows, goodMs, baseMs: view.baseMs, lineHourRate };
}

const kindOf: Readonly<Record<Holding, LineLossKind>> = {
  down: 'down',
  setup: 'setup',
  running: 'slow',
  waiting: 'waiting',
  silent: 'silent',
};

/** All time that a unit lost, and what of it the constraint lost: at the constraint all of it, elsewhere what it waited. */
function timeLosses(unit: LineUnit, { station }: StationView, holds: readonly Hold[]): Row[] {
  const { times, ideal } = unit.figures;
  const isConstraint = station.includes(unit);
  // The constraint's waiting for others is theirs; what else it waited is its own.
  const waitMs = isConstraint
    ? times.waitPlannedMs - totalMs(unit.blocked) - totalMs(unit.starved)
    : times.waitPlannedMs;
  const own: readonly (readonly [LineLossKind, number])[] = [
    ['down', times.downMs],
    ['setup', times.setupMs],
    ['slow', ideal.coveredRunMs - ideal.idealMs],
    ['unrated', times.runMs - ideal.coveredRunMs],
    ['waiting', waitMs],
    ['silent', times.silentPlannedMs],
  ];
  const heldMs = (kind: LineLossKind): number =>
    holds.reduce(
      (ms, { by, doing, ms: own }) => (by === unit.id && doing !== undefined && kindOf[doing] === kind ? ms + own : ms),
      0,
    );
  return own.map(([kind, ownMs]) => ({
    unit,
    kind,
    ownMs,
    lineMs: (isConstraint ? ownMs : 0) + heldMs(kind),
  }));
}

/** Scrap at the constraint and after it threw the constraint's work away; scrap before it did not. Held pieces are not lost yet, their time is. */
function scrapLoss(activity: Activity, window: Interval, { station, idealOf }: StationView, unit: LineUnit): Row {
  const { idealMs, idealGoodMs } = unit.figures.ideal;
  const ownMs = idealMs - idealGoodMs;
  const pieces = piecesByProduct(activity, [unit], window);
  const isAfter = unit.station > (station[0] as LineUnit).station;
  const lineMs = isAfter
    ? rate(pieces, idealOf, ({ scrap, hold }) => scrap + hold).idealMs
    : station.includes(unit)
      ? ownMs
      : 0;
  return { unit, kind: 'scrap', ownMs, lineMs, scrapValue: scrapValue(activity, pieces) };
}

function scrapValue({ plant: { rates } }: Activity, pieces: ReadonlyMap<string, ProductPieces>): number {
  if (rates === undefined) return 0;
  return [...pieces].reduce((sum, [product, { scrap }]) => sum + scrap * (findPieceValue(rates, product) ?? 0), 0);
}

function outsideLoss(holds: readonly Hold[]): Row {
  const ms = holds.reduce((sum, { by, ms: own }) => (by === undefined ? sum + own : sum), 0);
  return { unit: undefined, kind: 'outside', ownMs: ms, lineMs: ms };
}

/** At least: what the pieces that were not made would have earned is in no plant file. */
function lossMoney(lineMs: number, lineHourRate: number, scrap: number, currency: string): Money {
  return { amount: rounded((lineMs / hourMs) * lineHourRate + scrap, currency), currency, atLeast: true };
}
