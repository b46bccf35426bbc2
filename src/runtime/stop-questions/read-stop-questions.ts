/** What stops of a plant's window have no reason, which it may be, and what to ask of whom, out of history. */
import {
  askStopQuestions,
  createActivity,
  createStopHistory,
  learnedBefore,
  learnStopReasons,
  listAskedWindows,
  type MeasuredHits,
  measureReasonHits,
  proposeStopReasons,
  type StopProposal,
  type StopQuestions,
} from '../../analytics/index.ts';
import type { Shift } from '../../time/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import { readWindow } from '../read-window.ts';
import type { ReportWindow } from '../report-window.ts';

/** How often proposals were right is measured on so many production days before the window. */
export const measuredDaysDefault = 28;

export interface StopQuestionsOptions {
  /** Production days before the window on which proposals are held against what was told; 0 measures none. Default 28. */
  readonly measuredDays?: number;
  /** Ids of stops that were asked for and passed where no fact says so. Default: none. */
  readonly passed?: Iterable<string>;
  readonly signal?: AbortSignal;
}

export interface ShiftQuestions extends StopQuestions {
  readonly shift: Shift;
}

export interface PlantStopQuestions {
  readonly window: ReportWindow;
  /** Stops with a reason in the days before the window's end that are learned from. */
  readonly toldCount: number;
  /** Every stop of the window without a reason, by start. */
  readonly proposals: readonly StopProposal[];
  /** Of each shift that ends in the window, by its end. */
  readonly shifts: readonly ShiftQuestions[];
  /** How often proposals of the days before were right; undefined where none were measured. */
  readonly hits: MeasuredHits | undefined;
  /** Of all facts it stands on. */
  readonly dataFingerprint: string;
}

type QuestionedPlant = Pick<OpenPlant, 'plant' | 'history' | 'storeDir' | 'clock' | 'file'>;

/**
 * Reads one snapshot, and no fact from after the window: made later from the same facts, it says the same. An answer is a
 * fact as any other, a state `down` of the unit with a reason: with the next read it is learned from, and not asked again.
 *
 * @throws GembaError `aborted` once the signal is
 */
export async function readStopQuestions(
  plant: QuestionedPlant,
  window: ReportWindow,
  options: StopQuestionsOptions = {},
): Promise<PlantStopQuestions> {
  const { measuredDays = measuredDaysDefault, passed = [], signal } = options;
  const snapshot = await plant.history.snapshot();
  const facts = await readWindow(plant, snapshot, window.window, signal === undefined ? {} : { signal });
  const activity = createActivity(plant.plant, facts.production, facts.equipmentState);
  const history = createStopHistory(activity, window.window.toAt);
  const learned = learnedBefore(window.window);
  const model = learnStopReasons(history, learned);
  const passedIds = [...passed];
  const first = plant.plant.productionDayAt(window.window.fromAt);
  const days = Array.from({ length: measuredDays }, (_, i) => plant.plant.shiftDay(first, i - measuredDays));
  return {
    window,
    toldCount: model.toldCount,
    proposals: proposeStopReasons(history, model, window.window),
    shifts: listAskedWindows(plant.plant, window.window).map(({ shift, ...asked }) => ({
      shift,
      ...askStopQuestions(history, model, asked, { passed: passedIds }),
    })),
    hits: measuredDays === 0 ? undefined : measureReasonHits(history, days, learned),
    dataFingerprint: facts.dataFingerprint,
  };
}
