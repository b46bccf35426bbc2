/**
 * A full disk where none can be mounted: the plant runs in this process, its buffer on a faulty disk in memory, which
 * becomes full and gets room again. History's own disk stays as it is.
 */
import { join } from 'node:path';
import { openPlant } from 'gemba';
import { type IngestStatus, openFactBuffer } from 'gemba/ingest';
import { runPlant } from 'gemba/runtime';
import { createFaultyDisk } from 'gemba/testing';
import { startMosquitto } from '../../ingest/mqtt/support/mosquitto.ts';
import { auditPlant } from './audit.ts';
import type { MatrixResult } from './matrix.ts';
import { brokerSource, lastAt, writeMatrixPlant } from './matrix-plant.ts';
import { Sender } from './sender.ts';

const sizeBytesMax = 1_048_576;
const bursts = 20;

export async function runOnFullDisk(dir: string): Promise<MatrixResult> {
  await using broker = await startMosquitto();
  const config = await writeMatrixPlant({ dir, storeDir: join(dir, 'store'), brokerUrl: broker.url });
  const disk = createFaultyDisk({ random: () => 0.5, sizeBytesMax });
  const result = await (async () => {
    await using plant = await openPlant({ config, env: { ...process.env, GEMBA_SECRET: 'of the kill matrix' } });
    const openBuffer = () => openFactBuffer({ dir: '/buffer', files: disk.files, clock: Date.now, sizeBytesMax });
    const stop = new AbortController();
    const connected = Promise.withResolvers<void>();
    let status: () => IngestStatus = () => {
      throw new Error('It does not run yet.');
    };
    const running = runPlant(
      { ...plant, openBuffer },
      {
        signal: stop.signal,
        pace: { gatherMs: 50, tickMs: 100, backOff: { baseMs: 50, capMs: 500 } },
        onStart: (tell) => {
          status = tell;
        },
        onEvent: (event) => {
          if (event.kind === 'source' && event.event.kind === 'connected') connected.resolve();
        },
      },
    );
    await Promise.race([connected.promise, running]);
    await using sender = await Sender.open({ brokerUrl: broker.url, logPath: join(dir, 'log.csv') });
    await sender.publishMore(bursts);
    disk.resize(0);
    while (status().buffer.state !== 'disk-full') await sender.publishMore(1);
    await sender.publishMore(bursts);
    disk.resize(sizeBytesMax);
    await sender.finish();
    const isIn = ({ sources, buffer }: IngestStatus): boolean =>
      buffer.pendingRecords === 0 &&
      sources.some(({ id, lastReadingAt }) => id === brokerSource && lastReadingAt === lastAt);
    while (!isIn(status())) await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    await running;
    return { truth: sender.truth, sentRefusedCount: sender.refusedCount };
  })();
  return { ...(await auditPlant(config, result.truth)), ...result, killCount: 0, countedBackCount: 0 };
}
