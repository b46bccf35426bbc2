/** What a daily report asks of stops of which nobody said why, and what it proposes. */
import type { Interval } from '../../time/index.ts';
import type { Activity } from '../activity.ts';
import { askStopQuestions } from './ask-questions.ts';
import { learnStopReasons, proposeStopReasons, type StopProposal } from './propose-reasons.ts';
import { isTold } from './stop.ts';
import { createStopHistory } from './stop-history.ts';
import { questionsMax, type StopQuestion } from './stop-questions.ts';

export interface QuestionsOfDay {
  /** Most worth asking first by the time that they settle, over all areas; at most five. */
  readonly questions: readonly StopQuestion[];
  /** Untold stops that ended in the window and that nobody passed, and their time. */
  readonly untoldStops: number;
  readonly untoldMs: number;
  /** Of it what the questions ask for. */
  readonly askedMs: number;
  /** Of every untold stop that touches the window, by start, then equipment. */
  readonly proposals: readonly StopProposal[];
}

/**
 * Without the plant's rates: who hands over a shift sees no money, not even by the order of the questions. Nothing is learned
 * where nothing is untold.
 */
export function listQuestionsOfDay(activity: Activity, window: Interval): QuestionsOfDay {
  const history = createStopHistory({ ...activity, plant: { ...activity.plant, rates: undefined } }, window.toAt);
  const isUntold = history.stops.some((stop) => !isTold(stop) && stop.endAt > window.fromAt);
  if (!isUntold) return { questions: [], untoldStops: 0, untoldMs: 0, askedMs: 0, proposals: [] };
  const model = learnStopReasons(history);
  const { areas } = askStopQuestions(history, model, window);
  const worthMs = ({ worth }: StopQuestion): number => worth.ownMs + worth.taughtMs;
  const questions = areas
    .flatMap((area) => area.questions)
    .toSorted((a, b) => worthMs(b) - worthMs(a))
    .slice(0, questionsMax);
  return {
    questions,
    untoldStops: areas.reduce((sum, { untoldStops }) => sum + untoldStops, 0),
    untoldMs: areas.reduce((sum, { untoldMs }) => sum + untoldMs, 0),
    askedMs: questions.reduce((sum, { downMs }) => sum + downMs, 0),
    proposals: proposeStopReasons(history, model, window),
  };
}
