/**
 * history.backup: how long it takes until a plant is there again that has lost its disk: a year of rollups of 1,000 tags by minutes,
 * hours and days, and 30 days of raw readings at 1 Hz. Beside it a full backup, the next one after a quarter of an hour
 * of readings, and reading the backups through. All of it on one disk.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBackupRepository, openFolderTarget } from '../src/backup/index.ts';
import { openEmbeddedHistory } from '../src/history/index.ts';
import { createFactTableBuilder, type FactTable, identifyReadings } from '../src/model/index.ts';
import { backUpPlant, restorePlant, softwareVersion } from '../src/runtime/index.ts';
import { openState } from '../src/state/index.ts';
import { minuteMs } from '../src/time/index.ts';
import { openBackupStore } from './support/backup-store.ts';
import { printFigure, quick } from './support/measure.ts';
import { watchMemory } from './support/peak-memory.ts';
import { tagsOfDay } from './support/simulated-day.ts';

const size = quick
  ? { tagCount: 20, rolledUpDays: 30, rawDays: 3, readingsOfDayMax: 200_000, reportFiles: 20 }
  : { tagCount: 1_000, rolledUpDays: 365, rawDays: 30, readingsOfDayMax: Number.POSITIVE_INFINITY, reportFiles: 2_000 };
const target = 3_600;

await using store = await openBackupStore(size);
const work = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  const keys = { backup: new Uint8Array(32).fill(7) };
  const storeDir = store.dir;
  await using state = await openState({ dir: join(storeDir, 'state'), clock: Date.now });
  await mkdir(join(work, 'backups'));
  const folder = await openFolderTarget({ path: join(work, 'backups') });
  await using backups = await openBackupRepository(folder, { plant: 'bench', softwareVersion });
  const plant = {
    storeDir,
    state,
    clock: Date.now,
    keys: { ...keys, identity: keys.backup, person: keys.backup, pseudonym: keys.backup },
  };

  const memory = watchMemory();
  const full = await timed(() => backUpPlant(plant, backups));
  const readings = await addQuarterOfAnHour(join(storeDir, 'history'));
  const next = await timed(() => backUpPlant(plant, backups, { since: full.result.history }));
  const verify = await timed(() => backups.verify());
  if (verify.result.damages.length > 0) throw new Error(JSON.stringify(verify.result.damages[0]));
  const place = { storeDir: join(work, 'restored'), keys, holder: 'bench', leaseMs: 60_000, clock: Date.now };
  const restore = await timed(() => restorePlant(place, backups, next.result.point));
  memory.stop();
  const { placed, version } = restore.result;
  printFigure({
    bench: 'history.backup',
    value: restore.seconds,
    unit: 's to restore',
    context: {
      target,
      isMet: restore.seconds <= target,
      ...size,
      readingsOfDayMax: undefined,
      files: placed.fileCount,
      bytes: placed.byteLength,
      version,
      full: { seconds: full.seconds, writtenBytes: full.result.writtenBytes },
      afterAQuarterOfAnHour: { seconds: next.seconds, readings, writtenBytes: next.result.writtenBytes },
      verify: { seconds: verify.seconds, readBytes: verify.result.readBytes },
      peakMb: memory.peakMb,
      load: loadavg().map((load) => Math.round(load * 10) / 10),
    },
  });
} finally {
  await rm(work, { recursive: true, force: true });
}

async function timed<T>(make: () => Promise<T>): Promise<{ readonly seconds: number; readonly result: T }> {
  const startMs = performance.now();
  const result = await make();
  return { seconds: Math.round((performance.now() - startMs) / 10) / 100, result };
}

/** What comes until the next backup: each tag once a second, a commit for each minute. */
async function addQuarterOfAnHour(dir: string): Promise<number> {
  const tags = tagsOfDay(size.tagCount).map(({ id }) => id);
  await using history = await openEmbeddedHistory({ dir });
  await using writer = await history.openWriter({ holder: 'bench' });
  let count = 0;
  // Of now, so that a store that was kept takes it anew each time.
  const fromAt = Math.floor(Date.now() / minuteMs) * minuteMs;
  for (let minute = 0; minute < 15; minute++) {
    const table = readingsOfMinute(tags, fromAt + minute * minuteMs);
    const account = { received: table.length, refused: 0, filtered: 0, expired: 0, lost: 0 };
    await writer.commit({ source: 'bench', identityBy: 'content', facts: [table], account, position: { minute } });
    count += table.length;
  }
  return count;
}

function readingsOfMinute(tags: readonly string[], fromAt: number): FactTable<'reading'> {
  const builder = createFactTableBuilder('reading');
  const none = new Uint8Array(16);
  for (const [i, tag] of tags.entries())
    for (let second = 0; second < 60; second++)
      builder.add(
        { tag, at: fromAt + second * 1_000, value: Math.round(100 * Math.sin(i + second / 10)) / 100 },
        none,
        none,
      );
  const table = builder.build();
  return { ...table, ...identifyReadings(table.columns) };
}
