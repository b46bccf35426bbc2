/** Makes visible what was written beside the commits. */
import type { FinishedMerge } from './background-work.ts';
import { type ChangeFields, type Entries, mergeChange } from './entries.ts';
import { findChange } from './rollups/entry.ts';
import type { RollupCalendar } from './rollups/settings.ts';
import type { FinishedRollup } from './rollups/tasks.ts';
import type { WriterOptions } from './writer-options.ts';

export interface EnterHost {
  readonly options: Pick<WriterOptions, 'onStep'>;
  readonly entries: Entries;
  readonly calendar: RollupCalendar | undefined;
  change(fields: ChangeFields): Promise<void>;
}

export async function enterMerge(
  { options: { onStep }, entries, change }: EnterHost,
  merged: FinishedMerge,
): Promise<void> {
  await onStep('merge-written');
  // Where a merge between commits has taken some of them in the meantime, what was written is left to be cleaned away.
  if (merged.removed.every(({ path }) => entries.state.segments.has(path))) await change(mergeChange(merged));
  await onStep('merge-entered');
}

export async function enterRollup(
  { options: { onStep }, entries, calendar, change }: EnterHost,
  finished: FinishedRollup,
): Promise<void> {
  await onStep('rollup-written');
  const found = findChange(entries.state, finished, calendar);
  if (found !== undefined) await change({ kind: 'rollup', added: [], removed: [], rollups: found });
  await onStep('rollup-entered');
}
