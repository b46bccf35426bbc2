/** The seven days up to a day against the seven before, per open hour: what a sum of a week leaves unsaid. */
import type { Known } from '../../model/index.ts';

export interface WeekOfDay {
  /** Planned time and what ran outside it, over all units, ms. */
  readonly openMs: number;
  readonly beforeOpenMs: number;
  /** Change of finished pieces per open hour, as a share of before. */
  readonly finishedChangeRatio: Known;
  /** Whether what is not known of either week does not explain the difference. */
  readonly isToldApart: boolean;
  /** What the calendar names in either week, such as holidays; each once. */
  readonly exceptions: readonly string[];
}
