/** An MQTT source of a small plant, and what a test sees of it. */
import { type FactRow, rowAt } from 'gemba/model';
import type { SourceContext } from '../../../../src/ingest/context.ts';
import { mqttSourceSchema } from '../../../../src/ingest/mqtt/config.ts';
import type { InboxLimits } from '../../../../src/ingest/mqtt/inbox.ts';
import { createMqttSource } from '../../../../src/ingest/mqtt/mqtt-source.ts';
import type { Source, SourceBatch, SourceEvent, SourcePosition } from '../../../../src/ingest/source.ts';
import { contextOf } from '../../support/plant.ts';

/** A message is `{ "t": 1767225600000, "v": 21.5 }`; the topic names its tag. */
export const timedMapping = { form: 'value', value: 'v', time: 't' };
/** A message is a number; its readings have the time of receipt. */
export const bareMapping = { form: 'value' };

/** Midnight of 1 January 2026, UTC. */
export const firstAt = 1_767_225_600_000;

export interface SourceOptions {
  readonly url: string;
  readonly [field: string]: unknown;
}

export function mqttConfig(options: SourceOptions): ReturnType<typeof mqttSourceSchema.parse> {
  return mqttSourceSchema.parse({
    kind: 'mqtt',
    id: 'broker',
    protocolVersion: 4,
    reconnectMsMax: 100,
    connectTimeoutMs: 20_000,
    subscriptions: [{ topic: 'plant/#', mapping: timedMapping }],
    ...options,
  });
}

/** Tags `plant/0` to `plant/9`, and `plant/bare`. */
const tagIds = [...Array.from({ length: 10 }, (_, i) => `plant/${i}`), 'plant/bare', 'other/0'];

export function mqttContext(more: Partial<SourceContext> = {}): SourceContext {
  const tags = tagIds.map((id) => ({
    id,
    name: id,
    equipment: 'lathe-7' as SourceContext['tags'][0]['equipment'],
    kind: 'measure' as const,
    valueType: 'number' as const,
    unit: '1',
    isDroppable: false,
    sourceNames: [id],
  }));
  return { ...contextOf('/'), tags, clock: Date.now, ...more };
}

export function openSource(options: SourceOptions, more?: Partial<SourceContext>, limits?: InboxLimits): Source {
  return createMqttSource(mqttConfig(options), mqttContext(more), limits);
}

export interface Reader {
  readonly batches: readonly SourceBatch[];
  readonly events: readonly SourceEvent[];
  /** Readings of all batches so far. */
  listReadings(): readonly FactRow<'reading'>[];
  /** Values of the readings, in order. */
  listValues(): readonly (number | undefined)[];
  /** Aborts the signal and waits for the source's end. */
  stop(): Promise<void>;
  /** Position of the last batch. */
  readonly position: SourcePosition | undefined;
}

export interface ReaderOptions {
  readonly position?: SourcePosition | undefined;
  /** Called with each batch before the next is asked for. Default: acknowledges it. */
  readonly onBatch?: (batch: SourceBatch) => Promise<void>;
}

/** Reads a source until it is stopped. */
export function readSource(source: Source, { position, onBatch = (batch) => batch.ack() }: ReaderOptions = {}): Reader {
  const abort = new AbortController();
  const batches: SourceBatch[] = [];
  const events: SourceEvent[] = [];
  const done = (async () => {
    const start = { position, signal: abort.signal, onEvent: (event: SourceEvent) => void events.push(event) };
    for await (const batch of source.batches(start)) {
      batches.push(batch);
      await onBatch(batch);
    }
  })();
  const listReadings = (): readonly FactRow<'reading'>[] =>
    batches.flatMap(({ facts }) =>
      facts.flatMap((table) =>
        table.kind === 'reading' ? Array.from({ length: table.length }, (_, i) => rowAt(table, i)) : [],
      ),
    );
  return {
    batches,
    events,
    listReadings,
    listValues: () => listReadings().map(({ value }) => value as number | undefined),
    get position() {
      return batches.at(-1)?.position;
    },
    stop: () => {
      abort.abort();
      return done;
    },
  };
}

/** Identities of the readings, as text. */
export function listIdentities(batches: readonly SourceBatch[]): readonly string[] {
  return batches.flatMap(({ facts }) =>
    facts.flatMap((table) =>
      table.kind === 'reading'
        ? Array.from({ length: table.length }, (_, i) =>
            Buffer.from(table.identity.subarray(i * 16, i * 16 + 16)).toString('hex'),
          )
        : [],
    ),
  );
}

/** The payload of a message of `timedMapping`. */
export function timed(i: number): string {
  return JSON.stringify({ t: firstAt + i * 1_000, v: i });
}
