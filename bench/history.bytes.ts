/**
 * history.bytes: disk per reading of the simulated plant's 1,000 tags at 1 Hz, values at their sensors' resolution; once as
 * they lie when the last came, and once their day is over and merged.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedHistory } from '../src/history/index.ts';
import { createPlantScenario, simulatePlant } from '../src/simulation/index.ts';
import { printFigure, quick } from './support/measure.ts';

const readingsMax = quick ? 10_000_000 : 86_400_000;
const dayMs = 86_400_000;
const input = createPlantScenario({ machines: 300, tags: 1_000, days: 2, seed: 7 });
const clock = { at: 0 };

const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  await using history = await openEmbeddedHistory({ dir, clock: () => clock.at, graceMs: 0 });
  await using writer = await history.openWriter({ holder: 'bench' });
  let count = 0;
  for (const part of simulatePlant(input)) {
    if (part.kind !== 'readings') continue;
    const { table } = part;
    clock.at = part.window.toAt;
    const account = { received: table.length, refused: 0, filtered: 0, expired: 0, lost: 0 };
    await writer.commit({ source: 'simulation', identityBy: 'key', facts: [table], account, position: { count } });
    count += table.length;
    if (count >= readingsMax) break;
  }
  const loose = await history.status();
  clock.at += 2 * dayMs;
  const merged = await mergedStatus();
  printFigure({
    bench: 'history.bytes',
    value: round(merged.byteLength / count),
    unit: 'bytes',
    context: {
      n: count,
      beforeDayIsOver: round(loose.byteLength / count),
      segmentCount: merged.segmentCount,
      segmentCountBefore: loose.segmentCount,
      runs: 1,
    },
  });

  /** The writer looks for large merges when something comes; it is done where nothing changes for twenty seconds. */
  async function mergedStatus(): Promise<{ readonly byteLength: number; readonly segmentCount: number }> {
    let same = 0;
    let last = await history.status();
    while (same < 100) {
      const account = { received: 0, refused: 0, filtered: 0, expired: 0, lost: 0 };
      await writer.commit({ source: 'bench', identityBy: 'key', facts: [], account, position: {} });
      await new Promise((resolve) => setTimeout(resolve, 200));
      const now = await history.status();
      same = now.byteLength === last.byteLength ? same + 1 : 0;
      last = now;
    }
    return last;
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
