/** What the sources of a plant file could be read for: a first tag list, for an engineer to correct. */
import type { Discovered } from '../ingest/index.ts';
import { GembaError } from '../model/index.ts';
import { type OpenPlantOptions, openPlant } from './open-plant.ts';

export interface DiscoverTagsOptions extends OpenPlantOptions {
  readonly signal: AbortSignal;
  /** How long each source listens, ms; all at once. */
  readonly listenMs: number;
  /** Whether edge nodes are asked for their births, which they publish to all that listen. */
  readonly asksForBirths: boolean;
}

export interface DiscoveredSource extends Discovered {
  readonly source: string;
  /** Equipment that the draft names and the plant does not have. */
  readonly unknownEquipment: readonly string[];
}

/**
 * Listens to all sources that can say what there is. Nothing is loaded, and nothing is said to the plant but what is asked
 * for with `asksForBirths`.
 *
 * @throws GembaError what `openPlant` throws; `usage` where no source can say what there is
 */
export async function discoverTags(options: DiscoverTagsOptions): Promise<readonly DiscoveredSource[]> {
  await using plant = await openPlant(options);
  const sources = plant.listSources().filter(({ discover }) => discover !== undefined);
  if (sources.length === 0)
    throw new GembaError(
      'usage',
      'No source of the plant file can say what there is to read. Sparkplug sources (kind: sparkplug) can.',
    );
  const { signal, listenMs, asksForBirths } = options;
  return Promise.all(
    sources.map(async (source) => {
      const found = await (source.discover as NonNullable<typeof source.discover>)({ signal, listenMs, asksForBirths });
      const equipment = new Set(found.tags.map((tag) => tag.equipment));
      const unknownEquipment = [...equipment].filter((id) => plant.sourceContext.findEquipment(id) === undefined);
      return { source: source.id, ...found, unknownEquipment };
    }),
  );
}
