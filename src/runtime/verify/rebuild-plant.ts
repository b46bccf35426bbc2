/** Takes out of a plant's store what is damaged and can be made again. */
import { rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type HistoryFinding, historyParts, type RebuildStep, rebuildEmbeddedHistory } from '../../history/index.ts';
import type { PlantFinding } from './finding.ts';
import type { PlantVerification } from './verify-plant.ts';

export interface RebuildPlantOptions {
  readonly clock?: () => number;
  readonly onStep?: (step: RebuildStep) => void;
}

/**
 * Takes out what a look over the store has found to be damaged and to be made again; what only a backup has stays as it is.
 * Kept days of sensors go, and damaged rollups and checkpoints of the history, as `rebuildEmbeddedHistory` says.
 *
 * @returns paths of what was taken out, relative to the store
 * @throws GembaError `lease-held` where a process writes the history; `history-damaged` where it cannot be opened at all
 */
export async function rebuildPlant(
  { storeDir, findings }: Pick<PlantVerification, 'storeDir' | 'findings'>,
  options: RebuildPlantOptions = {},
): Promise<readonly string[]> {
  const derived = findings
    .filter(({ part, remedy }) => part === 'derived' && remedy === 'rebuild')
    .map(({ path }) => path);
  for (const path of derived) await rm(join(storeDir, path), { force: true });
  const removed = await rebuildEmbeddedHistory({
    dir: join(storeDir, 'history'),
    holder: `${hostname()}:${process.pid} verify --rebuild`,
    findings: findings.flatMap(historyFinding),
    ...options,
  });
  return [...derived, ...removed.map((path) => `history/${path}`)];
}

/** The finding as history has told it. */
function historyFinding({ reports: _, part, path, ...rest }: PlantFinding): HistoryFinding[] {
  const own = historyParts.find((one) => one === part);
  return own === undefined ? [] : [{ ...rest, part: own, path: path.slice('history/'.length) }];
}
