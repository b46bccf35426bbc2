/**
 * The append-only manifest: one numbered file per entry, each with its checksum and that of the entry before, and now
 * and then a checkpoint (the whole state after an entry), from which the store opens without reading every entry.
 */
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GembaError } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import { addFile, hasCode, makeFolder, replaceFile, syncFolder } from './durable.ts';
import { checkpointName, entryName, formatVersion, manifestFolder, temporaryEnding } from './layout.ts';
import {
  applyEntry,
  emptyState,
  type ManifestEntry,
  type ManifestState,
  type Segment,
  type SourceState,
  wholeAccount,
} from './manifest-state.ts';
import { versionsAfter } from './reading-versions.ts';
import { expiriesAfter, noExpiries, type SaidExpiries, sayExpiries } from './retention/expiries.ts';
import type { RollupSegment } from './rollups/rollup-segment.ts';
import { seal, unseal } from './sealed.ts';
import { SegmentMap } from './segment-map.ts';

/** How often a reader starts anew because a writer removed the entries it was about to read. */
const attemptsMax = 8;

/** The whole state after an entry, as it is written. */
export interface Checkpoint {
  readonly format: number;
  readonly sequence: number;
  readonly digest: string;
  readonly version: number;
  readonly committedAt: number | null;
  readonly fencing: number;
  readonly sources: Readonly<Record<string, SourceState>>;
  readonly segments: readonly Segment[];
  /** Checkpoints of format 1 have none. */
  readonly readingVersions?: Readonly<Record<string, readonly number[]>>;
  /** These two came with format 3. Before there was no rollup that a gap could have made stale. */
  readonly gapVersions?: Readonly<Record<string, readonly number[]>>;
  readonly rollups?: readonly RollupSegment[];
  /** These came with format 4. */
  readonly expiries?: SaidExpiries;
  readonly expiredVersions?: Readonly<Record<string, readonly number[]>>;
  readonly forgotten?: Interval;
}

/** What the names in the manifest's folder say. */
export interface Listing {
  readonly entries: ReadonlySet<number>;
  readonly last: number;
  /** Newest first. */
  readonly checkpoints: readonly number[];
}

/** The newest whole state in a store, starting from one known before. A store that does not exist is empty. */
export async function readManifest(dir: string, known: ManifestState = emptyState): Promise<ManifestState> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readOnce(dir, known);
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || attempt >= attemptsMax) throw error;
    }
  }
}

async function readOnce(dir: string, known: ManifestState): Promise<ManifestState> {
  const listing = await listManifest(dir);
  let state = await nearestState(dir, known, listing);
  for (let sequence = state.sequence + 1; sequence <= listing.last; sequence++) {
    if (!listing.entries.has(sequence))
      throw damaged(join(dir, manifestFolder, entryName(sequence)), 'is missing, though later entries are there');
    const next = await readEntry(dir, state, sequence, sequence === listing.last);
    if (next === undefined) break;
    state = next;
  }
  return state;
}

/** Where reading may begin: what is known, while the entries after it are still there, else the newest checkpoint. */
async function nearestState(dir: string, known: ManifestState, listing: Listing): Promise<ManifestState> {
  if (listing.last === known.sequence || listing.entries.has(known.sequence + 1)) {
    const newest = listing.checkpoints[0] ?? 0;
    // Reading a checkpoint costs about as much as a hundred entries.
    if (newest <= known.sequence + 100) return known;
  }
  let failure: unknown;
  for (const sequence of listing.checkpoints) {
    try {
      return await readCheckpoint(dir, sequence);
    } catch (error) {
      if (!(error instanceof GembaError) || error.code !== 'history-damaged') throw error;
      failure ??= error;
    }
  }
  // Every entry from the first on makes up for damaged checkpoints.
  if (listing.last === 0 || listing.entries.has(1)) return emptyState;
  throw failure ?? damaged(join(dir, manifestFolder), 'lacks its first entries and has no checkpoint');
}

export async function listManifest(dir: string): Promise<Listing> {
  const entries = new Set<number>();
  const checkpoints: number[] = [];
  let last = 0;
  for (const name of await listNames(join(dir, manifestFolder))) {
    const match = /^(\d{12})(\.checkpoint)?\.json$/.exec(name);
    if (match === null) continue;
    const sequence = Number(match[1]);
    last = Math.max(last, sequence);
    if (match[2] === undefined) entries.add(sequence);
    else checkpoints.push(sequence);
  }
  return { entries, last, checkpoints: checkpoints.sort((a, b) => b - a) };
}

export async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Undefined where the entry is the last and torn: it was never committed. */
async function readEntry(
  dir: string,
  state: ManifestState,
  sequence: number,
  isLast: boolean,
): Promise<ManifestState | undefined> {
  const path = join(dir, manifestFolder, entryName(sequence));
  const read = unseal(await readFile(path, 'utf8'), formatVersion);
  if (read.kind === 'torn' && isLast) return undefined;
  if (read.kind === 'newer') throw newer(path, read.format);
  if (read.kind !== 'whole') throw damaged(path, read.kind === 'torn' ? 'is cut off' : 'does not match its checksum');
  const entry = read.body as unknown as ManifestEntry;
  if (entry.sequence !== sequence || entry.previous !== state.digest)
    throw damaged(path, 'does not follow from the entry before it');
  return applyEntry(state, entry, read.sha256);
}

async function readCheckpoint(dir: string, sequence: number): Promise<ManifestState> {
  const path = join(dir, manifestFolder, checkpointName(sequence));
  const read = unseal(await readFile(path, 'utf8'), formatVersion);
  if (read.kind === 'newer') throw newer(path, read.format);
  if (read.kind !== 'whole') throw damaged(path, 'does not match its checksum');
  return stateOf(read.body as unknown as Checkpoint);
}

/** The state that a checkpoint of any format says. */
export function stateOf(checkpoint: Checkpoint): ManifestState {
  return {
    sequence: checkpoint.sequence,
    digest: checkpoint.digest,
    version: checkpoint.version,
    committedAt: checkpoint.committedAt ?? undefined,
    fencing: checkpoint.fencing,
    sources: new Map(
      Object.entries(checkpoint.sources).map(([source, { position, account }]) => [
        source,
        { position, account: wholeAccount(account) },
      ]),
    ),
    segments: SegmentMap.of(new Map(checkpoint.segments.map((segment) => [segment.path, segment]))),
    readingVersions:
      checkpoint.readingVersions === undefined
        ? versionsAfter(new Map(), checkpoint.segments, checkpoint.version)
        : new Map(Object.entries(checkpoint.readingVersions)),
    gapVersions: new Map(Object.entries(checkpoint.gapVersions ?? {})),
    rollups: new Map((checkpoint.rollups ?? []).map((segment) => [segment.path, segment])),
    expiries: checkpoint.expiries === undefined ? noExpiries : expiriesAfter(noExpiries, checkpoint.expiries),
    expiredVersions: new Map(Object.entries(checkpoint.expiredVersions ?? {})),
    forgotten: checkpoint.forgotten,
  };
}

export type NewEntry = Omit<ManifestEntry, 'format' | 'sequence' | 'previous'>;

/** Adds the entry that follows `state`; undefined where another process has added one first. */
export async function appendEntry(
  dir: string,
  state: ManifestState,
  fields: NewEntry,
): Promise<ManifestState | undefined> {
  const sequence = state.sequence + 1;
  const entry: ManifestEntry = { format: formatVersion, sequence, previous: state.digest, ...fields };
  const { text, sha256 } = seal(entry);
  if (!(await addFile(join(dir, manifestFolder, entryName(sequence)), text))) return undefined;
  return applyEntry(state, entry, sha256);
}

/** The file of a checkpoint: the whole state. */
export function checkpointText(state: ManifestState): string {
  const checkpoint: Checkpoint = {
    format: formatVersion,
    sequence: state.sequence,
    digest: state.digest,
    version: state.version,
    committedAt: state.committedAt ?? null,
    fencing: state.fencing,
    sources: Object.fromEntries(state.sources),
    segments: [...state.segments.values()],
    readingVersions: Object.fromEntries(state.readingVersions),
    gapVersions: Object.fromEntries(state.gapVersions),
    rollups: [...state.rollups.values()],
    ...(state.expiries === noExpiries ? {} : { expiries: sayExpiries(state.expiries) }),
    ...(state.expiredVersions.size === 0 ? {} : { expiredVersions: Object.fromEntries(state.expiredVersions) }),
    ...(state.forgotten === undefined ? {} : { forgotten: state.forgotten }),
  };
  return seal(checkpoint).text;
}

/** Writes a checkpoint, and removes entries and checkpoints from before the previous one. */
export async function writeCheckpoint(dir: string, state: ManifestState): Promise<void> {
  const folder = join(dir, manifestFolder);
  const listing = await listManifest(dir);
  await replaceFile(join(folder, checkpointName(state.sequence)), checkpointText(state));
  const [previous] = listing.checkpoints;
  if (previous === undefined) return;
  for (const sequence of listing.entries)
    if (sequence <= previous) await rm(join(folder, entryName(sequence)), { force: true });
  for (const sequence of listing.checkpoints.slice(1))
    await rm(join(folder, checkpointName(sequence)), { force: true });
}

/** Puts a torn last entry and temporary files out of the way; only for the holder of the lease. */
export async function cleanManifest(dir: string, state: ManifestState): Promise<void> {
  const folder = join(dir, manifestFolder);
  await makeFolder(folder);
  for (const name of await listNames(folder)) {
    if (name.endsWith(temporaryEnding)) await rm(join(folder, name), { force: true });
    if (name === entryName(state.sequence + 1)) {
      const read = unseal(await readFile(join(folder, name), 'utf8'), formatVersion);
      if (read.kind === 'torn') await rename(join(folder, name), join(folder, `${name}.torn`));
    }
  }
  await syncFolder(folder);
}

export function damaged(path: string, what: string): GembaError {
  return new GembaError(
    'history-damaged',
    `${path} ${what}. Restore this file from a backup of the store; nothing else was changed.`,
    { details: { path } },
  );
}

function newer(path: string, format: number): GembaError {
  return new GembaError(
    'history-newer',
    `${path} has format ${format}; this gemba reads formats up to ${formatVersion}. Use the gemba that wrote it, or a newer one.`,
    { details: { path, format, formatMax: formatVersion } },
  );
}
