/** Takes out of a store what is damaged and can be made again of what is whole. Run again after a kill, it goes on. */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GembaError } from '../../../model/index.ts';
import { touchSegments } from '../cleaning.ts';
import { hasCode, syncFolder } from '../durable.ts';
import { manifestFolder } from '../layout.ts';
import { type Lease, lost, takeLease } from '../lease.ts';
import { appendEntry, cleanManifest, readManifest, writeCheckpoint } from '../manifest-log.ts';
import type { ManifestState } from '../manifest-state.ts';
import type { HistoryFinding } from './finding.ts';

/** Where a process may die; for tests. */
export const rebuildSteps = ['lease-taken', 'checkpoints-removed', 'rollups-removed', 'checkpoint-written'] as const;
export type RebuildStep = (typeof rebuildSteps)[number];

export interface RebuildHistoryOptions {
  readonly dir: string;
  /** Names this process in the lease. */
  readonly holder: string;
  /** What a look over the store has found; only what has the remedy `rebuild` is touched. */
  readonly findings: readonly HistoryFinding[];
  /** UTC epoch ms; default `Date.now`. */
  readonly clock?: () => number;
  readonly onStep?: (step: RebuildStep) => void;
}

const leaseMs = 60_000;

/**
 * Removes damaged checkpoints, and entries that a checkpoint makes up for, and takes damaged files of rollups out of the manifest,
 * so that whoever writes next rolls their time up anew (`gemba run`, `gemba history compact`).
 *
 * @returns paths of what was taken out
 * @throws GembaError `lease-held` where another process writes the store; `history-damaged` where it cannot be opened at all
 */
export async function rebuildEmbeddedHistory(options: RebuildHistoryOptions): Promise<readonly string[]> {
  const { holder, findings, clock = Date.now, onStep = () => undefined } = options;
  const dir = resolve(options.dir);
  const damaged = findings.filter(({ severity, remedy }) => severity === 'damage' && remedy === 'rebuild');
  if (damaged.length === 0) return [];
  const pathsOf = (part: HistoryFinding['part']): string[] => [
    ...new Set(damaged.filter((one) => one.part === part).map(({ path }) => path)),
  ];
  const before = await readManifest(dir);
  const lease = await takeLease({ dir, holder, leaseMs, clock, fencingSeen: before.fencing });
  try {
    onStep('lease-taken');
    // Entries make up for them, so no reader misses any.
    const checkpoints = pathsOf('checkpoint');
    for (const path of checkpoints) await rm(join(dir, path), { force: true });
    if (checkpoints.length > 0) await syncFolder(join(dir, manifestFolder));
    onStep('checkpoints-removed');
    const rollups = withBeside(await readManifest(dir), pathsOf('rollup'));
    const state = await enterRemoval(dir, lease, holder, clock, rollups);
    onStep('rollups-removed');
    const entries = pathsOf('entry');
    if (checkpoints.length + entries.length > 0) await writeCheckpoint(dir, state);
    for (const path of entries) await rm(join(dir, path), { force: true });
    onStep('checkpoint-written');
    return [...checkpoints, ...rollups, ...entries];
  } finally {
    await lease.release();
  }
}

/** Files of rollups that are still named, each with the one of values or states beside it. */
function withBeside({ rollups }: ManifestState, paths: readonly string[]): readonly string[] {
  const both = paths.flatMap((path) => [path.replace('/states/', '/values/'), path.replace('/values/', '/states/')]);
  return [...new Set(both)].filter((path) => rollups.has(path));
}

/** One entry, which takes the next number from whoever held the lease before, too. */
async function enterRemoval(
  dir: string,
  lease: Lease,
  holder: string,
  clock: () => number,
  removed: readonly string[],
): Promise<ManifestState> {
  const state = await readManifest(dir);
  if (await lease.isLost()) throw lost(dir, lease.fencing);
  await cleanManifest(dir, state);
  await touchThere(dir, removed);
  const next = await appendEntry(dir, state, {
    kind: 'rollup',
    version: state.version,
    at: clock(),
    fencing: lease.fencing,
    holder,
    sources: {},
    added: [],
    removed: [],
    rollups: { added: [], removed },
  });
  if (next !== undefined) return next;
  throw new GembaError(
    'lease-lost',
    `Another process wrote to the history in ${dir}. Nothing was taken out; try again.`,
  );
}

/** Starts their time of grace; a missing one has none. */
async function touchThere(dir: string, paths: readonly string[]): Promise<void> {
  for (const path of paths)
    try {
      await touchSegments(dir, [path]);
    } catch (error) {
      if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EACCES')) throw error;
    }
}
