/** Where history is read-only because its disk is full: what the plant keeps no longer goes at once, which makes room. */
import { GembaError } from '../../model/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import { type AppliedRetention, applyRetention } from '../retention/apply.ts';
import { isRetentionDue } from '../retention/due.ts';

/** After a try it is left alone for so long. */
const pauseMs = 900_000;

export class RoomMaker {
  readonly #plant: OpenPlant;
  #triedAt: number = Number.NEGATIVE_INFINITY;

  constructor(plant: OpenPlant) {
    this.#plant = plant;
  }

  /**
   * Applies the plant's retention where an error says that its disk is full and it is due; undefined where not.
   *
   * @throws what applying it throws
   */
  async makeRoom(error: unknown): Promise<AppliedRetention | undefined> {
    const { clock, history, holder } = this.#plant;
    if (!(error instanceof GembaError) || error.code !== 'history-full') return undefined;
    if (clock() < this.#triedAt + pauseMs || !(await isRetentionDue(this.#plant))) return undefined;
    this.#triedAt = clock();
    await using writer = await history.openWriter({ holder });
    return await applyRetention(this.#plant, writer);
  }
}
