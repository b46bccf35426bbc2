import { GembaError } from '../model/index.ts';
import { requireIdentity } from './repository/identity.ts';
import { readNote, writeNote } from './repository/notes.ts';
import { indexObjects, type ObjectIndex } from './repository/object-index.ts';
import { readPointFiles, rowOf, summariesOf } from './repository/points.ts';
import { prunePoints } from './repository/prune-points.ts';
import { readObject } from './repository/read-object.ts';
import { savePoint } from './repository/save-point.ts';
import { readState } from './repository/steps.ts';
import { beginTurn, type TurnOptions } from './repository/turn.ts';
import { verifyRepository } from './repository/verify-repository.ts';
import type { BackupRepository } from './repository.ts';
import type { BackupTarget } from './target.ts';

export interface OpenRepositoryOptions {
  /** Of the plant whose backups these are: those of another are refused. */
  readonly plant: string;
  readonly softwareVersion: string;
  /** Of `Date.now` for all but tests: tells when a lock that nobody renews has run out. */
  readonly now?: () => number;
  /** False, as for a restore: throws `backup-missing` where there are none yet, and writes nothing. Default true. */
  readonly create?: boolean;
  /** After how long without a sign another process may take over, ms. Default 10 minutes. */
  readonly lockMs?: number;
}

const lockMsDefault = 600_000;

/**
 * The backups of a plant at a target, which is disposed of with them. Format: docs/backup-format.md.
 *
 * @throws GembaError `backup-missing`; `backup-newer`; `backup-failed` where the target cannot be reached, or has the
 *   backups of another plant
 * @example
 * await using target = await openFolderTarget({ path: '/mnt/backups/gemba' })
 * await using backups = await openBackupRepository(target, { plant: 'demo', softwareVersion: '0.1.0' })
 * await backups.save([{ name: 'history', files }], { at: Date.now() })
 */
export async function openBackupRepository(
  target: BackupTarget,
  options: OpenRepositoryOptions,
): Promise<BackupRepository> {
  const { plant, softwareVersion, now = Date.now, create = true, lockMs = lockMsDefault } = options;
  await requireIdentity(target, { plant, create });
  /** A share may be gone since it was opened, and the empty folder under it show: nothing is begun anew there. */
  const requireSame = (): Promise<void> => requireIdentity(target, { plant, create: false });
  const turnOptions: TurnOptions = { plant, now, lockMs };
  let index: Promise<ObjectIndex> | undefined;
  /** For reading many files: listed once, and again for what is not in it. */
  const indexOnce = (): Promise<ObjectIndex> => {
    index ??= indexObjects(target);
    index.catch(() => {
      index = undefined;
    });
    return index;
  };

  return {
    location: target.location,
    async save(parts, saveOptions) {
      saveOptions.signal?.throwIfAborted();
      await requireSame();
      await using turn = await beginTurn(target, 'save', turnOptions);
      return await savePoint({ target, turn, plant, softwareVersion }, parts, saveOptions);
    },
    async listPoints() {
      return summariesOf(await readState(target), plant);
    },
    async findPoint(at) {
      const state = await readState(target);
      const found = summariesOf(state, plant).findLast((point) => point.at <= at);
      const row = found && rowOf(state, found.id);
      return row && readPointFiles({ target }, row, plant);
    },
    async readPoint(id) {
      const row = rowOf(await readState(target), id);
      if (row !== undefined) return readPointFiles({ target }, row, plant);
      throw new GembaError(
        'backup-missing',
        `There is no point ${id} in the backups at ${target.location}. 'gemba history backup --list' shows those there are.`,
        { details: { id, location: target.location } },
      );
    },
    async *readFile(file, signal) {
      yield* readObject({ target, index: await indexOnce() }, file, signal);
    },
    async prune(rule, at) {
      await requireSame();
      await using turn = await beginTurn(target, 'prune', turnOptions);
      return await prunePoints(target, turn, rule, at);
    },
    verify: (verifyOptions = {}) => verifyRepository(target, verifyOptions),
    readNote: (name) => readNote(target, name),
    writeNote: (name, bytes) => writeNote(target, name, bytes),
    [Symbol.asyncDispose]: () => target[Symbol.asyncDispose](),
  };
}
