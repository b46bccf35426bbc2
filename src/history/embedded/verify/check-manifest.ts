/**
 * The manifest as it lies on the disk: every entry and checkpoint, each for itself, and whether they follow from each other.
 * Where one is damaged the state is told by those that are left, so that its files are looked at all the same.
 */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { checkpointName, entryName, manifestFolder } from '../layout.ts';
import { type Checkpoint, type Listing, listManifest, listNames, stateOf } from '../manifest-log.ts';
import { applyEntry, emptyState, type ManifestEntry, type ManifestState } from '../manifest-state.ts';
import { damageOf, type HistoryFinding, noteOf, type Remedy } from './finding.ts';
import { faultOf } from './read-file.ts';
import { type ReadSealed, readSealed } from './read-sealed.ts';

export interface CheckedManifest {
  /** As a reader would see it; where entries are damaged, as far as the others tell. */
  readonly state: ManifestState;
  /** Whether the state follows from whole files. Else files that no entry names may be those of a damaged one. */
  readonly isKnown: boolean;
  readonly findings: readonly HistoryFinding[];
  readonly entryCount: number;
  readonly checkpointCount: number;
}

type ReadEntry =
  | Exclude<ReadSealed, { kind: 'whole' }>
  | { readonly kind: 'whole'; readonly entry: ManifestEntry; readonly sha256: string };
type ReadCheckpoint =
  | Exclude<ReadSealed, { kind: 'whole' }>
  /** Undefined `readingVersions`: of a format that did not say them. */
  | { readonly kind: 'whole'; readonly state: ManifestState; readonly saysVersions: boolean };

/** How often it begins anew because a writer removed entries that were about to be read. */
const attemptsMax = 8;

/** @throws GembaError `history-newer` */
export async function checkManifest(dir: string): Promise<CheckedManifest> {
  try {
    return await checkListed(dir);
  } catch (error) {
    // Then nothing is known of the store: neither its files nor what they should say.
    const { kind, what } = faultOf(error);
    const findings = [damageOf('entry', kind, manifestFolder, what)];
    return { state: emptyState, isKnown: false, findings, entryCount: 0, checkpointCount: 0 };
  }
}

async function checkListed(dir: string): Promise<CheckedManifest> {
  for (let attempt = 1; ; attempt++) {
    const listing = await listManifest(dir);
    const entries = new Map<number, ReadEntry>();
    for (const sequence of listing.entries) entries.set(sequence, await readEntry(dir, sequence));
    const checkpoints = new Map<number, ReadCheckpoint>();
    for (const sequence of listing.checkpoints) checkpoints.set(sequence, await readCheckpoint(dir, sequence));
    const isGone = [...entries.values(), ...checkpoints.values()].some(({ kind }) => kind === 'missing');
    if (isGone && attempt < attemptsMax) continue;
    const walk = new ManifestWalk(listing, entries, checkpoints);
    const { state, isKnown, findings } = walk.run();
    // A folder may be listed amidst the removal of entries that a new checkpoint makes up for.
    if (findings.length > 0 && attempt < attemptsMax && (await hasChanged(dir, listing))) continue;
    return {
      state,
      isKnown,
      findings: [...findings, ...(await findSetAside(dir))],
      entryCount: entries.size,
      checkpointCount: checkpoints.size,
    };
  }
}

async function hasChanged(dir: string, before: Listing): Promise<boolean> {
  const { entries, checkpoints } = await listManifest(dir);
  return (
    checkpoints.join() !== before.checkpoints.join() || [...before.entries].some((sequence) => !entries.has(sequence))
  );
}

async function readEntry(dir: string, sequence: number): Promise<ReadEntry> {
  const read = await readSealed(dir, entryPath(sequence));
  return read.kind === 'whole'
    ? { kind: 'whole', entry: read.body as unknown as ManifestEntry, sha256: read.sha256 }
    : read;
}

async function readCheckpoint(dir: string, sequence: number): Promise<ReadCheckpoint> {
  const read = await readSealed(dir, checkpointPath(sequence));
  if (read.kind !== 'whole') return read;
  const checkpoint = read.body as unknown as Checkpoint;
  return { kind: 'whole', state: stateOf(checkpoint), saysVersions: checkpoint.readingVersions !== undefined };
}

const entryPath = (sequence: number): string => `${manifestFolder}/${entryName(sequence)}`;
const checkpointPath = (sequence: number): string => `${manifestFolder}/${checkpointName(sequence)}`;

/** Entries that a writer has put aside because they were cut off. */
async function findSetAside(dir: string): Promise<HistoryFinding[]> {
  return (await listNames(join(dir, manifestFolder)))
    .filter((name) => name.endsWith('.torn'))
    .map((name) =>
      noteOf(
        'entry',
        'left-over',
        `${manifestFolder}/${name}`,
        'was cut off before it was committed, and put aside',
        'none',
      ),
    );
}

/** Goes over entries and checkpoints in the order of their numbers. */
class ManifestWalk {
  readonly #listing: Listing;
  readonly #entries: ReadonlyMap<number, ReadEntry>;
  readonly #checkpoints: ReadonlyMap<number, ReadCheckpoint>;
  readonly #findings: HistoryFinding[] = [];
  /** The newest whole checkpoint makes up for whatever is damaged before it. */
  readonly #newestWhole: number;
  /** Entries up to this number may be removed already. */
  readonly #removedTo: number;
  #state: ManifestState = emptyState;
  #isKnown: boolean;

  constructor(
    listing: Listing,
    entries: ReadonlyMap<number, ReadEntry>,
    checkpoints: ReadonlyMap<number, ReadCheckpoint>,
  ) {
    this.#listing = listing;
    this.#entries = entries;
    this.#checkpoints = checkpoints;
    this.#newestWhole = listing.checkpoints.find((sequence) => checkpoints.get(sequence)?.kind === 'whole') ?? 0;
    const first = Math.min(listing.last, ...listing.entries);
    this.#removedTo = Math.max(listing.checkpoints[1] ?? 0, this.#newestWhole > 0 ? first - 1 : 0);
    this.#isKnown = listing.last === 0 || listing.entries.has(1);
  }

  run(): Pick<CheckedManifest, 'state' | 'isKnown' | 'findings'> {
    const first = Math.min(this.#listing.last, ...this.#listing.entries, ...this.#listing.checkpoints);
    for (
      let sequence = Math.max(1, Math.min(first, this.#newestWhole + 1));
      sequence <= this.#listing.last;
      sequence++
    ) {
      this.#takeEntry(sequence);
      this.#takeCheckpoint(sequence);
    }
    if (this.#state.sequence < this.#listing.last && !this.#isTorn(this.#listing.last)) this.#isKnown = false;
    return { state: this.#state, isKnown: this.#isKnown, findings: this.#findings };
  }

  #takeEntry(sequence: number): void {
    const read = this.#entries.get(sequence);
    if (read === undefined) {
      if (sequence <= this.#removedTo || this.#checkpoints.get(sequence)?.kind === 'whole') {
        if (this.#state.sequence < sequence) this.#isKnown = false;
        return;
      }
      this.#damage(sequence, 'missing', 'is not there, though later ones are');
      return;
    }
    if (read.kind === 'torn' && sequence === this.#listing.last) {
      this.#findings.push(
        noteOf('entry', 'left-over', entryPath(sequence), `${read.what}: it was never committed`, 'itself'),
      );
      return;
    }
    if (read.kind !== 'whole') {
      this.#damage(sequence, read.kind === 'torn' ? 'cut' : read.kind, read.what);
      return;
    }
    const { entry, sha256 } = read;
    if (entry.sequence !== sequence) this.#damage(sequence, 'chain', `calls itself number ${entry.sequence}`);
    else if (this.#isKnown && entry.previous !== this.#state.digest)
      this.#damage(sequence, 'chain', 'does not follow from the entry before it');
    // Of what comes after a damaged one, as much is taken as there is.
    if (this.#isKnown || sequence > this.#newestWhole)
      this.#state = applyEntry(this.#state, { ...entry, sequence }, sha256);
  }

  #takeCheckpoint(sequence: number): void {
    const read = this.#checkpoints.get(sequence);
    if (read === undefined) return;
    const path = checkpointPath(sequence);
    if (read.kind !== 'whole') {
      const remedy = this.#isKnown || this.#newestWhole > sequence ? 'rebuild' : 'restore';
      const kind = read.kind === 'torn' ? 'cut' : read.kind;
      this.#findings.push(damageOf('checkpoint', kind, path, read.what, { remedy }));
      return;
    }
    if (this.#isKnown && this.#state.sequence === sequence) {
      const what = findDifference(this.#state, read);
      if (what !== undefined)
        this.#findings.push(
          damageOf('checkpoint', 'differs', path, `says something else of ${what} than the entries before it`, {
            remedy: 'rebuild',
          }),
        );
      return;
    }
    this.#state = read.state;
    this.#isKnown = read.state.sequence === sequence;
    if (!this.#isKnown)
      this.#findings.push(
        damageOf('checkpoint', 'chain', path, `calls itself that of entry ${read.state.sequence}`, {
          remedy: 'rebuild',
        }),
      );
  }

  #damage(sequence: number, kind: HistoryFinding['kind'], what: string): void {
    this.#isKnown = false;
    // A checkpoint after it says all that it said; the next checkpoint removes it.
    const remedy: Remedy = sequence <= this.#newestWhole ? 'rebuild' : 'restore';
    this.#findings.push(damageOf('entry', kind, entryPath(sequence), what, { remedy }));
  }

  #isTorn(sequence: number): boolean {
    return this.#entries.get(sequence)?.kind === 'torn' && this.#state.sequence === sequence - 1;
  }
}

/** What of a state a checkpoint says otherwise; undefined where nothing. */
function findDifference(
  state: ManifestState,
  { state: said, saysVersions }: Extract<ReadCheckpoint, { kind: 'whole' }>,
): string | undefined {
  const listed = ({ segments }: ManifestState): ReadonlyMap<string, unknown> =>
    new Map([...segments.values()].map((segment) => [segment.path, segment]));
  const { segments: _, readingVersions, gapVersions, ...rest } = state;
  const { segments: __, readingVersions: saidReadings, gapVersions: saidGaps, ...saidRest } = said;
  if (!isDeepStrictEqual(listed(state), listed(said))) return 'files of facts';
  for (const [name, value] of Object.entries(rest))
    if (!isDeepStrictEqual(plain(value), plain((saidRest as Record<string, unknown>)[name])))
      return words[name] ?? name;
  if (saysVersions && !isDeepStrictEqual(plain(readingVersions), plain(saidReadings))) return 'the hours with readings';
  if (saysVersions && !isDeepStrictEqual(plain(gapVersions), plain(saidGaps))) return 'the hours with gaps';
  return undefined;
}

const words: Readonly<Record<string, string>> = {
  sources: 'positions and accounts of sources',
  rollups: 'files of rollups',
  version: 'the number of commits',
};

/** What was written is compared as it is written: what is undefined is not. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, one) =>
      one instanceof Map ? { map: [...one].sort(([a], [b]) => (a < b ? -1 : 1)) } : one,
    ) ?? 'null',
  );
}
