/** Loads what the sources have that history has not: each batch to disk, then acknowledged, then into history. */
import { type FactBuffer, openIngest, type Source, type SourceContext } from '../ingest/index.ts';
import { type Account, type Adjustment, addAccounts, emptyAccount, GembaError } from '../model/index.ts';
import { openHistorySink } from './history-sink.ts';
import type { OpenPlant } from './open-plant.ts';

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
  readonly sourceContext: Pick<SourceContext, 'tags' | 'clock' | 'random'>;
  /** Default: the defaults of a plant file. */
  readonly file?: Pick<OpenPlant['file'], 'quarantine'>;
  openBuffer(): Promise<FactBuffer>;
};

/**
 * Loads every source once, as the plant's one writer. What an earlier load or run left in the buffer comes to history
 * too; after a load that ended well the buffer is empty.
 *
 * @throws GembaError `lease-held` where another process writes, `data-file-missing`, `data-file-header`, `aborted`
 * @example
 * const [mes] = await loadSources(plant);
 * mes.account.stored; // 4496
 */
export async function loadSources(plant: LoadTarget, options: LoadOptions = {}): Promise<readonly LoadSummary[]> {
  const sources = (options.sources ?? plant.listSources()).filter(({ extent }) => extent === 'finite');
  if (sources.length === 0) return [];
  const { signal = new AbortController().signal, onProgress } = options;
  // The lease of the plant comes first, with the buffer: whoever has it may write history.
  await using buffer = await plant.openBuffer();
  await using writer = await openHistorySink(plant);
  const summaries = new Map(sources.map(({ id }) => [id, emptySummary(id)]));
  const note = (id: string, change: (summary: LoadSummary) => LoadSummary): void => {
    const summary = summaries.get(id);
    if (summary !== undefined) summaries.set(id, change(summary));
  };
  const { tags, clock, random } = plant.sourceContext;
  const ingest = openIngest({
    buffer,
    sources,
    tags,
    clock,
    random,
    isRetrying: false,
    ...(plant.file === undefined ? {} : { quarantineRowsMax: plant.file.quarantine.rowsMax }),
    openSink: () => writer.start(),
    flushPersons: async () => {
      await plant.persons.flush();
    },
    onEvent: (event) => {
      if (event.kind === 'acknowledged') note(event.source, (summary) => withAdjustments(summary, event));
      if (event.kind !== 'committed') return;
      note(event.source, (summary) => ({ ...summary, account: addAccounts(summary.account, event.account) }));
      const summary = summaries.get(event.source);
      if (summary !== undefined) onProgress?.(summary);
    },
  });
  await ingest.run(signal);
  if (signal.aborted)
    throw new GembaError('aborted', 'Loading was stopped. What was loaded is kept; load again to go on.');
  return [...summaries.values()];
}

function emptySummary(source: string): LoadSummary {
  return { source, account: emptyAccount, adjustmentCount: 0, adjustments: [] };
}

function withAdjustments(
  summary: LoadSummary,
  { adjustments, adjustmentCount }: Pick<LoadSummary, 'adjustments' | 'adjustmentCount'>,
): LoadSummary {
  return {
    ...summary,
    adjustmentCount: summary.adjustmentCount + adjustmentCount,
    adjustments: [...summary.adjustments, ...adjustments].slice(0, adjustmentsListedMax),
  };
}
