/**
 * history.write: columns of readings to committed segments, merged as they are while more come; PostgreSQL, a table
 * partitioned by day filled by COPY, takes the first of the same readings in the same run.
 */
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { openEmbeddedHistory } from '../src/history/index.ts';
import { blockSeconds, createReadingBlocks, dayStartAt, tagCount } from './support/day-of-readings.ts';
import { printFigure, quick } from './support/measure.ts';
import { watchMemory } from './support/peak-memory.ts';
import { startPostgres } from './support/postgres-peer.ts';

const perBlock = tagCount * blockSeconds;
const blockCount = Math.round((quick ? 10_000_000 : 86_400_000) / perBlock);
const peerBlocks = Math.min(blockCount, quick ? 3 : 10);
const inFlightMax = 3;
const account = { received: perBlock, refused: 0, filtered: 0, expired: 0, lost: 0 };

const blocks = createReadingBlocks();
// The day of the readings is not over, so they are merged as a plant's are, by the hour.
const begunAtMs = Date.now();
const clock = (): number => dayStartAt + Date.now() - begunAtMs;
const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  const memory = watchMemory();
  const startMs = performance.now();
  let writtenMs = 0;
  {
    await using history = await openEmbeddedHistory({ dir: join(dir, 'history'), clock });
    await using writer = await history.openWriter({ holder: 'bench' });
    const waiting: Promise<unknown>[] = [];
    for (let i = 0; i < blockCount; i++) {
      waiting.push(
        writer.commit({
          source: 'mqtt',
          identityBy: 'key',
          facts: [blocks.block(i)],
          account,
          position: { block: i },
        }),
      );
      if (waiting.length >= inFlightMax) await waiting.shift();
    }
    await Promise.all(waiting);
    writtenMs = performance.now() - startMs;
    memory.stop();
    const { factCounts, byteLength, segmentCount } = await history.status();
    if (factCounts.reading !== blockCount * perBlock)
      throw new Error(`Of ${blockCount * perBlock} readings ${factCounts.reading} are in history.`);
    const value = Math.round((blockCount * perBlock * 1_000) / writtenMs);
    const peer = await copyIntoPostgres();
    printFigure({
      bench: 'history.write',
      value,
      unit: 'readings/s',
      context: {
        n: blockCount * perBlock,
        bytesPerReading: Math.round((byteLength / (blockCount * perBlock)) * 100) / 100,
        segmentCount,
        rssMb: memory.peakMb,
        load: loadavg().map((load) => Math.round(load * 10) / 10),
        runs: 1,
        peer: peer ?? 'PostgreSQL is not installed',
        ...(peer === undefined ? {} : { ratio: Math.round((value / peer.value) * 10) / 10 }),
      },
    });
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}

/** By COPY in text, a batch a block; the text is made beforehand. */
async function copyIntoPostgres(): Promise<{ name: string; value: number; n: number } | undefined> {
  // It runs as another user, who must be let in.
  await chmod(dir, 0o755);
  const postgres = await startPostgres(join(dir, 'postgres'));
  if (postgres === undefined) return undefined;
  await using _ = postgres;
  const database = new pg.Client({ host: postgres.host, user: 'bench', database: 'postgres' });
  await database.connect();
  await database.query(
    `create table readings (tag text not null, at timestamptz not null, value double precision) partition by range (at);
     create table readings_day partition of readings for values from ('2026-01-05') to ('2026-01-06')`,
  );
  let ms = 0;
  for (let i = 0; i < peerBlocks; i++) {
    const { columns, length } = blocks.block(i);
    const lines: string[] = [];
    for (let k = 0; k < length; k++)
      lines.push(
        `${columns.tag.dictionary[columns.tag.codes[k] as number]}\t${new Date(columns.at[k] as number).toISOString()}\t${columns.value[k]}\n`,
      );
    const text = lines.join('');
    const startMs = performance.now();
    const stream = database.query(copyFrom('copy readings from stdin'));
    stream.end(text);
    await once(stream, 'finish');
    ms += performance.now() - startMs;
  }
  await database.end();
  const n = peerBlocks * perBlock;
  return { name: `PostgreSQL ${postgres.version}, COPY, no index`, value: Math.round((n * 1_000) / ms), n };
}
