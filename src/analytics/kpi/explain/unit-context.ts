/** What of a unit its parts are made from. */
import type { Interval } from '../../../time/index.ts';
import type { Activity } from '../../activity.ts';
import type { ElementId } from '../elements.ts';
import type { PreparedUnit } from '../unit-elements.ts';
import type { FactList } from './fact-list.ts';
import type { IdealTimeList } from './ideal-time-list.ts';
import type { MadePieces } from './unit-facts.ts';

export interface UnitContext {
  readonly activity: Activity;
  readonly unit: PreparedUnit;
  readonly window: Interval;
  readonly made: readonly MadePieces[];
  readonly facts: FactList;
  readonly idealTimes: IdealTimeList;
  /** The unit's own figure of an element; `NaN` where it has none. */
  figureOf(element: ElementId): number;
}
