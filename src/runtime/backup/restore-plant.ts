/**
 * Puts a plant back as it was at a point: into an empty folder, or over a store that is broken or too new.
 *
 * A marker stands in the store from before the first change until after the last, and nobody opens the plant while it does. What was
 * there is moved aside, not deleted. Each step finds out for itself whether it was done, so whatever kills a restore, running
 * it again goes on. The last steps give the store numbers above all that were given in it before, so that a process of before that
 * wakes up late finds that it has lost its leases, and nothing it still writes counts.
 */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupPoint, BackupRepository, SavedFile } from '../../backup/index.ts';
import { pinEmbeddedHistory, raiseHistoryNumbers, readHistoryNumbers } from '../../history/index.ts';
import { GembaError } from '../../model/index.ts';
import { bufferFolderName, newestBuffer } from '../plant-buffer.ts';
import { type PlantLease, takePlantLease } from '../plant-lease.ts';
import type { DerivedKeys } from '../secrets.ts';
import { listStandbys } from '../standbys.ts';
import { copyRunAside, moveAside, movedFolders, removeIfEmpty, removeRestored, runFiles } from './move-aside.ts';
import { type PlacedFiles, placeFiles } from './place-files.ts';
import { type RestoreMarker, readRestoreMarker, removeRestoreMarker, writeRestoreMarker } from './restore-marker.ts';
import { readErasedCount, restoreState } from './restore-state.ts';
import type { RestoreStep } from './steps.ts';
import { syncFolder } from './sync-folder.ts';

/** The place of a store, without anything of it open. */
export interface RestorePlace {
  readonly storeDir: string;
  readonly keys: Pick<DerivedKeys, 'backup'>;
  /** Names this process in leases. */
  readonly holder: string;
  readonly leaseMs: number;
  readonly clock: () => number;
}

export interface RestorePlantOptions {
  readonly signal?: AbortSignal;
  /** After each file: bytes that are in place, of how many. */
  readonly onProgress?: (progress: { readonly doneBytes: number; readonly byteLength: number }) => void;
  readonly onStep?: (step: RestoreStep) => void | Promise<void>;
}

export interface RestoredPlant {
  readonly point: Pick<BackupPoint, 'id' | 'at' | 'plant' | 'softwareVersion'>;
  /** How long before now the point was, ms. */
  readonly ageMs: number;
  readonly storeDir: string;
  readonly placed: PlacedFiles;
  /** Of the history that was restored. */
  readonly version: number;
  readonly committedAt: number | undefined;
  /** By source: up to where history has it, in the source's own words. */
  readonly positions: ReadonlyMap<string, unknown>;
  /** Persons erased since the point: their names are gone, but refused rows and copies of reports of then are back. */
  readonly erasedCount: number;
  /** Folder of what was in the store before; undefined where it was empty. */
  readonly replacedDir: string | undefined;
}

const partialName = 'restoring-files';

/**
 * Restores a point.
 *
 * @throws GembaError `lease-held` where a process runs the plant, stands by or writes it; `backup-damaged`, `backup-missing`,
 * `backup-failed`; `history-newer`, `state-newer` for a point of a newer gemba; `secret-changed`
 * @example
 * const point = await backups.findPoint(Date.now());
 * await restorePlant(place, backups, point);
 */
export async function restorePlant(
  place: RestorePlace,
  backups: BackupRepository,
  point: BackupPoint,
  options: RestorePlantOptions = {},
): Promise<RestoredPlant> {
  const { storeDir, clock } = place;
  await requireNobodyStandsBy(storeDir, clock());
  await mkdir(storeDir, { recursive: true });
  await using lease = await takePlantLease(place, { fencingSeen: await newestBuffer(storeDir) });
  const marker = await begin(place, lease, point, options);
  const restoring = new Restoring(place, lease, backups, point, marker, options);
  return await restoring.run();
}

/** One that stands by would take over at once, with files open that are moved aside. */
async function requireNobodyStandsBy(storeDir: string, nowMs: number): Promise<void> {
  const [standby] = await listStandbys(storeDir, nowMs);
  if (standby === undefined) return;
  throw new GembaError(
    'lease-held',
    `${standby.holder} stands by for the plant in ${storeDir}. Stop it, and all others that have the store open, before a restore.`,
    { details: { holder: standby.holder } },
  );
}

/** Writes the marker, or goes on with the one that is there. */
async function begin(
  { storeDir, clock }: RestorePlace,
  lease: PlantLease,
  point: BackupPoint,
  { onStep }: RestorePlantOptions,
): Promise<RestoreMarker> {
  const former = await readRestoreMarker(storeDir);
  if (former?.point === point.id) return former;
  if (former !== undefined) await removeRestored(storeDir, former.replaced);
  const startedAt = clock();
  const marker: RestoreMarker = {
    startedAt,
    replaced: `replaced-${new Date(startedAt).toISOString().slice(0, 19).replaceAll(':', '-')}Z`,
    before: await readHistoryNumbers(join(storeDir, 'history')),
    // What one that was cut off has moved and seen stays moved and seen.
    ...former,
    point: point.id,
    bufferFencing: lease.fencing,
  };
  await writeRestoreMarker(storeDir, marker);
  await onStep?.('marker-written');
  return marker;
}

class Restoring {
  readonly #place: RestorePlace;
  readonly #lease: PlantLease;
  readonly #backups: BackupRepository;
  readonly #point: BackupPoint;
  readonly #marker: RestoreMarker;
  readonly #options: RestorePlantOptions;
  readonly #partialDir: string;
  readonly #signal: AbortSignal;
  #doneBytes: number = 0;

  constructor(
    place: RestorePlace,
    lease: PlantLease,
    backups: BackupRepository,
    point: BackupPoint,
    marker: RestoreMarker,
    options: RestorePlantOptions,
  ) {
    this.#place = place;
    this.#lease = lease;
    this.#backups = backups;
    this.#point = point;
    this.#marker = marker;
    this.#options = options;
    this.#partialDir = join(place.storeDir, partialName);
    this.#signal = AbortSignal.any([lease.lost, ...(options.signal === undefined ? [] : [options.signal])]);
  }

  async run(): Promise<RestoredPlant> {
    const { storeDir, clock, holder, keys } = this.#place;
    const { replaced, before, bufferFencing } = this.#marker;
    for (const folder of movedFolders) {
      await moveAside(storeDir, replaced, folder);
      await this.#step(`${folder}-moved`);
    }
    await copyRunAside(storeDir, replaced);
    await this.#step('run-moved');
    await rm(this.#partialDir, { recursive: true, force: true });
    const placed = [
      await this.#placePart('history', 'history', { isKept: true }),
      await this.#placePart('archive', 'archive', { isKept: true }),
      await this.#placePart('buffer', join('buffer', bufferFolderName(bufferFencing))),
      await this.#placeRun(),
    ];
    await raiseHistoryNumbers(join(storeDir, 'history'), before, holder);
    await this.#step('numbers-raised');
    for (const file of this.#filesOf('state'))
      await restoreState({
        storeDir,
        partialDir: this.#partialDir,
        point: this.#point,
        file,
        backups: this.#backups,
        key: keys.backup,
        clock,
        signal: this.#signal,
        onStep: (step) => this.#step(step),
      });
    await rm(join(storeDir, 'derived'), { recursive: true, force: true });
    await this.#step('derived-removed');
    await rm(this.#partialDir, { recursive: true, force: true });
    const isReplaced = await removeIfEmpty(join(storeDir, replaced));
    this.#lease.confirm();
    await removeRestoreMarker(storeDir);
    await this.#options.onStep?.('marker-removed');
    return await this.#tell(placed, isReplaced ? join(storeDir, replaced) : undefined);
  }

  async #placePart(
    part: 'history' | 'archive' | 'buffer',
    folder: string,
    { isKept = false }: { readonly isKept?: boolean } = {},
  ): Promise<PlacedFiles> {
    const { storeDir } = this.#place;
    const placed = await placeFiles({
      files: this.#filesOf(part),
      toDir: join(storeDir, folder),
      // A buffer's files are written on when it is opened, so they are no link to what was moved aside.
      ...(isKept ? { hasDir: join(storeDir, this.#marker.replaced, folder) } : {}),
      ...this.#placing(),
    });
    await this.#step(`${part}-placed`);
    return placed;
  }

  /** What the process that ran at the point said of itself: the next one knows from it how long nobody looked. */
  async #placeRun(): Promise<PlacedFiles> {
    const { storeDir } = this.#place;
    const files = this.#filesOf('run');
    for (const name of runFiles)
      if (!files.some(({ path }) => path === name)) await rm(join(storeDir, 'run', name), { force: true });
    const placed = await placeFiles({ files, toDir: join(storeDir, 'run'), ...this.#placing() });
    await syncFolder(join(storeDir, 'run'));
    await this.#step('run-placed');
    return placed;
  }

  #placing(): Pick<Parameters<typeof placeFiles>[0], 'partialDir' | 'backups' | 'signal' | 'onPlaced'> {
    const byteLength = this.#point.parts.reduce((sum, { files }) => sum + bytesOf(files), 0);
    return {
      partialDir: this.#partialDir,
      backups: this.#backups,
      signal: this.#signal,
      onPlaced: async (file) => {
        this.#doneBytes += file.byteLength;
        this.#options.onProgress?.({ doneBytes: this.#doneBytes, byteLength });
        await this.#options.onStep?.('file-placed');
      },
    };
  }

  #filesOf(part: string): readonly SavedFile[] {
    return this.#point.parts.find(({ name }) => name === part)?.files ?? [];
  }

  /** Nothing more is done under a lease that another process has taken. */
  async #step(step: RestoreStep): Promise<void> {
    await this.#options.onStep?.(step);
    this.#lease.confirm();
    this.#signal.throwIfAborted();
  }

  async #tell(placed: readonly PlacedFiles[], replacedDir: string | undefined): Promise<RestoredPlant> {
    const { storeDir, clock } = this.#place;
    const { id, at, plant, softwareVersion } = this.#point;
    const history = await pinEmbeddedHistory(join(storeDir, 'history'));
    const sum = (figure: keyof PlacedFiles): number => placed.reduce((total, one) => total + one[figure], 0);
    return {
      point: { id, at, plant, softwareVersion },
      ageMs: clock() - at,
      storeDir,
      placed: {
        fileCount: sum('fileCount'),
        byteLength: sum('byteLength'),
        fetchedBytes: sum('fetchedBytes'),
      },
      version: history.version,
      committedAt: history.committedAt,
      // What is beside the source's own says which records of the buffer it stands for.
      positions: new Map([...history.positions].map(([source, position]) => [source, position['source'] ?? null])),
      erasedCount: this.#filesOf('state').length === 0 ? 0 : await readErasedCount(storeDir, clock),
      replacedDir,
    };
  }
}

function bytesOf(files: readonly SavedFile[]): number {
  return files.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
