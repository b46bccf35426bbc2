/** Makes one backup of a plant, whether a process runs it or not. */
import type { BackupRepository, SavedPoint, SavePointOptions } from '../../backup/index.ts';
import type { HistoryPin } from '../../history/index.ts';
import { listPersonNames } from '../../state/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import { noteBackup } from './backup-record.ts';
import { type CollectPointOptions, collectPoint } from './collect-point.ts';
import { errnoOf } from './file-errors.ts';
import { addPersonNames } from './person-notes.ts';

export interface BackUpPlantOptions
  extends Pick<SavePointOptions, 'signal' | 'onProgress'>,
    Pick<CollectPointOptions, 'since' | 'linkFile' | 'onStep'> {}

export interface PlantBackup extends SavedPoint {
  /** For the next one, which then reads less. */
  readonly history: HistoryPin;
}

/** A report's copy may be removed while it is read; more often than this that does not happen in a row. */
const attemptsMax = 3;

/**
 * Saves one consistent point: history, state without the names of people, archive and buffer. Names go into a note beside the
 * points, encrypted with a key of the plant's secret. Other processes read and write the plant meanwhile.
 *
 * @throws GembaError `backup-busy`, `backup-failed`, `history-damaged`, `state-unreadable`; the signal's reason
 * @example
 * await using backups = await openBackups(plant);
 * const { point } = await backUpPlant(plant, backups);
 */
export async function backUpPlant(
  plant: Pick<OpenPlant, 'storeDir' | 'state' | 'clock' | 'keys'>,
  backups: BackupRepository,
  options: BackUpPlantOptions = {},
): Promise<PlantBackup> {
  const { signal, onProgress, onStep, ...collecting } = options;
  const { storeDir, state, clock } = plant;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    await using taken = await collectPoint({ storeDir, state, clock, ...collecting, ...(onStep ? { onStep } : {}) });
    // Before the point is there, and after its history was read: so each of its tokens has its name.
    await addPersonNames(backups, plant.keys.backup, listPersonNames(state));
    await onStep?.('names-written');
    try {
      const saved = await backups.save(taken.parts, {
        at: taken.at,
        ...(signal === undefined ? {} : { signal }),
        ...(onProgress === undefined ? {} : { onProgress }),
      });
      await onStep?.('point-saved');
      await noteBackup(storeDir, {
        location: backups.location,
        last: { id: saved.point.id, at: taken.at, endedAt: clock(), writtenBytes: saved.writtenBytes },
        failure: undefined,
      });
      return { ...saved, history: taken.history };
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || attempt >= attemptsMax) throw error;
    }
  }
}
