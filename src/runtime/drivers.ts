/**
 * The drivers of the extension points: the only place that knows them all. A driver owns its config schema; the plant
 * file's schema is composed from them and from the user's `plugins`.
 */
import { resolve } from 'node:path';
import type { z } from 'zod';
import { createEmail, createFileShare, emailSchema, fileShareSchema, type Transport } from '../distribution/index.ts';
import {
  createFileSource,
  createMqttSource,
  createSparkplugSource,
  fileSourceSchema,
  mqttSourceSchema,
  type Source,
  type SourceContext,
  sparkplugSourceSchema,
} from '../ingest/index.ts';

/** What a driver of any point has: its `kind` in the plant file and the schema of its config. */
interface Driver<Config, Context, Opened> {
  readonly kind: string;
  readonly schema: z.ZodType<Config>;
  open(config: Config, context: Context): Opened;
}

export interface TransportContext {
  /** Folder against which relative output paths are resolved. */
  readonly outDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface SourceDriver<Config = never> extends Driver<Config, SourceContext, Source> {
  readonly point: 'source';
}

export interface TransportDriver<Config = never> extends Driver<Config, TransportContext, Transport> {
  readonly point: 'transport';
}

export type AnyDriver = SourceDriver | TransportDriver;

/** Declares a source of the plant's own, for `plugins: […]` in the plant file. Hold it to `sourceConformance`. */
export function defineSource<Config>(driver: Omit<SourceDriver<Config>, 'point'>): SourceDriver {
  return { point: 'source', ...driver } as unknown as SourceDriver;
}

/** Declares a transport of the plant's own, for `plugins: […]` in the plant file. Hold it to `transportConformance`. */
export function defineTransport<Config>(driver: Omit<TransportDriver<Config>, 'point'>): TransportDriver {
  return { point: 'transport', ...driver } as unknown as TransportDriver;
}

/** Files as CSV or JSONL. */
const files: SourceDriver = defineSource({ kind: 'csv', schema: fileSourceSchema, open: createFileSource });
const mqtt: SourceDriver = defineSource({ kind: 'mqtt', schema: mqttSourceSchema, open: createMqttSource });
const sparkplug: SourceDriver = defineSource({
  kind: 'sparkplug',
  schema: sparkplugSourceSchema,
  open: createSparkplugSource,
});
const mail: TransportDriver = defineTransport({
  kind: 'smtp',
  schema: emailSchema,
  open: (config, { env }) => createEmail(config, { env }),
});
const share: TransportDriver = defineTransport({
  kind: 'fileShare',
  schema: fileShareSchema,
  open: (config, { outDir }) => createFileShare({ ...config, path: resolve(outDir, config.path) }),
});

export const builtInDrivers: readonly AnyDriver[] = [files, { ...files, kind: 'jsonl' }, mqtt, sparkplug, mail, share];
