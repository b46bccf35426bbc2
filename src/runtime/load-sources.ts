/** Loads what the sources have that history has not: each batch committed, then acknowledged. */
import type { HistoryWriter } from '../history/index.ts';
import type { Source } from '../ingest/index.ts';
import { type Account, type Adjustment, addAccounts, emptyAccount, GembaError } from '../model/index.ts';
import type { OpenPlant } from './open-plant.ts';

/** How many commits may be under way while the next batch is read. */
const commitsInFlightMax = 4;
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

/**
 * Loads every source once, as the plant's one writer.
 *
 * @throws GembaError `lease-held` where another process writes, `data-file-missing`, `data-file-header`, `aborted`
 * @example
 * const [mes] = await loadSources(plant);
 * mes.account.stored; // 4496
 */
export async function loadSources(plant: OpenPlant, options: LoadOptions = {}): Promise<readonly LoadSummary[]> {
  const sources = options.sources ?? plant.listSources();
  if (sources.length === 0) return [];
  await using writer = await plant.history.openWriter({ holder: plant.holder });
  const summaries: LoadSummary[] = [];
  for (const source of sources) summaries.push(await loadSource(plant, writer, source, options));
  return summaries;
}

async function loadSource(
  plant: OpenPlant,
  writer: HistoryWriter,
  source: Source,
  { signal = new AbortController().signal, onProgress }: LoadOptions,
): Promise<LoadSummary> {
  const position = (await plant.history.snapshot()).findPosition(source.id);
  let summary: LoadSummary = { source: source.id, account: emptyAccount, adjustmentCount: 0, adjustments: [] };
  const inFlight = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  for await (const batch of source.batches({ position, signal })) {
    // A token stands in a fact only once the map can lead back from it.
    await plant.persons.flush();
    const committed = writer.commit({
      source: batch.source,
      identityBy: batch.identityBy,
      facts: batch.facts,
      account: batch.account,
      position: batch.position,
    });
    const done = committed
      .then(async (receipt) => {
        await batch.ack();
        summary = {
          source: source.id,
          account: addAccounts(summary.account, receipt.account),
          adjustmentCount: summary.adjustmentCount + batch.adjustmentCount,
          adjustments: [...summary.adjustments, ...batch.adjustments].slice(0, adjustmentsListedMax),
        };
        onProgress?.(summary);
      })
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => inFlight.delete(done));
    inFlight.add(done);
    if (inFlight.size >= commitsInFlightMax) await Promise.race(inFlight);
    if (failure !== undefined) break;
  }
  await Promise.all(inFlight);
  if (failure !== undefined) throw failure.error;
  if (signal.aborted)
    throw new GembaError('aborted', `Loading ${source.id} was stopped. What was loaded is kept; load again to go on.`);
  return summary;
}
