/**
 * ingest.takeover: from the end of the process that runs a plant to the first commit of the standby, while readings come
 * from Mosquitto; of the processes some are killed (SIGKILL) and some hang (SIGSTOP), of which the standby hears only when
 * the lease runs out. The lease is the default one. What was lost or doubled is in the context.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { brokerSource } from '../test/runtime/kill-matrix/matrix-plant.ts';
import { type Blow, runTakeovers } from '../test/runtime/takeover/takeover.ts';
import { printFigure, quick } from './support/measure.ts';

/** Every third one hangs. */
const blows = Array.from({ length: quick ? 3 : 20 }, (_, i): Blow => (i % 3 === 1 ? 'hang' : 'kill'));

/** s, to the hundredth. */
function seconds(ms: number): number {
  return Math.round(ms / 10) / 100;
}

function spreadOf(all: readonly number[]): Readonly<Record<string, number>> {
  const sorted = all.toSorted((a, b) => a - b);
  return {
    count: sorted.length,
    best: seconds(sorted[0] as number),
    median: seconds(sorted[Math.floor(sorted.length / 2)] as number),
    worst: seconds(sorted.at(-1) as number),
  };
}

const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
const startMs = performance.now();
try {
  const result = await runTakeovers({ dir, blows });
  const { kill, hang } = result.takeoverMs;
  const account = result.accounts[brokerSource];
  printFigure({
    bench: 'ingest.takeover',
    value: seconds(Math.max(...kill, ...hang)),
    unit: 's, worst',
    context: {
      kills: spreadOf(kill),
      hangs: spreadOf(hang),
      lost: result.lostCount,
      doubled: result.doubledCount,
      lostInAccount: account?.lost,
      sent: [...result.truth.values()].reduce((total, { count }) => total + count, 0),
      received: account?.received,
      duplicate: account?.duplicate,
      lateEnds: [...new Set(result.lateEnds)],
      seconds: Math.round((performance.now() - startMs) / 1_000),
      load: loadavg().map((load) => Math.round(load * 10) / 10),
    },
  });
} finally {
  await rm(dir, { recursive: true, force: true });
}
