/** Loads what the sources have that history has not: each batch committed, then acknowledged. */
import type { HistoryWriter } from '../history/index.ts';
import type { Source, SourceBatch } from '../ingest/index.ts';
import { type Account, type Adjustment, addAccounts, emptyAccount, GembaError } from '../model/index.ts';
import type { OpenPlant } from './open-plant.ts';

/**
 * Facts that may be under way while the next batch is read: two full batches, one being written and one that waits.
 * Small ones are more in number, so that history can apply them together.
 */
const factsInFlightMax = 131_072;
const commitsInFlightMax = 64;
const adjustmentsListedMax = 1_000;

export interface LoadSummary {
  readonly source: string;
  readonly account: Account;
  /** Values read otherwise than written: all are counted, the first 1,000 listed. */
  readonly adjustmentCount: number;
  readonly adjustments: readonly Adjustment[];
}

export interface LoadOptions {
  /** Only these sources; default: all of the plant file. */
  readonly sources?: readonly Source[];
  readonly signal?: AbortSignal;
  /** Called after each commit, with the account so far. */
  readonly onProgress?: (summary: LoadSummary) => void;
}

/** What of an open plant loading needs. */
export type LoadTarget = Pick<OpenPlant, 'history' | 'holder' | 'listSources'> & {
  readonly persons: Pick<OpenPlant['persons'], 'flush'>;
};

/**
 * Loads every source once, as the plant's one writer.
 *
 * @throws GembaError `lease-held` where another process writes, `data-file-missing`, `data-file-header`, `aborted`
 * @example
 * const [mes] = await loadSources(plant);
 * mes.account.stored; // 4496
 */
export async function loadSources(plant: LoadTarget, options: LoadOptions = {}): Promise<readonly LoadSummary[]> {
  const sources = options.sources ?? plant.listSources();
  if (sources.length === 0) return [];
  await using writer = await plant.history.openWriter({ holder: plant.holder });
  const summaries: LoadSummary[] = [];
  for (const source of sources) summaries.push(await loadSource(plant, writer, source, options));
  return summaries;
}

async function loadSource(
  plant: LoadTarget,
  writer: HistoryWriter,
  source: Source,
  { signal = new AbortController().signal, onProgress }: LoadOptions,
): Promise<LoadSummary> {
  const position = (await plant.history.snapshot()).findPosition(source.id);
  let summary: LoadSummary = { source: source.id, account: emptyAccount, adjustmentCount: 0, adjustments: [] };
  const inFlight = new Set<Promise<void>>();
  let factsInFlight = 0;
  let failure: { readonly error: unknown } | undefined;
  const note = (batch: LoadedBatch, account: Account): void => {
    summary = {
      source: source.id,
      account: addAccounts(summary.account, account),
      adjustmentCount: summary.adjustmentCount + batch.adjustmentCount,
      adjustments: [...summary.adjustments, ...batch.adjustments].slice(0, adjustmentsListedMax),
    };
    onProgress?.(summary);
  };
  for await (const batch of source.batches({ position, signal })) {
    // A token stands in a fact only once the map can lead back from it.
    await plant.persons.flush();
    const { received } = batch.account;
    factsInFlight += received;
    const done = commitBatch(writer, batch, note)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        factsInFlight -= received;
        inFlight.delete(done);
      });
    inFlight.add(done);
    while (factsInFlight >= factsInFlightMax || inFlight.size >= commitsInFlightMax) await Promise.race(inFlight);
    if (failure !== undefined) break;
  }
  await Promise.all(inFlight);
  if (failure !== undefined) throw failure.error;
  if (signal.aborted)
    throw new GembaError('aborted', `Loading ${source.id} was stopped. What was loaded is kept; load again to go on.`);
  return summary;
}

type LoadedBatch = Omit<SourceBatch, 'facts'>;

/** Commits a batch, then acknowledges it. Its facts are let go at once: history holds what it needs of them. */
function commitBatch(
  writer: HistoryWriter,
  { facts, ...batch }: SourceBatch,
  note: (batch: LoadedBatch, account: Account) => void,
): Promise<void> {
  const { source, identityBy, account, position } = batch;
  return writer.commit({ source, identityBy, facts, account, position }).then(async (receipt) => {
    await batch.ack();
    note(batch, receipt.account);
  });
}
