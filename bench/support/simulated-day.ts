/**
 * A day of the simulated plant's readings at 1 Hz as a store has it once the day is over: what the benches of raw readings
 * ask. `simulated-day.ts <folder> <tags> <readings at most>` writes one, in a process of its own, so that the memory of a
 * bench is not that of making its input.
 */
import { execFile } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type RollupRule, rollupRuleOf } from '../../src/analytics/index.ts';
import { planLargeMerge } from '../../src/history/embedded/large-merge.ts';
import { readManifest } from '../../src/history/embedded/manifest-log.ts';
import { openEmbeddedHistory } from '../../src/history/index.ts';
import { compilePlant, plantSchema } from '../../src/model/index.ts';
import {
  createPlantScenario,
  plantInputOf,
  type SimulatedPlantInput,
  simulatePlant,
} from '../../src/simulation/index.ts';
import { dayMs, type Interval } from '../../src/time/index.ts';
import { type KeptStore, openKeptStore } from './kept-store.ts';

const inFlightMax = 3;
const run = promisify(execFile);

export interface SimulatedDay {
  readonly tagCount: number;
  /** Fewer than a day has where they are not enough: then the day's first hours. */
  readonly readingsMax: number;
}

/** The day, UTC. */
export const simulatedDay: Interval = { fromAt: Date.UTC(2026, 2, 2), toAt: Date.UTC(2026, 2, 2) + dayMs };

/** 300 machines have 1,000 tags. */
export function dayScenario(tagCount: number): SimulatedPlantInput {
  const machines = Math.ceil(tagCount * 0.3);
  return createPlantScenario({ machines, tags: tagCount, days: 1, dayStart: '00:00', zone: 'UTC', seed: 7 });
}

export function tagsOfDay(tagCount: number): readonly { readonly id: string; readonly rule: RollupRule }[] {
  const plant = compilePlant(plantSchema.parse(plantInputOf(dayScenario(tagCount))));
  return [...plant.tags.values()].map((tag) => ({ id: tag.id, rule: rollupRuleOf(tag) }));
}

export function openSimulatedDay({ tagCount, readingsMax }: SimulatedDay): Promise<KeptStore> {
  return openKeptStore(`day-${tagCount}-${readingsMax}`, async (dir) => {
    await run(process.execPath, [import.meta.filename, dir, String(tagCount), String(readingsMax)]);
  });
}

/** Into an empty folder. */
export async function writeDay(dir: string, { tagCount, readingsMax }: SimulatedDay): Promise<void> {
  const clock = { at: simulatedDay.fromAt };
  const failed = Promise.withResolvers<never>();
  await using history = await openEmbeddedHistory({
    dir,
    clock: () => clock.at,
    // Less, and what is being merged would be cleared away as a file that no entry names.
    graceMs: 60_000,
    onMergeFailed: failed.reject,
  });
  await using writer = await history.openWriter({ holder: 'bench' });
  const inFlight: Promise<unknown>[] = [];
  let count = 0;
  for (const part of simulatePlant(dayScenario(tagCount))) {
    if (part.kind !== 'readings') continue;
    const { table } = part;
    clock.at = part.window.toAt;
    const account = { received: table.length, refused: 0, filtered: 0, expired: 0, lost: 0 };
    inFlight.push(
      writer.commit({ source: 'simulation', identityBy: 'key', facts: [table], account, position: { count } }),
    );
    if (inFlight.length >= inFlightMax) await inFlight.shift();
    count += table.length;
    if (count >= readingsMax) break;
  }
  await Promise.all(inFlight);
  clock.at = simulatedDay.toAt + dayMs;
  // The writer looks for merges when something comes.
  while (planLargeMerge(await readManifest(dir), clock.at) !== undefined) {
    const account = { received: 0, refused: 0, filtered: 0, expired: 0, lost: 0 };
    await writer.commit({ source: 'bench', identityBy: 'key', facts: [], account, position: {} });
    await Promise.race([wait(200), failed.promise]);
  }
}

if (import.meta.main) {
  const [dir = '', tagCount, readingsMax] = process.argv.slice(2);
  await writeDay(dir, { tagCount: Number(tagCount), readingsMax: Number(readingsMax) });
}
