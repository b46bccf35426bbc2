/**
 * A state of the store as files: a checkpoint of it, and the segments and rollups that it names. A store opens from these
 * alone, so entries of the manifest are not among them. Needs no lease.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, replaceFile, syncFolder } from './durable.ts';
import { checkpointName, leaseFolder, manifestFolder } from './layout.ts';
import { takeLease } from './lease.ts';
import { checkpointText, listNames, readManifest } from './manifest-log.ts';
import type { ManifestState } from './manifest-state.ts';

export interface PinnedFile {
  /** Relative to the store, with `/`. */
  readonly path: string;
  readonly byteLength: number;
  /** Lower-case hex, as the manifest has it. */
  readonly sha256: string;
}

/** A committed state, as files. */
export interface HistoryPin {
  /** Number of the last commit in it; 0 where there is none. */
  readonly version: number;
  readonly committedAt: number | undefined;
  /** By source: what was committed of it. */
  readonly positions: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Undefined for a store that was never written. */
  readonly checkpoint: { readonly path: string; readonly text: string } | undefined;
  /** They may be cleaned away a while after they were merged; until then they stay as they are. */
  readonly files: readonly PinnedFile[];
}

const states = new WeakMap<HistoryPin, ManifestState>();

/**
 * The last committed state of the store in a folder.
 *
 * @param since a pin of before: what it has already is not read again
 * @throws GembaError `history-damaged`, `history-newer`
 * @example const { checkpoint, files } = await pinEmbeddedHistory('.gemba/history')
 */
export async function pinEmbeddedHistory(dir: string, since?: HistoryPin): Promise<HistoryPin> {
  const known = since === undefined ? undefined : states.get(since);
  const state = await readManifest(dir, known);
  const pin: HistoryPin = {
    version: state.version,
    committedAt: state.committedAt,
    positions: new Map([...state.sources].map(([source, { position }]) => [source, position])),
    checkpoint:
      state.sequence === 0
        ? undefined
        : { path: `${manifestFolder}/${checkpointName(state.sequence)}`, text: checkpointText(state) },
    files: [...state.segments.values(), ...state.rollups.values()].map(({ path, byteLength, sha256 }) => ({
      path,
      byteLength,
      sha256,
    })),
  };
  states.set(pin, state);
  return pin;
}

/** Numbers that were given in a store: of entries of its manifest and of leases. */
export interface HistoryNumbers {
  readonly sequence: number;
  readonly fencing: number;
}

/** The greatest numbers that names of files in the folder tell, whatever state the store is in. */
export async function readHistoryNumbers(dir: string): Promise<HistoryNumbers> {
  const greatest = async (folder: string): Promise<number> =>
    (await listNames(join(dir, folder))).reduce(
      (most, name) => Math.max(most, Number(/^(\d{12})\b/.exec(name)?.[1] ?? 0)),
      0,
    );
  return { sequence: await greatest(manifestFolder), fencing: await greatest(leaseFolder) };
}

/** So far a process that hangs may still count on from the last number that was seen of it. */
const sequenceReserve = 4_096;

/**
 * Lets a store that was put back go on above all numbers that were given in its place before: then no entry that a process
 * of before still adds follows from anything, and its lease is not the last. What is called again does nothing more.
 *
 * @throws GembaError `history-damaged`, `history-newer`; `lease-held` where another process writes the store
 */
export async function raiseHistoryNumbers(dir: string, before: HistoryNumbers, holder: string): Promise<void> {
  const state = await readManifest(dir);
  if (state.sequence === 0) return;
  const lease = await takeLease({
    dir,
    holder,
    leaseMs: 60_000,
    clock: Date.now,
    fencingSeen: Math.max(before.fencing, state.fencing),
  });
  try {
    const sequence = before.sequence + sequenceReserve;
    if (state.sequence >= sequence) return;
    const folder = join(dir, manifestFolder);
    await makeFolder(folder);
    await replaceFile(
      join(folder, checkpointName(sequence)),
      checkpointText({ ...state, sequence, fencing: lease.fencing }),
    );
    for (const name of await listNames(folder))
      if (name !== checkpointName(sequence)) await rm(join(folder, name), { force: true });
    await syncFolder(folder);
  } finally {
    await lease.release();
  }
}
