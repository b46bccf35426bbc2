/** History's writer as the sink of an ingest, with what was committed before. */

import { setTimeout as wait } from 'node:timers/promises';
import type { History, HistorySnapshot, HistoryWriter } from '../history/index.ts';
import type { FactSink, GapRecord } from '../ingest/index.ts';
import { fromGapTable } from '../ingest/index.ts';
import { gapOpenEndAt } from '../model/index.ts';
import { isLeaseHeld, type PlantLease } from './plant-lease.ts';

type Opened = {
  readonly sink: FactSink;
  /** What the sink commits with, for what is done beside the commits. */
  readonly writer: HistoryWriter;
  readonly committed: Pick<HistorySnapshot, 'findPosition' | 'accounts'> & {
    readonly openGaps: readonly GapRecord[];
    readonly refusalCount: number;
  };
};

/** A writer that has the lease. */
export interface HistorySink extends AsyncDisposable {
  /** What an ingest opens its sink with; disposing it disposes the writer. */
  start(): Promise<Opened>;
}

/** @throws GembaError `lease-held` where another process writes */
export async function openHistorySink(plant: {
  readonly history: History;
  readonly holder: string;
}): Promise<HistorySink> {
  const writer = await plant.history.openWriter({ holder: plant.holder, forCommits: true });
  return {
    async start() {
      const snapshot = await plant.history.snapshot();
      return {
        sink: writer,
        writer,
        committed: {
          findPosition: (source) => snapshot.findPosition(source),
          accounts: snapshot.accounts,
          openGaps: await readOpenGaps(snapshot),
          refusalCount: (await plant.history.status()).factCounts.refusal,
        },
      };
    },
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  };
}

/**
 * Opens and starts it; what fails lets go of the lease, so that it can be tried again.
 *
 * @throws GembaError `lease-held` where another process writes
 */
export async function startHistorySink(plant: Parameters<typeof openHistorySink>[0]): Promise<Opened> {
  await using opening = new AsyncDisposableStack();
  const opened = await opening.use(await openHistorySink(plant)).start();
  opening.move();
  return opened;
}

/** How often history's own lease is asked for while another has it, ms. */
const askEveryMs = 250;
/** A process that hung renews its lease of the history as long as the plant's; so many times that are waited for it. */
const leasesWaitedFor = 2;

/**
 * The same under the lease of the plant: nothing is committed once that is lost, and where a process that was overtaken
 * still has history's own lease, that is waited for.
 *
 * @throws GembaError `lease-held` where another process goes on writing history; `lease-lost`
 */
export async function startLeasedSink(
  plant: Parameters<typeof openHistorySink>[0] & { readonly leaseMs: number },
  lease: PlantLease,
  signal: AbortSignal,
): Promise<Opened> {
  const untilMs = performance.now() + plant.leaseMs * leasesWaitedFor;
  for (;;) {
    try {
      const { sink, ...opened } = await startHistorySink(plant);
      return { ...opened, sink: underLease(sink, lease) };
    } catch (error) {
      if (!isLeaseHeld(error) || signal.aborted || performance.now() >= untilMs) throw error;
      await wait(askEveryMs, undefined, { signal }).catch(() => undefined);
      lease.confirm();
    }
  }
}

function underLease(sink: FactSink, lease: PlantLease): FactSink {
  return {
    commit: (commit) =>
      Promise.try(() => {
        lease.confirm();
        return sink.commit(commit);
      }),
    [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
  };
}

/** Gaps that last reach into any time, so a window at the end of time finds them alone. */
export async function readOpenGaps(snapshot: HistorySnapshot): Promise<readonly GapRecord[]> {
  const last = gapOpenEndAt - 1;
  const gaps = await snapshot.read({ kind: 'gap', window: { fromAt: last, toAt: gapOpenEndAt } });
  return fromGapTable(gaps).filter(({ endAt }) => endAt === gapOpenEndAt);
}
