/** Reads refused rows again, after a fix of the plant file: those that pass now become facts. */
import { createReplaySource, type FileSourceConfig, fileSourceSchema } from '../ingest/index.ts';
import { type LoadOptions, type LoadSummary, loadSources } from './load-sources.ts';
import type { OpenPlant } from './open-plant.ts';

/**
 * Replays the quarantine of every file source. What fails again stays in it.
 *
 * @throws GembaError `lease-held` where another process writes
 */
export async function replayQuarantine(
  plant: OpenPlant,
  options: Omit<LoadOptions, 'sources'> = {},
): Promise<readonly LoadSummary[]> {
  const snapshot = await plant.history.snapshot();
  const refusals = await snapshot.read({ kind: 'refusal' });
  const files = plant.file.sources.filter((config) => fileSourceSchema.safeParse(config).success);
  const sources = files.map((config) =>
    createReplaySource(config as unknown as FileSourceConfig, plant.sourceContext, refusals),
  );
  return loadSources(plant, { ...options, sources });
}
