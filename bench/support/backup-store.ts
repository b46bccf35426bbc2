/**
 * A store with a year of rollups and the raw readings of some days, as a backup sees it: files. One day of readings is written;
 * those of the other days are its files again under their days, told apart by some bytes before the footer, since for a backup only
 * bytes count. Nothing reads what is in them.
 */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { appendEntry, readManifest } from '../../src/history/embedded/manifest-log.ts';
import type { Segment } from '../../src/history/embedded/manifest-state.ts';
import { openArchive } from '../../src/reports/index.ts';
import { dayMs } from '../../src/time/index.ts';
import { type KeptStore, openKeptStore } from './kept-store.ts';
import { simulatedDay } from './simulated-day.ts';
import type { GeneratedLevel } from './years-of-rollups.ts';

const run = promisify(execFile);
const levels: readonly GeneratedLevel[] = ['minute', 'hour', 'day'];
/** Length of the footer, and `PAR1`. */
const tailBytes = 8;

export interface BackupStoreSize {
  readonly tagCount: number;
  readonly rolledUpDays: number;
  readonly rawDays: number;
  readonly readingsOfDayMax: number;
  readonly reportFiles: number;
}

export function openBackupStore(size: BackupStoreSize): Promise<KeptStore> {
  const { tagCount, rolledUpDays, rawDays, readingsOfDayMax, reportFiles } = size;
  return openKeptStore(`backup-${Object.values(size).join('-')}`, async (dir) => {
    const history = join(dir, 'history');
    const day = join(import.meta.dirname, 'simulated-day.ts');
    await run(process.execPath, [day, history, String(tagCount), String(readingsOfDayMax)]);
    const { fromAt } = simulatedDay;
    const years = join(import.meta.dirname, 'years-of-rollups.ts');
    const window = [fromAt - rolledUpDays * dayMs, fromAt].map(String);
    await run(process.execPath, [years, history, String(tagCount), ...window, levels.join()]);
    await repeatDay(history, rawDays - 1);
    const archive = await openArchive(join(dir, 'archive'));
    for (let i = 0; i < reportFiles; i++) await archive.put(randomBytes(60_000));
  });
}

async function repeatDay(dir: string, times: number): Promise<void> {
  const state = await readManifest(dir);
  const segments = [...state.segments.values()].filter(({ kind }) => kind === 'reading');
  const added: Segment[] = [];
  for (let i = 1; i <= times; i++)
    for (const segment of segments) added.push(await repeatSegment(dir, segment, -i * dayMs));
  const { version, fencing } = state;
  await appendEntry(dir, state, {
    kind: 'compact',
    version,
    at: simulatedDay.toAt,
    fencing,
    holder: 'bench',
    sources: {},
    added,
    removed: [],
  });
}

async function repeatSegment(dir: string, segment: Segment, byMs: number): Promise<Segment> {
  const bytes = await readFile(join(dir, segment.path));
  const footerAt = bytes.length - tailBytes - bytes.readUInt32LE(bytes.length - tailBytes);
  const other = Buffer.concat([bytes.subarray(0, footerAt), randomBytes(16), bytes.subarray(footerAt)]);
  const day = new Date(Date.parse(segment.day) + byMs).toISOString().slice(0, 10);
  const path = segment.path.replace(segment.day, day);
  await mkdir(dirname(join(dir, path)), { recursive: true });
  await writeFile(join(dir, path), other);
  return {
    ...segment,
    path,
    day,
    byteLength: other.length,
    sha256: createHash('sha256').update(other).digest('hex'),
    ...shifted(segment, byMs),
  };
}

function shifted({ minStartAt, maxStartAt, maxEndAt }: Segment, byMs: number): Partial<Segment> {
  if (minStartAt === undefined || maxStartAt === undefined || maxEndAt === undefined) return {};
  return { minStartAt: minStartAt + byMs, maxStartAt: maxStartAt + byMs, maxEndAt: maxEndAt + byMs };
}
