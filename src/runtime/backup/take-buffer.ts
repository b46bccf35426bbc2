/**
 * The buffer of a plant that writes it all the while: its files are linked as they are listed, and listed again once history
 * was read. What was listed first has all that history may not have yet; what was listed then says that nothing lies between.
 */
import { copyFile, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileToSave } from '../../backup/index.ts';
import { type LossName, parseLossFile, parseSegmentName, type SegmentName } from '../../ingest/index.ts';
import { findBufferFolder } from '../plant-buffer.ts';
import { errnoOf, orMissing } from './file-errors.ts';
import { fileAt } from './local-files.ts';
import { PointMoved } from './point-moved.ts';
import { type LinkFile, linkOrCopy } from './work-folder.ts';

interface Segment extends SegmentName {
  readonly file: string;
}

interface Listing {
  /** Undefined where the plant has no buffer. */
  readonly folder: string | undefined;
  readonly segments: readonly Segment[];
  readonly losses: readonly LossName[];
}

const lanes = ['kept', 'droppable'] as const;

export class TakenBuffer {
  readonly #storeDir: string;
  readonly #workDir: string;
  readonly #linkFile: LinkFile;
  #first: Listing = { folder: undefined, segments: [], losses: [] };
  readonly #files = new Set<string>();
  /** Of them those that are no links but copies: what was written to them since they lack. */
  readonly #copies = new Set<string>();

  constructor(storeDir: string, workDir: string, linkFile: LinkFile) {
    this.#storeDir = storeDir;
    this.#workDir = workDir;
    this.#linkFile = linkFile;
  }

  /** Before history is read. */
  async takeFirst(): Promise<void> {
    this.#first = await this.#list();
    await this.#link(this.#first);
  }

  /**
   * After history was read.
   *
   * @param hasCounted whether the history that was read may have counted a loss of the droppable lane with this number
   * @throws PointMoved where another process has taken the buffer over, or files came and went between
   */
  async takeSecond(hasCounted: (number: number) => boolean): Promise<readonly FileToSave[]> {
    const second = await this.#list();
    checkThatNothingLiesBetween(this.#first, second, hasCounted);
    for (const lane of lanes) {
      const last = lastOf(this.#first.segments, lane);
      if (last !== undefined && this.#copies.delete(last.file)) this.#files.delete(last.file);
    }
    // Again, where it was a copy of what was being written then.
    await this.#link(this.#first);
    await this.#link(second);
    const segments = [...new Map([...this.#first.segments, ...second.segments].map((one) => [one.file, one])).values()];
    // The one that is written may be shortened where its disk fails; of the others nothing changes any more.
    for (const lane of lanes) await this.#copyLast(lastOf(segments, lane));
    return await Promise.all([...this.#files].sort().map((file) => fileAt(file, this.#taken(file))));
  }

  async #list(): Promise<Listing> {
    const folder = await findBufferFolder(this.#storeDir);
    if (folder === undefined) return { folder, segments: [], losses: [] };
    const names = await orMissing(readdir(join(this.#storeDir, 'buffer', folder)), undefined);
    if (names === undefined) throw new PointMoved(`The buffer was ${folder} and has another name now.`);
    return {
      folder,
      segments: names.flatMap((file) => {
        const name = parseSegmentName(file);
        return name === undefined ? [] : [{ ...name, file }];
      }),
      losses: names.flatMap((file) => parseLossFile(file) ?? []),
    };
  }

  async #link({ folder, segments, losses }: Listing): Promise<void> {
    if (folder === undefined) return;
    const dir = join(this.#storeDir, 'buffer', folder);
    for (const { file } of [...segments, ...losses]) {
      if (this.#files.has(file)) continue;
      try {
        if (!(await linkOrCopy(this.#linkFile, join(dir, file), this.#taken(file)))) this.#copies.add(file);
      } catch (error) {
        if (errnoOf(error) === 'ENOENT') throw new PointMoved(`${file} went while it was taken.`);
        throw error;
      }
      this.#files.add(file);
    }
  }

  async #copyLast(last: Segment | undefined): Promise<void> {
    if (last === undefined) return;
    const copy = `${last.file}.copy`;
    await copyFile(this.#taken(last.file), this.#taken(copy));
    await rename(this.#taken(copy), this.#taken(last.file));
  }

  #taken(file: string): string {
    return join(this.#workDir, `buffer-${file}`);
  }
}

/** The one that is written. */
function lastOf(segments: readonly Segment[], lane: Segment['lane']): Segment | undefined {
  return segments
    .filter((one) => one.lane === lane)
    .reduce<Segment | undefined>(
      (last, one) => (last === undefined || one.sequence > last.sequence ? one : last),
      undefined,
    );
}

/** @throws PointMoved where it does, or may */
function checkThatNothingLiesBetween(first: Listing, second: Listing, hasCounted: (number: number) => boolean): void {
  if (first.folder !== second.folder)
    throw new PointMoved(`The buffer was ${first.folder ?? 'not there'} and is ${second.folder ?? 'gone'} now.`);
  for (const lane of lanes) {
    const before = first.segments.filter((one) => one.lane === lane);
    const after = second.segments.filter((one) => one.lane === lane);
    const newest = Math.max(0, ...before.map(({ sequence }) => sequence));
    const came = after.filter(({ sequence }) => sequence > newest).sort((a, b) => a.sequence - b.sequence);
    if (came.some(({ sequence }, i) => sequence !== newest + 1 + i))
      throw new PointMoved(`Files of the ${lane} lane came and went while history was read.`);
    if (lane === 'kept') continue;
    const losses = [...first.losses, ...second.losses];
    for (const { file, firstNumber } of before) {
      if (after.some((one) => one.file === file)) continue;
      // Its loss is taken too, and says that its records do not count.
      if (losses.some(({ fromNumber, toNumber }) => fromNumber <= firstNumber && firstNumber < toNumber)) continue;
      // Else history has its records, or they are counted as lost, or will be. Only counted before history was read, and
      // their loss forgotten since, they would come from the file that was taken, though they are counted as lost.
      if (hasCounted(firstNumber)) throw new PointMoved(`${file} was dropped while history was read.`);
    }
  }
}
