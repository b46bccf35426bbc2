/** Retention at the end of commands that load, for plants that are not run all the time. */
import { GembaError } from '../model/index.ts';
import { appliedText, applyRetentionWhenDue, type OpenPlant } from '../runtime/index.ts';
import type { CommandContext } from './command.ts';

/** Removes what the plant file keeps no longer, where that is due. What fails is told; the command has done its work. */
export async function expireAndTell(plant: OpenPlant, { output }: CommandContext): Promise<void> {
  try {
    const applied = await applyRetentionWhenDue(plant);
    if (applied === undefined) return;
    const { removed, pruned } = applied;
    if (removed.length > 0) output.note(`retention: ${appliedText(removed, pruned)}.`);
    else output.log.info({ removed, pruned }, `retention: ${appliedText(removed, pruned)}`);
  } catch (error) {
    if (!(error instanceof GembaError)) throw error;
    // Whoever runs the plant does it.
    if (error.code === 'lease-held') return;
    output.warn(`gemba: what is kept no longer could not be removed: ${error.message} [${error.code}]`);
  }
}
