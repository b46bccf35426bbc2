/** At most five questions about stops of which nobody said why, with what the reason may be. */
import { z } from 'zod';
import type { DailyAnalysis } from '../../analytics/index.ts';
import { type Plant, type UnknownReason, unknownReasons } from '../../model/index.ts';
import { placeShape, type WrittenPlace, writePlace } from './parts.ts';
import { reasonSchema, type WrittenReason, writeReason } from './reliability.ts';
import { count, instant, ms, record } from './shape.ts';

type Question = DailyAnalysis['stopQuestions']['questions'][number];

/** What a reason may be, with its probability. */
export interface WrittenProposal {
  readonly reason: WrittenReason;
  readonly ratio: number;
}

/** Most probable first; or why nothing is proposed. */
export type WrittenProposals = { readonly proposals: readonly WrittenProposal[] } | { readonly unknown: UnknownReason };

export interface WrittenStopQuestion extends WrittenPlace {
  /** Of its first stop. */
  readonly from: string;
  /** Of its last. */
  readonly to: string;
  /** More than one where short stops look alike: one answer settles them all. */
  readonly stops: number;
  readonly downMs: number;
  readonly product: string;
  readonly mayBe: WrittenProposals;
}

export interface WrittenStopQuestions {
  /** Most worth asking first. */
  readonly questions: readonly WrittenStopQuestion[];
  /** Stops without a reason that ended in the window, and their time; the questions ask for `askedMs` of it. */
  readonly untoldStops: number;
  readonly untoldMs: number;
  readonly askedMs: number;
}

const proposalsMax = 3;

export const proposalsSchema: z.ZodType<WrittenProposals> = z.union([
  z.strictObject({
    proposals: z
      .array(record<WrittenProposal>({ reason: reasonSchema, ratio: z.number().min(0).max(1) }))
      .max(proposalsMax),
  }),
  z.strictObject({ unknown: z.enum(unknownReasons) }),
]);

export const stopQuestionsSchema: z.ZodType<WrittenStopQuestions> = record<WrittenStopQuestions>({
  questions: z
    .array(
      record<WrittenStopQuestion>({
        ...placeShape,
        from: instant,
        to: instant,
        stops: count,
        downMs: ms,
        product: z.string(),
        mayBe: proposalsSchema,
      }),
    )
    .max(5),
  untoldStops: count,
  untoldMs: ms,
  askedMs: ms,
});

export function writeStopQuestions(asked: DailyAnalysis['stopQuestions'], plant: Plant): WrittenStopQuestions {
  return {
    questions: asked.questions.map(({ equipment, stops, downMs, product, proposal }) => ({
      ...writePlace(plant.equipment.get(equipment)),
      from: plant.zone.format(Math.min(...stops.map(({ startAt }) => startAt))),
      to: plant.zone.format(Math.max(...stops.map(({ endAt }) => endAt))),
      stops: stops.length,
      downMs: Math.round(downMs),
      product,
      mayBe: writeProposals(proposal, plant),
    })),
    untoldStops: asked.untoldStops,
    untoldMs: Math.round(asked.untoldMs),
    askedMs: Math.round(asked.askedMs),
  };
}

export function writeProposals(proposal: Question['proposal'], plant: Plant): WrittenProposals {
  if (proposal.kind === 'unknown') return { unknown: proposal.reason };
  return {
    proposals: proposal.candidates
      .slice(0, proposalsMax)
      .map(({ reason, ratio }) => ({ reason: writeReason(reason, plant), ratio })),
  };
}
