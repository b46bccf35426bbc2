/**
 * history.lag: how long after its receipt a reading is read by another process, at 10,000 readings a second of 1,000 tags through
 * buffer and writer as `gemba run` has them, rolled up meanwhile, while a third process asks one question after another.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { plainRule } from '../src/analytics/index.ts';
import { openEmbeddedHistory } from '../src/history/index.ts';
import { openFactBuffer, openIngest } from '../src/ingest/index.ts';
import { openHistorySink } from '../src/runtime/history-sink.ts';
import { dayMs, hourMs } from '../src/time/index.ts';
import { readChildCpu } from './support/cpu-time.ts';
import type { LagsTold } from './support/lag-reader.ts';
import { latenciesOf } from './support/latencies.ts';
import { printFigure, quick } from './support/measure.ts';
import { watchMemory } from './support/peak-memory.ts';
import { runReaders } from './support/run-readers.ts';
import { createStampedSource, stampedPerSecond, stampedSourceId, stampedTags } from './support/stamped-source.ts';

const writerProgram = 'writer-child';
const warmUpSeconds = 15;
const seconds = quick ? 60 : 600;

const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  const memory = watchMemory();
  const store = join(dir, 'history');
  const rules = stampedTags.map(({ id }) => ({ id, rule: plainRule }));
  await using history = await openEmbeddedHistory({ dir: store, rollups: { tags: rules } });
  await using buffer = await openFactBuffer({ dir: join(dir, 'buffer'), clock: Date.now });
  const ingest = openIngest({
    buffer,
    sources: [createStampedSource()],
    tags: stampedTags,
    clock: Date.now,
    random: Math.random,
    flushPersons: () => Promise.resolve(),
    openSink: async () => (await openHistorySink({ history, holder: 'bench' })).start(),
  });
  const stop = new AbortController();
  const running = ingest.run(stop.signal);
  const reader = fork(join(import.meta.dirname, 'support/lag-reader.ts'), [store], { stdio: 'inherit' });
  const nowAt = Math.ceil(Date.now() / hourMs) * hourMs;
  const asking = runReaders(1, {
    dir: store,
    scope: {
      tags: stampedTags.map(({ id }) => id),
      machines: ['line'],
      day: { fromAt: nowAt - dayMs, toAt: nowAt },
      weekToAt: nowAt,
      daysFromAt: nowAt - 30 * dayMs,
      dayCount: 30,
    },
    readers: 1,
    pauseMs: 0,
    warmUpSeconds,
    seconds,
  });
  await Promise.race([wait(warmUpSeconds * 1_000), running]);
  reader.send('begin');
  const cpu = process.cpuUsage();
  const writerBefore = readChildCpu(writerProgram).runningSeconds;
  const answers = await Promise.race([asking, running.then(() => Promise.reject(new Error('The ingest ended.')))]);
  const { user, system } = process.cpuUsage(cpu);
  // Buffer, writer and the child in which DuckDB writes, without what was merged and rolled up in processes of their own.
  const cpuSeconds = (user + system) / 1e6 + readChildCpu(writerProgram).runningSeconds - writerBefore;
  const told = once(reader, 'message');
  reader.send('stop');
  const [{ ms, brokenCount }] = (await told) as [LagsTold];
  stop.abort();
  await running;
  memory.stop();
  const account = (await history.snapshot()).accounts.get(stampedSourceId);
  if (brokenCount > 0) throw new Error(`${brokenCount} batches were read in parts, twice, or after later ones.`);
  if (account === undefined || account.stored !== account.received)
    throw new Error(`Of ${account?.received} readings ${account?.stored} were stored.`);
  const lags = latenciesOf(ms);
  const inSeconds = (value: number): number => Math.round(value) / 1_000;
  printFigure({
    bench: 'history.lag',
    value: inSeconds(lags.p99),
    unit: 's, p99',
    context: {
      n: lags.count * stampedTags.length,
      readingsPerSecond: stampedPerSecond,
      seconds,
      median: inSeconds(lags.median),
      p90: inSeconds(lags.p90),
      max: inSeconds(lags.max),
      questions: latenciesOf([...answers.values()].flatMap((answer) => answer.ms)),
      received: account.received,
      cpuSecondsPerMillion: Math.round((cpuSeconds / (lags.count * stampedTags.length)) * 1e8) / 100,
      rssMb: memory.peakMb,
      runs: 1,
      load: loadavg().map((load) => Math.round(load * 10) / 10),
    },
  });
} finally {
  await rm(dir, { recursive: true, force: true });
}
