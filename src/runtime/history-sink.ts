/** History's writer as the sink of an ingest, with what was committed before. */

import type { History, HistorySnapshot } from '../history/index.ts';
import type { FactSink, GapRecord } from '../ingest/index.ts';
import { fromGapTable } from '../ingest/index.ts';
import { gapOpenEndAt } from '../model/index.ts';

type Opened = {
  readonly sink: FactSink;
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
  const writer = await plant.history.openWriter({ holder: plant.holder });
  return {
    async start() {
      const snapshot = await plant.history.snapshot();
      return {
        sink: writer,
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

/** Gaps that last reach into any time, so a window at the end of time finds them alone. */
export async function readOpenGaps(snapshot: HistorySnapshot): Promise<readonly GapRecord[]> {
  const last = gapOpenEndAt - 1;
  const gaps = await snapshot.read({ kind: 'gap', window: { fromAt: last, toAt: gapOpenEndAt } });
  return fromGapTable(gaps).filter(({ endAt }) => endAt === gapOpenEndAt);
}
