/**
 * Whether the disk under a store has room. Under a reserve nothing is committed any more, before a file of DuckDB is cut off
 * midway: what comes waits in the buffer, which lies on the same disk and needs the rest.
 */
import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GembaError } from '../../model/index.ts';
import { hasCode } from './durable.ts';

export interface DiskSpace {
  /** That this user may still take. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

const reserveBytesMax = 512 * 1_048_576;
/** Of a disk so small that the reserve would be most of it. */
const reserveRatioMax = 0.05;
/** Once it was full, so much of the reserve must be free beyond it, so that it does not go to and fro with each commit. */
const marginRatio = 1 / 8;

/** What is kept free where nobody says otherwise: 512 MiB, of small disks a twentieth. */
export function reserveBytesOf({ totalBytes }: DiskSpace): number {
  return Math.min(reserveBytesMax, Math.floor(totalBytes * reserveRatioMax));
}

/** Of the file system that a folder lies on, or will lie on once it is made. */
export async function readDiskSpace(dir: string): Promise<DiskSpace> {
  const { bavail, blocks, bsize } = await statfs(await existingFolder(dir));
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

/** The folder, or the nearest one above it that is there. */
export async function existingFolder(dir: string): Promise<string> {
  for (let folder = dir; ; folder = dirname(folder)) {
    try {
      await stat(folder);
      return folder;
    } catch (error) {
      if (!hasCode(error, 'ENOENT') || folder === dirname(folder)) throw error;
    }
  }
}

export interface DiskRoomOptions {
  readonly dir: string;
  /** Default: `reserveBytesOf` its disk. */
  readonly reserveBytes?: number | undefined;
  readonly readSpace?: ((dir: string) => Promise<DiskSpace>) | undefined;
}

export class DiskRoom {
  readonly #dir: string;
  readonly #reserveBytes: number | undefined;
  readonly #readSpace: (dir: string) => Promise<DiskSpace>;
  #isLow: boolean = false;

  constructor({ dir, reserveBytes, readSpace = readDiskSpace }: DiskRoomOptions) {
    this.#dir = dir;
    this.#reserveBytes = reserveBytes;
    this.#readSpace = readSpace;
  }

  /** As it was when it was looked at last. */
  get isLow(): boolean {
    return this.#isLow;
  }

  /** @throws GembaError `history-full` where less than the reserve is free */
  async require(): Promise<void> {
    const space = await this.#readSpace(this.#dir);
    const reserveBytes = this.#reserveBytes ?? reserveBytesOf(space);
    const neededBytes = Math.ceil(reserveBytes * (this.#isLow ? 1 + marginRatio : 1));
    this.#isLow = space.freeBytes < neededBytes;
    if (this.#isLow) throw full(this.#dir, space.freeBytes, neededBytes);
  }
}

function full(dir: string, freeBytes: number, neededBytes: number): GembaError {
  return new GembaError(
    'history-full',
    `The history in ${dir} is read-only: ${megabytes(freeBytes)} are free on its disk and ${megabytes(neededBytes)} are needed. Nothing of this commit was stored, and nothing is lost: what comes waits. Make room on the disk; it goes on by itself.`,
    { details: { dir, freeBytes, neededBytes } },
  );
}

/** What a write that found no room failed with, as `history-full`; any other error as it is. */
export function asFull(error: unknown, dir: string): unknown {
  if (!isNoSpace(error)) return error;
  const said = error instanceof Error ? error.message.trim() : String(error);
  return new GembaError(
    'history-full',
    `The history in ${dir} is read-only: its disk takes no more (${said}). Nothing of this commit was stored, and nothing is lost: what comes waits. Make room on the disk, or look at the quota and the number of its files; it goes on by itself.`,
    { cause: error, details: { dir } },
  );
}

/** Whether a write failed because the disk, or the user's share of it, is full; DuckDB says so in words alone. */
export function isNoSpace(error: unknown): boolean {
  if (!(error instanceof Error) || (error instanceof GembaError && error.code === 'history-full')) return false;
  const codes = ['ENOSPC', 'EDQUOT'];
  if (codes.some((code) => hasCode(error, code))) return true;
  if (error instanceof GembaError && codes.includes(String(error.details['code']))) return true;
  return /no space left on device|disk quota exceeded/i.test(error.message);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
