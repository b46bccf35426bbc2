/** Elements of what is made: of orders, products and operations, in windows. */
import type { Plant } from '../../../model/index.ts';
import type { IdealTimeLookup } from '../../ideal-times.ts';
import type { PieceGroup } from '../../piece-groups.ts';
import { reportRange } from '../../reports-in.ts';
import { outputIn } from '../../unit-figures.ts';
import { defectsOf, doubtfulOf, inspectedOf } from '../../yields/pass-counts.ts';
import type { ElementTable } from '../element-table.ts';
import type { PreparedUnit } from '../prepared-unit.ts';
import type { KpiGroup } from './answer.ts';
import { listBatches, type PieceBatch } from './piece-batches.ts';
import { GroupSums, type PieceSums, tableOfSums } from './piece-sums.ts';
import { createFilter, createOrder, keyOfUnit, nameOf, type PlanQuestion, type WindowPart } from './plan.ts';
import type { KpiDimension } from './question.ts';

const pieceDimensions: readonly KpiDimension[] = ['product', 'operation', 'workOrder'];

/** Whether what is asked for is of what is made, and not of units. */
export function isOfPieces({ groupBy = [] }: PlanQuestion): boolean {
  return groupBy.some((dimension) => pieceDimensions.includes(dimension));
}

export interface PieceFacts {
  readonly plant: Plant;
  readonly units: Iterable<PreparedUnit>;
  readonly groups: readonly PieceGroup[];
  readonly parts: readonly WindowPart[];
  /** By part. */
  readonly learned: readonly IdealTimeLookup[];
  /** The order of a report of a unit; `''`: none. */
  readonly orderAt: (unit: PreparedUnit, report: number) => string;
}

export interface PieceElements {
  readonly groups: readonly KpiGroup[];
  /** Row `g × windows + w`. */
  readonly elements: ElementTable;
}

/**
 * Of what reports say alone: time in which nobody said what is made is of no product and no order. Running time is shared among
 * reports that overlap, so that that of groups adds up; setup and delay are of each order that they are of.
 */
export function pieceElements(facts: PieceFacts, windowCount: number, question: PlanQuestion): PieceElements {
  const { plant, units, groups: pieceGroups, parts, learned, orderAt } = facts;
  const { groupBy = [], equipment } = question;
  const isAsked = createFilter(plant, equipment);
  const sums = new Map<string, { readonly group: KpiGroup; readonly sums: GroupSums }>();
  for (const unit of units) {
    if (!isAsked(unit.activity.equipment)) continue;
    const ofUnit = keyOfUnit(plant, unit.activity.equipment, groupBy);
    for (const batch of listBatches(unit.activity, (report) => orderAt(unit, report)))
      for (const [place, part] of parts.entries()) {
        const made = makeOf(unit, batch, part, learned[place] as IdealTimeLookup);
        if (made === undefined) continue;
        const named = pieceGroups[batch.group] as PieceGroup;
        const whole = { ...ofUnit, shift: part.shift, ...named, workOrder: batch.workOrder };
        const key = Object.fromEntries(groupBy.map((dimension) => [dimension, whole[dimension] ?? '']));
        const name = nameOf(key, groupBy);
        const known = sums.get(name) ?? { group: { key }, sums: new GroupSums() };
        sums.set(name, known);
        known.sums.add(part.window, { part: place, operation: named.operation, ...made });
      }
  }
  const order = createOrder(plant, groupBy);
  const sorted = [...sums].sort(([a, { group: left }], [b, { group: right }]) => order([a, left], [b, right]));
  const isOfOrders = groupBy.includes('workOrder');
  return {
    groups: sorted.map(([, { group }]) => group),
    elements: tableOfSums(
      sorted.map(([, one]) => one.sums),
      windowCount,
      isOfOrders,
    ),
  };
}

interface Made {
  readonly fromAt: number;
  readonly toAt: number;
  readonly sums: PieceSums;
}

/** What a batch is within a part of a window; undefined where it does not touch it. */
function makeOf(
  unit: PreparedUnit,
  { unit: own }: PieceBatch,
  { fromAt, toAt }: WindowPart,
  learned: IdealTimeLookup,
): Made | undefined {
  const { reports } = own;
  const { first, last } = reportRange(reports, fromAt, toAt);
  let [runMs, setupMs, delayMs] = [0, 0, 0];
  let [startAt, endAt, reachedAt] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = first; i < last; i++) {
    const [s, e] = [reports.startAt[i] as number, reports.endAt[i] as number];
    const isWithin = e > s ? e > fromAt : s >= fromAt;
    if (!isWithin) continue;
    const [from, to] = [Math.max(s, fromAt), Math.min(e, toAt)];
    if (reports.isRunning[i] === 1) runMs += own.sharedRun.of(from, to);
    else setupMs += own.setup.within(Math.max(from, reachedAt), to);
    reachedAt = Math.max(reachedAt, to);
    startAt = Math.min(startAt, from);
    endAt = Math.max(endAt, to);
  }
  if (startAt > endAt) return undefined;
  delayMs = unit.delay.within(startAt, endAt);
  const apt = Math.round(runMs);
  const { pieces, passes, ideal } = outputIn(own, unit.idealTimeOf(learned), apt, fromAt, toAt);
  const made = pieces.completed + pieces.scrap + pieces.hold;
  return {
    fromAt: startAt,
    toAt: endAt,
    sums: {
      PQ: made,
      GQ: pieces.completed,
      SQ: pieces.scrap,
      RQ: pieces.rework,
      HELD: pieces.hold,
      IP: inspectedOf(passes),
      GP: passes.completed,
      DEFECTS: defectsOf(passes),
      PRPQ: ideal.idealMs,
      PRGQ: ideal.idealGoodMs,
      RAPT: ideal.coveredRunMs,
      APT: apt,
      AUST: setupMs,
      ADET: delayMs,
      held: passes.hold,
      heldAtAll: pieces.hold,
      doubtful: doubtfulOf(passes),
      isRated: made === 0 || ideal.pieces > ideal.piecesWithout,
    },
  };
}
