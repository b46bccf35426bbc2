/** The writer as what it removes needs it. */
import type { BackgroundSchedule } from '../background-schedule.ts';
import type { WriterChild } from '../child-process.ts';
import type { ChangeFields, Entries } from '../entries.ts';
import type { ManifestState } from '../manifest-state.ts';
import type { WriterOptions } from '../writer-options.ts';
import type { ExpiryHost } from './expire.ts';

export interface UpkeepParts extends Pick<ExpiryHost, 'inTurn' | 'enterRollup'> {
  readonly options: WriterOptions;
  readonly entries: Entries;
  readonly schedule: BackgroundSchedule;
  readonly child: WriterChild;
  change(fields: ChangeFields): Promise<void>;
  /** Ends the writer. @returns what it fails with */
  fail(error: unknown): Promise<unknown>;
}

export function createUpkeepHost(parts: UpkeepParts): ExpiryHost {
  const { options, entries, schedule, child, inTurn, enterRollup } = parts;
  const { dir, onStep, clock, createBackgroundChild, onMergeFailed } = options;
  return {
    dir,
    get state(): ManifestState {
      return entries.state;
    },
    child,
    onStep,
    inTurn,
    enterRollup,
    nameOf: (attempt, what) => `${entries.nameOf(attempt)}-${what}`,
    // Where it is in doubt whether an entry was added, nothing more is.
    enter: (fields) =>
      parts.change(fields).catch(async (error: unknown) => {
        throw await parts.fail(error);
      }),
    createChild: () => createBackgroundChild('trim'),
    findRollup: (beforeAt) => {
      const task = schedule.findRollupBefore(entries.state, clock(), beforeAt);
      if (task === undefined) return undefined;
      // Something else may be rolled up beside it, after the same entry.
      const nameOf = (attempt: number): string => `${entries.nameOf(attempt)}-expire-rollup`;
      return { ...task, requestOf: (attempt) => ({ ...task.requestOf(attempt), name: nameOf(attempt) }) };
    },
    noteFailed: (error, task) => {
      schedule.noteFailed(task);
      onMergeFailed(error);
    },
  };
}
