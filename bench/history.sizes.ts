/**
 * history.sizes: what a day of readings costs: bytes on disk of readings and of each level of rollups, and processor time of
 * writing, of merging and of rolling up; of the simulated plant's tags at 1 Hz. The figures of docs/history-sizes.md.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { planLargeMerge } from '../src/history/embedded/large-merge.ts';
import { readManifest } from '../src/history/embedded/manifest-log.ts';
import type { ManifestState } from '../src/history/embedded/manifest-state.ts';
import { listSlots } from '../src/history/embedded/rollups/slots.ts';
import { type HistoryWriter, openEmbeddedHistory } from '../src/history/index.ts';
import type { FactTable } from '../src/model/index.ts';
import { simulatePlant } from '../src/simulation/index.ts';
import { dayMs } from '../src/time/index.ts';
import { type ChildCpu, readChildCpu } from './support/cpu-time.ts';
import { dailyCalendar } from './support/daily-calendar.ts';
import { printFigure, quick } from './support/measure.ts';
import { watchMemory } from './support/peak-memory.ts';
import { dayScenario, simulatedDay, tagsOfDay } from './support/simulated-day.ts';

const tagCount = quick ? 100 : 1_000;
const rolledUp = ['minute', 'hour', 'day', 'shift'] as const;
/** Some time after the day, so that its last production day and shifts are over too. */
const afterwardsAt = simulatedDay.toAt + 2 * dayMs;

const simulationSeconds = cpuSecondsOf(() => {
  for (const _ of listReadings());
});
const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  const failed = Promise.withResolvers<never>();
  const clock = { at: simulatedDay.fromAt };
  const options = { dir, clock: () => clock.at, graceMs: 60_000, onMergeFailed: failed.reject };
  const memory = watchMemory();
  const write = await phase({}, async (writer) => {
    let count = 0;
    for (const { table, toAt } of listReadings()) {
      clock.at = toAt;
      await Promise.race([commit(writer, table), failed.promise]);
      count += table.length;
    }
    return count;
  });
  clock.at = afterwardsAt;
  const merge = await phase({}, (writer) =>
    untilThere(writer, (state) => planLargeMerge(state, clock.at) === undefined),
  );
  memory.stop();
  const rollupMemory = watchMemory();
  const rollups = { rollups: { tags: tagsOfDay(tagCount), calendar: dailyCalendar }, rollupLimits: { untouchedMs: 0 } };
  const rollUp = await phase(rollups, (writer) => untilThere(writer, isRolledUp));
  rollupMemory.stop();
  const state = await readManifest(dir);
  const facts = sizesOf([...state.segments.values()].filter(({ kind }) => kind === 'reading'));
  const n = write.result;
  const perMillion = (seconds: number): number => Math.round((seconds / n) * 1e9) / 1_000;
  printFigure({
    bench: 'history.sizes',
    value: Math.round((facts.byteLength / n) * 1_000) / 1_000,
    unit: 'bytes a reading',
    context: {
      n,
      tagCount,
      readings: facts,
      rollups: Object.fromEntries(
        rolledUp.map((level) => [
          level,
          sizesOf(
            [...state.rollups.values()].filter((one) => one.level === level),
            ({ content }) => content === 'values',
          ),
        ]),
      ),
      cpuSecondsPerMillion: {
        write: perMillion(write.processSeconds - simulationSeconds + write.child.runningSeconds),
        mergeBesideCommits: perMillion(write.child.endedSeconds),
        mergeOfDay: perMillion(merge.child.endedSeconds),
        rollUp: perMillion(rollUp.child.endedSeconds),
      },
      rssMb: memory.peakMb,
      rollUpRssMb: rollupMemory.peakMb,
      runs: 1,
      load: loadavg().map((load) => Math.round(load * 10) / 10),
    },
  });

  /** A writer of its own, and what processor time this process and the children took meanwhile. */
  async function phase<T>(more: object, work: (writer: HistoryWriter) => Promise<T>) {
    await using history = await openEmbeddedHistory({ ...options, ...more });
    await using writer = await history.openWriter({ holder: 'bench' });
    const before = readChildCpu();
    const cpu = process.cpuUsage();
    const result = await work(writer);
    const { user, system } = process.cpuUsage(cpu);
    const child: ChildCpu = readChildCpu();
    return {
      result,
      processSeconds: (user + system) / 1e6,
      child: {
        runningSeconds: child.runningSeconds - before.runningSeconds,
        endedSeconds: child.endedSeconds - before.endedSeconds,
      },
    };
  }

  /** A writer looks for something to do when something comes. */
  async function untilThere(writer: HistoryWriter, isThere: (state: ManifestState) => boolean): Promise<void> {
    while (!isThere(await readManifest(dir))) {
      await commit(writer);
      await Promise.race([wait(200), failed.promise]);
    }
  }
} finally {
  await rm(dir, { recursive: true, force: true });
}

function* listReadings(): Generator<{ readonly table: FactTable<'reading'>; readonly toAt: number }> {
  for (const part of simulatePlant(dayScenario(tagCount)))
    if (part.kind === 'readings') yield { table: part.table, toAt: part.window.toAt };
}

async function commit(writer: HistoryWriter, table?: FactTable<'reading'>): Promise<void> {
  const account = { received: table?.length ?? 0, refused: 0, filtered: 0, expired: 0, lost: 0 };
  const facts = table === undefined ? [] : [table];
  await writer.commit({ source: 'simulation', identityBy: 'key', facts, account, position: {} });
}

/** Every slot of the day, and none with files that are still to be merged: there are too few for that. */
function isRolledUp(state: ManifestState): boolean {
  const window = { fromAt: simulatedDay.fromAt - dayMs, toAt: simulatedDay.toAt };
  return rolledUp.every((level) =>
    listSlots(state, level, window, dailyCalendar).every(({ version, owner }) => version === 0 || owner !== undefined),
  );
}

interface StoredFile {
  readonly rowCount: number;
  readonly byteLength: number;
}

/** Of rollups the times in states, which lie in files of their own, count as bytes of the rows they belong to. */
function sizesOf<File extends StoredFile>(files: readonly File[], hasRows: (file: File) => boolean = () => true) {
  const rowCount = files.filter(hasRows).reduce((sum, file) => sum + file.rowCount, 0);
  const byteLength = files.reduce((sum, file) => sum + file.byteLength, 0);
  return { files: files.length, rowCount, byteLength, bytesPerRow: Math.round((byteLength / rowCount) * 100) / 100 };
}

function cpuSecondsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
