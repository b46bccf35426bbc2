/** Does what is due beside the commits at once, one thing after the other, until nothing is. */
import { GembaError } from '../../model/index.ts';
import type { HistoryWriter, UpkeepProgress } from '../port.ts';
import type { BackgroundTask, BackgroundWork } from './background-work.ts';

export interface CatchUpHost {
  readonly background: BackgroundWork;
  /** Enters what was written, and merges what lies between commits; throws where the writer cannot be used. */
  run(): Promise<void>;
  /** The next task, looked for everywhere; undefined where there is none. */
  findNext(): BackgroundTask | undefined;
}

/** @returns how many things were done */
export async function catchUp(
  host: CatchUpHost,
  { signal, onProgress }: NonNullable<Parameters<HistoryWriter['catchUp']>[0]>,
): Promise<number> {
  const { background } = host;
  background.takeFailure();
  for (let doneCount = 0; ; doneCount++) {
    await settle(host);
    if (signal?.aborted === true)
      throw new GembaError('aborted', 'Catching up was stopped; what was done is kept, the rest is done later.');
    // Found and started in one go: nothing else may start anything in between.
    const task = host.findNext();
    if (task === undefined) return doneCount;
    background.start(task);
    onProgress?.({ doneCount, ...described(task) });
  }
}

/** Until nothing runs beside the commits, and nothing waits to be entered or merged. */
async function settle({ background, run }: CatchUpHost): Promise<void> {
  do {
    await background.ended;
    await run();
    const failure = background.takeFailure();
    if (failure !== undefined) throw failure.error;
  } while (background.isRunning || background.hasFinished);
}

function described(task: BackgroundTask): Pick<UpkeepProgress, 'what' | 'dayAt'> {
  if (task.kind === 'merge') return { what: 'merge-readings', dayAt: task.merge.segments[0]?.minStartAt };
  const { kind, window } = task.task;
  return { what: kind === 'merge' ? 'merge-rollups' : 'roll-up', dayAt: window.fromAt };
}
