/** How much room a store has, how fast it grows, and how long that lasts. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type DiskSpace, existingFolder, type RetentionCut, reserveBytesOf } from '../../history/index.ts';
import { dayMs } from '../../time/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import { type DiskForecast, forecastDisk, type StoredPart } from './forecast.ts';
import type { DailyGrowth } from './growth.ts';
import { readParts } from './read-parts.ts';

/** `low`: full within 30 days; `urgent`: within 7; `full`: less than the reserve is free, history is read-only. */
export const diskLevels = ['ample', 'low', 'urgent', 'full'] as const;
export type DiskLevel = (typeof diskLevels)[number];

const lowDays = 30;
const urgentDays = 7;

/** Folders of a store, each of which may be a disk of its own. */
const places = ['history', 'buffer', 'archive', 'state'] as const;
export type StorePlace = (typeof places)[number];

/** A file system on which parts of a store lie. */
export interface StoreDisk extends DiskSpace {
  readonly holds: readonly StorePlace[];
  /** What is kept free on it. */
  readonly reserveBytes: number;
}

export interface DiskStatus extends StoreDisk {
  readonly at: number;
  readonly level: DiskLevel;
  readonly growth: DailyGrowth;
  /** Until less than the reserve is free. */
  readonly forecast: DiskForecast;
  /** Where not all parts of the store lie on one. */
  readonly others: readonly StoreDisk[];
}

export type DiskTarget = Pick<OpenPlant, 'history' | 'storeDir' | 'clock' | 'readSpace'> & {
  readonly file: Pick<OpenPlant['file'], 'history'>;
};

export interface ReadDiskOptions {
  readonly cut?: RetentionCut | undefined;
  /** What the parts take, where it was read a while ago: listing it is the dear part. */
  readonly parts?: readonly StoredPart[];
}

/**
 * How the disk of a plant's store stands now.
 *
 * @example const { level, forecast } = await readDiskStatus(plant)
 */
export async function readDiskStatus(plant: DiskTarget, options: ReadDiskOptions = {}): Promise<DiskStatus> {
  const nowMs = plant.clock();
  const [disk, ...others] = await readDisks(plant);
  if (disk === undefined) throw new RangeError('A store lies on one disk at least.');
  const parts = options.parts ?? (await readParts(plant, { cut: options.cut, nowMs }));
  const { growth, forecast } = forecastDisk({
    parts: parts.filter(({ name }) => name !== 'archive' || disk.holds.includes('archive')),
    today: Math.floor(nowMs / dayMs),
    roomBytes: disk.freeBytes - disk.reserveBytes,
  });
  return { ...disk, at: nowMs, level: levelOf([disk, ...others], forecast), growth, forecast, others };
}

/** Of the first, that of history, the forecast counts; without room on another, history goes on for a while. */
export function levelOf([first, ...others]: readonly StoreDisk[], forecast: DiskForecast): DiskLevel {
  if (first !== undefined && isShort(first)) return 'full';
  if (others.some(isShort)) return 'urgent';
  if (forecast.kind !== 'full') return 'ample';
  const days = forecast.aboutDays ?? Number.POSITIVE_INFINITY;
  if (days < urgentDays) return 'urgent';
  return days < lowDays ? 'low' : 'ample';
}

/** Whether less is free than its reserve. */
export function isShort({ freeBytes, reserveBytes }: Pick<StoreDisk, 'freeBytes' | 'reserveBytes'>): boolean {
  return freeBytes < reserveBytes;
}

/** The file systems of a store, that of history first. */
async function readDisks({ storeDir, readSpace, file }: DiskTarget): Promise<readonly StoreDisk[]> {
  const disks = new Map<number, { readonly holds: StorePlace[]; readonly dir: string }>();
  for (const place of places) {
    const dir = await existingFolder(join(storeDir, place));
    const { dev } = await stat(dir);
    const disk = disks.get(dev) ?? { holds: [], dir };
    disks.set(dev, disk);
    disk.holds.push(place);
  }
  const read = async ({ holds, dir }: { readonly holds: readonly StorePlace[]; readonly dir: string }) => {
    const space = await readSpace(dir);
    const given = holds.includes('history') ? file.history.reserveBytes : undefined;
    return { ...space, holds, reserveBytes: given ?? reserveBytesOf(space) };
  };
  return await Promise.all([...disks.values()].map(read));
}
