/** What readings are rolled up by. */
import type { RollupRule } from '../../../analytics/index.ts';
import type { Interval } from '../../../time/index.ts';

export interface RollupSettings {
  /** What is known of each tag; those not among them have `plainRule`. */
  readonly tags: readonly { readonly id: string; readonly rule: RollupRule }[];
  /** Default: no days and shifts. */
  readonly calendar?: RollupCalendar;
}

/** The plant's production days and shifts; their borders lie on whole minutes. */
export interface RollupCalendar {
  /** Changes where the same window would give others. */
  readonly fingerprint: string;
  /** Days and shifts that begin in the window, whole, by their begin. */
  listDays(window: Interval): readonly Interval[];
  listShifts(window: Interval): readonly Interval[];
}
