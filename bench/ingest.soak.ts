/**
 * ingest.soak: how the resident memory of this process and the one in which DuckDB writes grows at 50,000 readings a second
 * from source through buffer into history: the Theil–Sen slope after a warm-up, sampled after a forced collection; 0 where
 * its 95 % interval contains 0.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openEmbeddedHistory } from '../src/history/index.ts';
import { openFactBuffer, openIngest } from '../src/ingest/index.ts';
import { openHistorySink } from '../src/runtime/history-sink.ts';
import { theilSen } from '../src/stats/index.ts';
import { printFigure, quick } from './support/measure.ts';
import { residentBytes } from './support/peak-memory.ts';
import { createSteadySource, steadySourceId, steadyTags } from './support/steady-source.ts';

const readingsPerSecond = 50_000;
/** What is compiled and cached at first is no growth; two minutes are measured in `--quick`, which leaves no more. */
const warmUpSeconds = quick ? 50 : 600;
const seconds = quick ? 120 : 3_600;
const sampleEveryMs = quick ? 1_000 : 10_000;

const collect = globalThis.gc;
if (collect === undefined) throw new Error('Run it with --expose-gc, as `npm run bench` does.');
const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  await using history = await openEmbeddedHistory({ dir: join(dir, 'history') });
  await using buffer = await openFactBuffer({ dir: join(dir, 'buffer'), clock: Date.now });
  const source = createSteadySource({ readingsPerSecond, atOnceSeconds: 0 });
  const ingest = openIngest({
    buffer,
    sources: [source],
    tags: steadyTags,
    clock: Date.now,
    random: Math.random,
    flushPersons: () => Promise.resolve(),
    openSink: async () => (await openHistorySink({ history, holder: 'bench' })).start(),
  });
  const stop = new AbortController();
  const failed = Promise.withResolvers<never>();
  const running = ingest.run(stop.signal);
  running.catch(failed.reject);
  await Promise.race([wait(warmUpSeconds * 1_000), failed.promise]);
  const hours: number[] = [];
  const residentMb: number[] = [];
  const startMs = performance.now();
  const committedOf = (): number =>
    ingest.status().sources.find(({ id }) => id === steadySourceId)?.committed.received ?? 0;
  const before = committedOf();
  while (performance.now() - startMs < seconds * 1_000) {
    await Promise.race([wait(sampleEveryMs), failed.promise]);
    collect();
    hours.push((performance.now() - startMs) / 3_600_000);
    residentMb.push(residentBytes() / 1_048_576);
  }
  const measuredSeconds = (performance.now() - startMs) / 1_000;
  const committed = committedOf();
  const behind = source.dueCount() - committed;
  stop.abort();
  await running;
  const line = theilSen(hours, residentMb);
  if (line === undefined) throw new Error('There are too few samples for a slope.');
  const isLevel = line.slopeFrom <= 0 && line.slopeTo >= 0;
  printFigure({
    bench: 'ingest.soak',
    value: isLevel ? 0 : Math.round(line.slope * 10) / 10,
    unit: 'MB per h',
    context: {
      seconds: Math.round(measuredSeconds),
      warmUpSeconds,
      samples: hours.length,
      slope: line.slope,
      interval: [line.slopeFrom, line.slopeTo],
      firstMb: residentMb[0],
      lastMb: residentMb.at(-1),
      maxMb: Math.max(...residentMb),
      committedPerSecond: Math.round((committed - before) / measuredSeconds),
      behind,
      load: loadavg().map((load) => Math.round(load * 10) / 10),
    },
  });
} finally {
  await rm(dir, { recursive: true, force: true });
}
