/** Runs a plant: its sources through the buffer into history, and its deliveries, until it is told to stop. */
import { setTimeout as wait } from 'node:timers/promises';
import type { DeliveryOutcome } from '../distribution/index.ts';
import { type IngestEvent, type IngestOptions, type IngestStatus, openIngest } from '../ingest/index.ts';
import { startHistorySink } from './history-sink.ts';
import type { OpenPlant } from './open-plant.ts';
import { deliverNow } from './send-report.ts';
import { readStatusRecord, toStatusRecord, writeStatusRecord } from './status-record.ts';
import { softwareVersion } from './version.ts';

const recordEveryMs = 1_000;
const deliverEveryMs = 30_000;

export type RunEvent =
  | IngestEvent
  | { readonly kind: 'delivery'; readonly outcome: DeliveryOutcome }
  /** Something beside the facts failed; it is tried again. */
  | { readonly kind: 'failed'; readonly what: 'status' | 'deliveries'; readonly error: unknown };

export interface RunPlantOptions {
  /** Aborting it stops in order: what is under way goes to disk, then into history for up to 10 s. */
  readonly signal: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  /** Called once it runs, with what tells how it stands. */
  readonly onStart?: (status: () => IngestStatus) => void;
  /** How long it gathers and waits; default: as an ingest does by itself. */
  readonly pace?: Pick<IngestOptions, 'gatherMs' | 'tickMs' | 'backOff' | 'drainMs'>;
}

/**
 * Runs all sources of the plant file until the signal aborts, or all of them have ended.
 *
 * @throws GembaError `lease-held`, `lease-lost` where another process writes; `buffer-failed`, `buffer-newer`
 * @example
 * await using plant = await openPlant();
 * await runPlant(plant, { signal });
 */
export async function runPlant(plant: OpenPlant, options: RunPlantOptions): Promise<void> {
  const { signal, onEvent = () => undefined, onStart, pace = {} } = options;
  const { clock, random, storeDir, onStep } = plant;
  await using buffer = await plant.openBuffer();
  const lastAliveAt = await findLastAlive(plant);
  const ingest = openIngest({
    ...pace,
    buffer,
    sources: plant.listSources(),
    tags: plant.sourceContext.tags,
    clock,
    random,
    lastAliveAt,
    quarantineRowsMax: plant.file.quarantine.rowsMax,
    openSink: () => startHistorySink(plant),
    flushPersons: async () => {
      await plant.persons.flush();
    },
    onEvent,
    onFresh: plant.fresh.publish,
    ...(onStep === undefined ? {} : { onStep }),
  });
  onStart?.(() => ingest.status());
  const ended = new AbortController();
  const startedAt = clock();
  const record = (endedAt?: number) =>
    writeStatusRecord(
      storeDir,
      toStatusRecord(ingest.status(), {
        holder: plant.holder,
        softwareVersion,
        startedAt,
        at: clock(),
        ...(endedAt === undefined ? {} : { endedAt }),
      }),
    );
  const beside = [
    every(
      recordEveryMs,
      ended.signal,
      () => record(),
      (error) => onEvent({ kind: 'failed', what: 'status', error }),
    ),
    every(
      deliverEveryMs,
      ended.signal,
      async () => {
        for (const outcome of await deliverNow(plant, { signal: ended.signal })) onEvent({ kind: 'delivery', outcome });
      },
      (error) => onEvent({ kind: 'failed', what: 'deliveries', error }),
    ),
  ];
  try {
    await ingest.run(signal);
  } finally {
    ended.abort();
    await Promise.all(beside);
    await record(clock()).catch((error: unknown) => onEvent({ kind: 'failed', what: 'status', error }));
  }
}

/** The later of the last record and the last commit; undefined where nothing ever ran. */
async function findLastAlive({ storeDir, history }: OpenPlant): Promise<number | undefined> {
  const record = await readStatusRecord(storeDir);
  return record?.at ?? (await history.status()).committedAt;
}

async function every(
  ms: number,
  signal: AbortSignal,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await work().catch(onError);
    await wait(ms, undefined, { signal }).catch(() => undefined);
  }
}
