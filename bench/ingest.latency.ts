/**
 * ingest.latency: Mosquitto, 10,000 readings a second of 1,000 tags at QoS 1 → a consumer of fresh facts in the process
 * that runs the plant, while the same facts go to disk and into history. From the instant at which a reading was due at
 * its publisher, another process, to the consumer's turn with it. One reading a message, then ten, which is the headline.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPlant, parsePlantFile, runPlant } from '../src/runtime/index.ts';
import { latencyPlant, monotonicMs, readingsPerSecond, tagCount } from './support/latency-load.ts';
import { printFigure, quick } from './support/measure.ts';
import { startBroker, startProgram } from './support/mqtt-peer.ts';
import { watchTurns } from './support/watch-turns.ts';

const warmUpMs = 10_000;
const measureMs = quick ? 30_000 : 300_000;

for (const readings of [1, 10]) {
  const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
  try {
    const { latenciesMs, context } = await measure(dir, readings);
    const quantile = (p: number): number => hundredths(latenciesMs[Math.floor(latenciesMs.length * p)] as number);
    printFigure({
      bench: 'ingest.latency',
      value: quantile(0.99),
      unit: 'ms, p99',
      context: {
        readingsPerMessage: readings,
        n: latenciesMs.length,
        median: quantile(0.5),
        p90: quantile(0.9),
        p999: quantile(0.999),
        max: quantile(1 - 1 / latenciesMs.length),
        ...context,
        load: loadavg().map((load) => Math.round(load * 10) / 10),
      },
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function measure(
  dir: string,
  readings: number,
): Promise<{ readonly latenciesMs: Float64Array; readonly context: Readonly<Record<string, unknown>> }> {
  await using broker = await startBroker(join(dir, 'broker'));
  const file = parsePlantFile(latencyPlant(broker.url, readings), 'bench/ingest.latency.ts');
  const env = { GEMBA_SECRET: 'a bench has nothing to hide from itself' };
  await using plant = await openPlant({ file, folder: dir, env });
  const stop = new AbortController();
  const connected = Promise.withResolvers<void>();
  const running = runPlant(plant, {
    signal: stop.signal,
    onEvent: (event) => {
      if (event.kind === 'source' && event.event.kind === 'connected') connected.resolve();
      if (event.kind === 'source-failed') connected.reject(event.error);
    },
  });
  const consumer = consume(plant.fresh.subscribe({ signal: stop.signal }));
  await Promise.race([connected.promise, running]);
  await using publisher = startProgram<{ published: number; lateMsP99: number }>('latency-publisher.ts', [
    broker.port,
    readings,
  ]);
  await Promise.race([sleep(warmUpMs), running]);
  const cpu = process.cpuUsage();
  const turns = watchTurns();
  consumer.begin();
  await Promise.race([sleep(measureMs), running]);
  const latenciesMs = consumer.end();
  const { user, system } = process.cpuUsage(cpu);
  const longestTurnMs = turns.stop();
  const { published, lateMsP99 } = await publisher.stop();
  while (consumer.settledCount() < published * readings) await Promise.race([sleep(100), running]);
  stop.abort();
  await running;
  const { accounts } = await plant.history.snapshot();
  const account = accounts.get('broker');
  if (account?.stored !== published * readings)
    throw new Error(`Of ${published * readings} readings ${account?.stored} were stored.`);
  return {
    latenciesMs,
    context: {
      tagCount,
      readingsPerSecond,
      seconds: measureMs / 1_000,
      received: account.received,
      duplicate: account.duplicate,
      skipped: consumer.skippedCount(),
      publisherLateP99: hundredths(lateMsP99),
      // What this thread did at a stretch, without what others took of the cores meanwhile.
      longestTurnCpuMs: hundredths(longestTurnMs),
      // Of two shared cores, which broker and publisher use as well.
      cpuSeconds: Math.round((user + system) / 1e5) / 10,
      runs: 1,
    },
  };
}

/** Notes of each reading how long it took, while it measures; of all how many are in history. */
function consume(items: ReturnType<Awaited<ReturnType<typeof openPlant>>['fresh']['subscribe']>) {
  const noted = new Float64Array((measureMs / 1_000) * readingsPerSecond * 2);
  const orders = new Map<number, number>();
  let count = 0;
  let isMeasuring = false;
  let skipped = 0;
  let settled = 0;
  const consuming = (async () => {
    for await (const item of items) {
      const nowMs = monotonicMs();
      if (item.kind === 'skipped') skipped += item.factCount;
      if (item.kind !== 'skipped' && item.source !== 'broker') continue;
      if (item.kind === 'settled')
        for (const [order, readings] of orders) {
          if (order > item.order) break;
          settled += readings;
          orders.delete(order);
        }
      if (item.kind !== 'facts') continue;
      for (const table of item.facts) {
        if (table.kind !== 'reading') continue;
        orders.set(item.order, (orders.get(item.order) ?? 0) + table.length);
        if (isMeasuring) for (const dueMs of table.columns.value) noted[count++] = nowMs - dueMs;
      }
    }
  })();
  return {
    begin: () => {
      isMeasuring = true;
    },
    end: () => {
      isMeasuring = false;
      return noted.slice(0, count).sort();
    },
    settledCount: () => settled + skipped,
    skippedCount: () => skipped,
    done: consuming,
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
