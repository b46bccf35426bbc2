/** Readings from Mosquitto at QoS 1, through source, decoder and buffer, counted when they are acknowledged. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FactBuffer } from '../../src/ingest/buffer/fact-buffer.ts';
import { openFactBuffer } from '../../src/ingest/buffer/open-fact-buffer.ts';
import {
  createMqttSource,
  mqttSourceSchema,
  type Source,
  type SourceBatch,
  type SourceContext,
} from '../../src/ingest/index.ts';
import type { SourceEvent } from '../../src/ingest/source.ts';
import { createZone } from '../../src/time/index.ts';
import { startCopyPeer } from './copy-peer.ts';
import { quick } from './measure.ts';
import { type PublishedLoad, startBroker, startPublisher } from './mqtt-peer.ts';
import { benchMapping, benchTags } from './mqtt-readings.ts';
import { startPostgres } from './postgres-peer.ts';

export interface MqttFigure {
  readonly readingsPerSecond: number;
  readonly context: Readonly<Record<string, unknown>>;
}

export const warmUpMs = 3_000;
export const measureMs: number = quick ? 10_000 : 60_000;
export const creditEveryMs = 5;
/** Messages published beyond those that were taken. */
export const ahead = 4_000;

export const benchContext: SourceContext = {
  baseDir: '/',
  zone: createZone('UTC'),
  findEquipment: () => undefined,
  tokens: { tokenOf: (person) => person },
  identityKey: new Uint8Array(32).fill(1),
  reasonCodes: new Set(),
  defectCodes: new Set(),
  tags: benchTags,
  env: {},
  clock: Date.now,
  random: Math.random,
};

/** @returns what was acknowledged in the measured time, after a warm-up */
export function measureMqtt(readingsPerMessage: number): Promise<MqttFigure> {
  const subscriptions = [{ topic: 'plant/#', mapping: benchMapping(readingsPerMessage) }];
  return measureSource({ form: 'json', readingsPerMessage }, (url) =>
    createMqttSource(mqttSourceSchema.parse({ kind: 'mqtt', id: 'broker', url, subscriptions }), benchContext),
  );
}

/** Any source over a broker; one edge node publishes, where it is Sparkplug. */
export async function measureSource(load: PublishedLoad, createSource: (url: string) => Source): Promise<MqttFigure> {
  const { readingsPerMessage } = load;
  const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-mqtt-'));
  try {
    await using broker = await startBroker(join(dir, 'broker'));
    await using buffer = await openFactBuffer({ dir: join(dir, 'buffer'), clock: Date.now });
    const acknowledged = { readings: 0, refused: 0, batches: 0 };
    let connected = (): void => {};
    const isConnected = new Promise<void>((resolve) => {
      connected = resolve;
    });
    const stop = new AbortController();
    const source = createSource(broker.url);
    const onEvent = ({ kind }: SourceEvent): void => {
      if (kind === 'connected') connected();
    };
    const onAcknowledged = ({ account }: SourceBatch): void => {
      acknowledged.readings += account.received;
      acknowledged.refused += account.refused;
      acknowledged.batches++;
    };
    const running = pump(source.batches({ position: undefined, signal: stop.signal, onEvent }), buffer, onAcknowledged);
    await Promise.race([isConnected, running]);
    await using publisher = startPublisher(broker.port, load, ahead);
    const credits = setInterval(() => publisher.credit(acknowledged.readings / readingsPerMessage), creditEveryMs);
    // The publisher makes its messages first, which takes seconds on a busy machine.
    while (acknowledged.readings <= 100 * readingsPerMessage) await Promise.race([sleep(20), running]);
    await Promise.race([sleep(warmUpMs), running]);
    const [before, fromMs, cpu] = [{ ...acknowledged }, performance.now(), process.cpuUsage()];
    await Promise.race([sleep(measureMs), running]);
    const seconds = (performance.now() - fromMs) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    const readings = acknowledged.readings - before.readings;
    const batches = acknowledged.batches - before.batches;
    clearInterval(credits);
    stop.abort();
    await running;
    if (acknowledged.refused > 0) throw new Error(`${acknowledged.refused} readings were refused.`);
    return {
      readingsPerSecond: readings / seconds,
      context: {
        seconds: Math.round(seconds),
        readings,
        batches,
        // Of two shared cores, which broker and publisher use as well.
        cpuSeconds: Math.round((user + system) / 1e5) / 10,
        readingsPerCpuSecond: Math.round(readings / ((user + system) / 1e6)),
        load: currentLoad(),
      },
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** The same load into the program gemba is compared with; says why where that cannot be. */
export async function measureCopy(readingsPerMessage: number): Promise<number | string> {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-copy-'));
  await chmod(dir, 0o755);
  try {
    await using postgres = await startPostgres(join(dir, 'postgres'));
    if (postgres === undefined) return 'PostgreSQL is not installed';
    await using broker = await startBroker(join(dir, 'broker'));
    await using peer = await startCopyPeer(broker.url, postgres);
    await using publisher = startPublisher(broker.port, { form: 'json', readingsPerMessage }, ahead);
    const credits = setInterval(() => publisher.credit(peer.committed / readingsPerMessage), creditEveryMs);
    await sleep(warmUpMs);
    const [before, fromMs] = [peer.committed, performance.now()];
    await sleep(measureMs);
    clearInterval(credits);
    return Math.round((peer.committed - before) / ((performance.now() - fromMs) / 1_000));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Load averages of the machine over 1, 5 and 15 minutes. */
export const currentLoad = (): readonly number[] => loadavg().map((load) => Math.round(load * 10) / 10);

const inFlightMax = 64;

/** As the product does: batches are put on disk while the next are gathered, and acknowledged in order. */
async function pump(
  batches: AsyncIterable<SourceBatch>,
  buffer: FactBuffer,
  onAcknowledged: (batch: SourceBatch) => void,
): Promise<void> {
  const inFlight: Promise<void>[] = [];
  let former = Promise.resolve();
  for await (const batch of batches) {
    former = Promise.all([buffer.append(batch, 'kept'), former]).then(async () => {
      await batch.ack();
      onAcknowledged(batch);
    });
    inFlight.push(former);
    if (inFlight.length >= inFlightMax) await inFlight.shift();
  }
  await former;
}
