/** Reads refused rows and readings again, after a fix of the plant file: those that pass now become facts. */
import {
  createMqttDecoder,
  createReadingReplay,
  createReplaySource,
  createSparkplugDecoder,
  type FileSourceConfig,
  fileSourceSchema,
  type MqttSourceConfig,
  mqttSourceSchema,
  type ReadingDecoder,
  type Source,
  type SourceContext,
  type SparkplugSourceConfig,
  selectRows,
  sparkplugSourceSchema,
} from '../ingest/index.ts';
import { type FactTable, textAt } from '../model/index.ts';
import { type LoadOptions, type LoadSummary, loadSources } from './load-sources.ts';
import type { OpenPlant } from './open-plant.ts';
import type { DriverConfig } from './plant-file/schema.ts';

/**
 * Replays the quarantine of every source that can. What fails again stays in it; so do rows beyond its limit, whose
 * bytes were not kept.
 *
 * @throws GembaError `lease-held` where another process writes
 */
export async function replayQuarantine(
  plant: OpenPlant,
  options: Omit<LoadOptions, 'sources'> = {},
): Promise<readonly LoadSummary[]> {
  const snapshot = await plant.history.snapshot();
  const refusals = withBytes(await snapshot.read({ kind: 'refusal' }));
  const sources = plant.file.sources.flatMap((config) => replayOf(plant, config, refusals) ?? []);
  return loadSources({ ...plant, sourceContext: withoutIntervals(plant.sourceContext) }, { ...options, sources });
}

/** Between readings that were refused others may have come: that the replay has none there is no silence of their tag. */
function withoutIntervals(context: SourceContext): SourceContext {
  return { ...context, tags: context.tags.map(({ expectedIntervalMs: _, ...tag }) => tag) };
}

function replayOf(plant: OpenPlant, config: DriverConfig, refusals: FactTable<'refusal'>): Source | undefined {
  const { sourceContext } = plant;
  if (fileSourceSchema.safeParse(config).success)
    return createReplaySource(config as unknown as FileSourceConfig, sourceContext, refusals);
  const openDecoder = decoderOf(config, sourceContext);
  if (openDecoder === undefined) return undefined;
  const { id, kind } = config;
  return createReadingReplay({ id, kind, identityKey: sourceContext.identityKey, openDecoder }, refusals);
}

/** Undefined where the source is none of readings. */
function decoderOf(config: DriverConfig, context: SourceContext): (() => Promise<ReadingDecoder>) | undefined {
  if (mqttSourceSchema.safeParse(config).success)
    return () => createMqttDecoder(config as unknown as MqttSourceConfig, context, { skewMs: () => 0 });
  if (sparkplugSourceSchema.safeParse(config).success)
    return () => createSparkplugDecoder(config as unknown as SparkplugSourceConfig, context);
  return undefined;
}

function withBytes(refusals: FactTable<'refusal'>): FactTable<'refusal'> {
  const rows = Array.from({ length: refusals.length }, (_, row) => row);
  return selectRows(
    refusals,
    rows.filter((row) => textAt(refusals.columns.raw, row) !== ''),
  );
}
