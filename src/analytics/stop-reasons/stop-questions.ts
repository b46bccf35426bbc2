/** What to ask of the people of a shift about stops of which nobody said why. */
import type { EquipmentState } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import type { Money } from '../finding-rules.ts';
import type { ReasonProposal } from './propose-reasons.ts';
import type { Stop } from './stop.ts';

/** Questions of one area and shift at most. */
export const questionsMax = 5;

/** What the answer to a question is worth. */
export interface QuestionWorth {
  /** Down time of its own stops that is not explained, ms: their time, each by how uncertain its reason is. */
  readonly ownMs: number;
  /** Down time of other untold stops of the area that is explained better once this is answered, as expected, ms. */
  readonly taughtMs: number;
  /** Both in money, where the plant has rates; questions are ordered by it then. */
  readonly money?: Money;
}

/** One question: why did these stops happen? */
export interface StopQuestion {
  /** That of its first stop. */
  readonly id: string;
  readonly equipment: string;
  /** By start. More than one where short stops look alike: one answer settles them all. */
  readonly stops: readonly Stop[];
  readonly downMs: number;
  /** What was worked on; empty where nobody said. */
  readonly product: string;
  /** What the reason may be, of its stops together, each by its time. */
  readonly proposal: ReasonProposal;
  /** 0: the reason is certain; 1: every reason is as likely as any other. */
  readonly uncertaintyRatio: number;
  readonly worth: QuestionWorth;
}

export interface AreaQuestions {
  /** Equipment id: the area, or what stands in for one. */
  readonly area: string;
  /** Most worth asking first, at most `questionsMax`. */
  readonly questions: readonly StopQuestion[];
  /** Untold stops that ended in the shift and that nobody passed. */
  readonly untoldStops: number;
  readonly untoldMs: number;
  /** Of `untoldMs` what the questions ask for. */
  readonly askedMs: number;
}

export interface StopQuestions {
  readonly window: Interval;
  /** Areas with an untold stop, in plant-file order. */
  readonly areas: readonly AreaQuestions[];
}

/** An answer as facts: a row for each stop, to be handed to a source as any other report of the MES. */
export interface AnswerRow {
  readonly equipment: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly state: EquipmentState;
  readonly reason: string;
  readonly workOrder?: string;
  readonly operation?: string;
  readonly product?: string;
}

/**
 * The rows that answer a question. Once they are facts, its stops are told and are learned from. With a code that
 * `tells: notKnown` in the plant file the question is passed, and not asked again.
 *
 * @param reason code of the plant file
 */
export function answerRows({ stops }: Pick<StopQuestion, 'stops'>, reason: string): AnswerRow[] {
  return stops.map(({ equipment, startAt, endAt, workOrder, operation, product }) => ({
    equipment,
    startAt,
    endAt,
    state: 'down',
    reason,
    ...(workOrder === '' ? {} : { workOrder }),
    ...(operation === '' ? {} : { operation }),
    ...(product === '' ? {} : { product }),
  }));
}
