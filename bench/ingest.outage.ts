/**
 * ingest.outage: history is away while 10,000 readings a second come, then comes back while they go on coming: how many
 * seconds of what had waited it takes in a second. What came during the outage is given to the buffer as fast as it takes
 * it, so an hour need not last one; from the return on readings come in real time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedHistory } from '../src/history/index.ts';
import { openFactBuffer, openIngest } from '../src/ingest/index.ts';
import { openHistorySink } from '../src/runtime/history-sink.ts';
import { printFigure, quick } from './support/measure.ts';
import { watchMemory } from './support/peak-memory.ts';
import { createSteadySource, steadySourceId, steadyTags } from './support/steady-source.ts';

const readingsPerSecond = 10_000;
const outageSeconds = quick ? 120 : 3_600;
/** So long readings go on coming after all that had waited is in: the rest comes in time too. */
const afterwardsMs = 5_000;

const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  await using history = await openEmbeddedHistory({ dir: join(dir, 'history') });
  await using buffer = await openFactBuffer({ dir: join(dir, 'buffer'), clock: Date.now });
  const source = createSteadySource({ readingsPerSecond, atOnceSeconds: outageSeconds });
  const memory = watchMemory();
  const returned = Promise.withResolvers<void>();
  const caughtUp = Promise.withResolvers<number>();
  let isAway = true;
  let openedMs = 0;
  let committed = 0;
  source.onLive = () => {
    isAway = false;
    returned.resolve();
  };
  const ingest = openIngest({
    buffer,
    sources: [source],
    tags: steadyTags,
    clock: Date.now,
    random: Math.random,
    backOff: { baseMs: 10, capMs: 100 },
    flushPersons: () => Promise.resolve(),
    openSink: async () => {
      if (isAway) throw new Error('History is away.');
      return (await openHistorySink({ history, holder: 'bench' })).start();
    },
    onEvent: (event) => {
      if (event.kind === 'history-open') openedMs = performance.now();
      if (event.kind !== 'committed' || event.source !== steadySourceId) return;
      committed += event.account.stored;
      if (committed >= source.atOnceCount) caughtUp.resolve(performance.now());
    },
  });
  const stop = new AbortController();
  const startMs = performance.now();
  const running = ingest.run(stop.signal);
  await Promise.race([returned.promise, running]);
  const filledSeconds = (performance.now() - startMs) / 1_000;
  const { sizeBytes } = buffer.status();
  const cpu = process.cpuUsage();
  const seconds = ((await Promise.race([caughtUp.promise, running.then(() => performance.now())])) - openedMs) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  await new Promise((resolve) => setTimeout(resolve, afterwardsMs));
  const behind = source.dueCount() - committed;
  stop.abort();
  await running;
  memory.stop();
  const { accounts } = await history.snapshot();
  const { received, stored, lost } = accounts.get(steadySourceId) ?? { received: 0, stored: 0, lost: 0 };
  if (stored !== received || received < source.atOnceCount)
    throw new Error(`Of ${received} readings ${stored} were stored, and ${lost} lost.`);
  printFigure({
    bench: 'ingest.outage',
    value: Math.round((outageSeconds / seconds) * 10) / 10,
    unit: 'times',
    context: {
      n: source.atOnceCount,
      outageSeconds,
      caughtUpSeconds: Math.round(seconds * 10) / 10,
      readingsPerSecond: Math.round(source.atOnceCount / seconds),
      filledSeconds: Math.round(filledSeconds * 10) / 10,
      bufferBytesPerReading: Math.round((sizeBytes / source.atOnceCount) * 10) / 10,
      // Of this process, without the one in which DuckDB writes.
      cpuSeconds: Math.round((user + system) / 1e5) / 10,
      behindAfterwards: behind,
      rssMb: memory.peakMb,
      runs: 1,
      load: loadavg().map((load) => Math.round(load * 10) / 10),
    },
  });
} finally {
  await rm(dir, { recursive: true, force: true });
}
