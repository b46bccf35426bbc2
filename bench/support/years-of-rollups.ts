/**
 * Rollups of years in a store without a reading, in files as a writer leaves them once it has merged: days of two months,
 * hours of a week. `years-of-rollups.ts <folder> <tags> <from> <to> <levels>` writes them, in a process of its own.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { addRollups, type GivenRollups } from '../../src/history/embedded/rollups/add-rollups.ts';
import { dayMs, hourMs, type Interval } from '../../src/time/index.ts';
import { dailyCalendar, listUnits } from './daily-calendar.ts';
import { generateRollups, rollupTags } from './generated-rollups.ts';
import { type KeptStore, openKeptStore } from './kept-store.ts';

const run = promisify(execFile);

export type GeneratedLevel = 'minute' | 'hour' | 'day';

const lengths: Readonly<Record<GeneratedLevel, number>> = { minute: 60_000, hour: hourMs, day: dayMs };
/** Time of a file, ms. */
const perFile: Readonly<Record<GeneratedLevel, number>> = { minute: 6 * hourMs, hour: 7 * dayMs, day: 64 * dayMs };

export interface YearsOfRollups extends Interval {
  readonly tagCount: number;
  readonly levels: readonly GeneratedLevel[];
}

export function openYearsOfRollups({ tagCount, levels, fromAt, toAt }: YearsOfRollups): Promise<KeptStore> {
  const days = Math.round((toAt - fromAt) / dayMs);
  return openKeptStore(`rollups-${tagCount}-${days}-${levels.join('-')}`, async (dir) => {
    const argv = [dir, tagCount, fromAt, toAt, levels.join()].map(String);
    await run(process.execPath, [import.meta.filename, ...argv]);
  });
}

export async function writeRollups(dir: string, { tagCount, levels, ...window }: YearsOfRollups): Promise<void> {
  await addRollups(dir, listRollups(rollupTags(tagCount), levels, window));
}

function* listRollups(
  tags: readonly string[],
  levels: readonly GeneratedLevel[],
  { fromAt, toAt }: Interval,
): Generator<GivenRollups> {
  let seed = 0;
  for (const level of levels)
    for (let at = fromAt; at < toAt; at += perFile[level]) {
      const window = { fromAt: at, toAt: Math.min(toAt, at + perFile[level]) };
      const buckets = listUnits(lengths[level], window);
      yield {
        level,
        window,
        table: generateRollups(tags, buckets, { seed: ++seed, withSketches: level !== 'minute' }),
        ...(level === 'day' ? { calendar: dailyCalendar.fingerprint } : {}),
      };
    }
}

if (import.meta.main) {
  const [dir = '', tagCount, fromAt, toAt, levels = ''] = process.argv.slice(2);
  await writeRollups(dir, {
    tagCount: Number(tagCount),
    fromAt: Number(fromAt),
    toAt: Number(toAt),
    levels: levels.split(',') as GeneratedLevel[],
  });
}
