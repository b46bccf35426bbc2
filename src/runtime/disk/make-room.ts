/** Where history is read-only because its disk is full: what the plant keeps no longer goes, which makes room. */
import { GembaError } from '../../model/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import { type AppliedRetention, applyRetention } from '../retention/apply.ts';
import { isRetentionDue } from '../retention/due.ts';

/** How often it is tried: files that are removed stay a quarter of an hour for whoever reads them, then the next try deletes them. */
const pauseMs = 16 * 60_000;

export class RoomMaker {
  readonly #plant: OpenPlant;
  #triedAt: number = Number.NEGATIVE_INFINITY;

  constructor(plant: OpenPlant) {
    this.#plant = plant;
  }

  /**
   * Where an error says that the disk is full: deletes what nothing names any more, and applies the plant's retention where
   * it is due. Undefined where it was not applied.
   *
   * @throws what opening history or applying it throws
   */
  async makeRoom(error: unknown): Promise<AppliedRetention | undefined> {
    const { clock, history, holder } = this.#plant;
    if (!(error instanceof GembaError) || error.code !== 'history-full') return undefined;
    if (clock() < this.#triedAt + pauseMs) return undefined;
    this.#triedAt = clock();
    // Opening it deletes what was merged or has expired before.
    await using writer = await history.openWriter({ holder });
    return (await isRetentionDue(this.#plant)) ? await applyRetention(this.#plant, writer) : undefined;
  }
}
