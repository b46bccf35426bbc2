/** A look over a whole store, while it may be written: what is damaged, what that touches, and what can be done about it. */
import { resolve } from 'node:path';
import { createRandom } from '../../../stats/index.ts';
import { graceMsDefault } from '../open.ts';
import { createCachedCalendar } from '../rollups/cached-calendar.ts';
import type { RollupCalendar } from '../rollups/settings.ts';
import { checkLeases } from './check-leases.ts';
import { checkLeftOver } from './check-left-over.ts';
import { checkManifest } from './check-manifest.ts';
import { FactVerification } from './fact-verification.ts';
import type { HistoryFinding } from './finding.ts';
import type { VerifyProgress } from './progress.ts';
import { openFileQueries } from './query-files.ts';
import { RollupVerification } from './rollup-verification.ts';
import { VerifiedState } from './verified-state.ts';

export interface VerifyHistoryOptions {
  /** Folder of the store. */
  readonly dir: string;
  /** UTC epoch ms; default `Date.now`. */
  readonly clock?: () => number;
  /**
   * Which rows of rollups are worked out anew of their readings: those of some hours, days and shifts by chance, of all, or of
   * none. Default `sampled`.
   */
  readonly rollups?: 'sampled' | 'whole' | 'none';
  /** Of the chance: the same seed chooses the same of the same store. Default 1. */
  readonly seed?: number;
  /** The plant's days and shifts; default: theirs are not held to readings. */
  readonly calendar?: RollupCalendar | undefined;
  /** How long files that nothing names are let be, ms; default 15 min. */
  readonly graceMs?: number;
  /** Memory DuckDB may use, MB; what is over it is spilled to disk. Default 512. */
  readonly memoryLimitMb?: number;
  /** Threads DuckDB may use; default 2. */
  readonly threads?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: VerifyProgress) => void;
}

/** What was looked at. */
export interface VerifiedCounts {
  readonly entries: number;
  readonly checkpoints: number;
  readonly files: number;
  readonly bytes: number;
  readonly rows: number;
  /** Hours, days and shifts of rollups that were held to their readings. */
  readonly rollupSlots: number;
}

export interface HistoryVerification {
  /** Folder of the store. */
  readonly dir: string;
  /** Number of the last commit. */
  readonly version: number;
  /** Damages and notes, those of the manifest first; empty where all is whole. Paths are relative to the store. */
  readonly findings: readonly HistoryFinding[];
  readonly counts: VerifiedCounts;
  readonly seed: number;
}

/**
 * Looks at every file of a store and at what they say together. It only reads, needs no lease, and waits for no writer. Damage
 * of one file keeps nothing from looking at the others.
 *
 * @throws GembaError `history-newer` where a newer gemba wrote it; `aborted`
 * @example
 * const { findings } = await verifyEmbeddedHistory({ dir: '.gemba/history' });
 * findings.filter(({ severity }) => severity === 'damage') // what to do something about
 */
export async function verifyEmbeddedHistory(options: VerifyHistoryOptions): Promise<HistoryVerification> {
  const dir = resolve(options.dir);
  const { rollups = 'sampled', seed = 1, signal, memoryLimitMb = 512, threads = 2 } = options;
  const calendar = options.calendar === undefined ? undefined : createCachedCalendar(options.calendar);
  const random = createRandom(seed, 'verify');
  const manifest = await checkManifest(dir);
  const findings = [...manifest.findings, ...(await checkLeases(dir))];
  const state = new VerifiedState(dir, manifest);
  await using queries = await openFileQueries({ memoryLimitMb, threads, signal });
  const facts = new FactVerification({ dir, queries, state, signal, onProgress: options.onProgress });
  findings.push(...(await facts.run()));
  const checked = new RollupVerification({
    dir,
    queries,
    state,
    signal,
    calendar,
    extent: rollups,
    random: () => random.nextUniform(),
    isDamaged: facts.isDamaged,
    onProgress: options.onProgress,
  });
  findings.push(...(await checked.run()));
  const nowMs = (options.clock ?? Date.now)();
  const graceMs = options.graceMs ?? graceMsDefault;
  findings.push(...(await checkLeftOver({ dir, nowMs, graceMs, isKnown: manifest.isKnown })));
  return {
    dir,
    version: manifest.state.version,
    findings,
    counts: {
      entries: manifest.entryCount,
      checkpoints: manifest.checkpointCount,
      files: facts.counts.files + checked.counts.files,
      bytes: facts.counts.bytes + checked.counts.bytes,
      rows: facts.counts.rows + checked.counts.rows,
      rollupSlots: checked.slotCount,
    },
    seed,
  };
}
