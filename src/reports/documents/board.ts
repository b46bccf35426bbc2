/** What the next shift takes over, with people as the audience may see them; and the shifts beside each other. */
import { z } from 'zod';
import type { DailyAnalysis } from '../../analytics/index.ts';
import {
  type EquipmentState,
  equipmentStates,
  type PersonLabel,
  type Plant,
  type UnknownReason,
  unknownReasons,
  type WrittenKnown,
  writeKnown,
} from '../../model/index.ts';
import { usualSchema, type WrittenUsual, writeUsual } from './comparison.ts';
import { placeShape, type WrittenPlace, writePlace, written } from './parts.ts';
import { labelPeople, peopleShape, type WrittenPeople } from './people.ts';
import { reasonSchema, type WrittenReason, writeReason } from './reliability.ts';
import { count, instant, ms, record } from './shape.ts';

const states: readonly (EquipmentState | 'silent')[] = [...equipmentStates, 'silent'];

export interface WrittenBoardRow extends WrittenPlace {
  readonly state: EquipmentState | 'silent';
  readonly since: string | null;
  readonly isPlanned: boolean;
  /** Of the last report, however long ago; empty where it gives none. */
  readonly workOrder: string;
  readonly operation: string;
  readonly product: string;
  readonly completed: number;
  readonly ordered: WrittenKnown;
  readonly remaining: WrittenKnown;
  readonly people: WrittenPeople;
}

export interface WrittenProblem extends WrittenPlace {
  readonly kind: 'down' | 'silent';
  readonly since: string;
  readonly lengthMs: number;
  readonly reason: WrittenReason;
  readonly workOrder: string;
}

export interface WrittenBoard {
  readonly at: string;
  readonly rows: readonly WrittenBoardRow[];
  readonly problems: readonly WrittenProblem[];
  /** Why nobody can say what runs next. */
  readonly nextOrders: { readonly unknown: UnknownReason };
}

export const boardSchema: z.ZodType<WrittenBoard> = record<WrittenBoard>({
  at: instant,
  rows: z.array(
    record<WrittenBoardRow>({
      ...placeShape,
      state: z.enum(states),
      since: instant.nullable(),
      isPlanned: z.boolean(),
      workOrder: z.string(),
      operation: z.string(),
      product: z.string(),
      completed: count,
      ordered: written,
      remaining: written,
      people: record<WrittenPeople>(peopleShape),
    }),
  ),
  problems: z.array(
    record<WrittenProblem>({
      ...placeShape,
      kind: z.enum(['down', 'silent']),
      since: instant,
      lengthMs: ms,
      reason: reasonSchema,
      workOrder: z.string(),
    }),
  ),
  nextOrders: z.strictObject({ unknown: z.enum(unknownReasons) }),
});

export function writeBoard(board: DailyAnalysis['board'], plant: Plant, personLabel: PersonLabel): WrittenBoard {
  const at = (instantMs: number): string => plant.zone.format(instantMs);
  return {
    at: at(board.at),
    rows: board.rows.map((row) => ({
      ...writePlace(plant.equipment.get(row.equipment)),
      state: row.state,
      since: row.sinceAt === undefined ? null : at(row.sinceAt),
      isPlanned: row.isPlanned,
      workOrder: row.workOrder,
      operation: row.operation,
      product: row.product,
      completed: row.completed,
      ordered: writeKnown(row.ordered),
      remaining: writeKnown(row.remaining),
      people: labelPeople(row.operators, personLabel),
    })),
    problems: board.problems.map((problem) => ({
      ...writePlace(plant.equipment.get(problem.equipment)),
      kind: problem.kind,
      since: at(problem.sinceAt),
      lengthMs: Math.round(problem.ms),
      reason: writeReason(problem.reason, plant),
      workOrder: problem.workOrder,
    })),
    nextOrders: { unknown: board.nextOrders.reason },
  };
}

const judgements = ['ahead', 'behind', 'no-difference', 'too-little-history'] as const;

export interface WrittenShiftComparison {
  readonly shift: string;
  readonly from: string;
  readonly to: string;
  /** How many people reported in it. */
  readonly people: number;
  readonly completed: number;
  readonly baseMs: number;
  readonly completedPerHour: WrittenKnown;
  /** Ideal time of the good pieces over machine time: a slow product counts more. */
  readonly earnedRatio: WrittenKnown;
  readonly ratedRatio: WrittenKnown;
  /** This shift against the others of the same days, over 28 days. */
  readonly against: {
    readonly days: number;
    readonly ahead: number;
    readonly behind: number;
    readonly difference: WrittenUsual;
    readonly judgement: (typeof judgements)[number];
  };
}

export const shiftComparisonSchema: z.ZodType<WrittenShiftComparison> = record<WrittenShiftComparison>({
  shift: z.string(),
  from: instant,
  to: instant,
  people: count,
  completed: count,
  baseMs: ms,
  completedPerHour: written,
  earnedRatio: written,
  ratedRatio: written,
  against: z.strictObject({
    days: count,
    ahead: count,
    behind: count,
    difference: usualSchema,
    judgement: z.enum(judgements),
  }),
});

export function writeShiftComparison(rows: DailyAnalysis['shiftComparison'], plant: Plant): WrittenShiftComparison[] {
  return rows.map((row) => ({
    shift: row.shift,
    from: plant.zone.format(row.fromAt),
    to: plant.zone.format(row.toAt),
    people: row.operators,
    completed: row.completed,
    baseMs: Math.round(row.baseMs),
    completedPerHour: writeKnown(row.completedPerHour),
    earnedRatio: writeKnown(row.earnedRatio),
    ratedRatio: writeKnown(row.ratedRatio),
    against: {
      days: row.against.days,
      ahead: row.against.ahead,
      behind: row.against.behind,
      difference: writeUsual(row.against.difference),
      judgement: row.against.judgement,
    },
  }));
}
