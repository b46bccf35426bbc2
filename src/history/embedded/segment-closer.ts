/** Makes written segments durable: fsync, checksum, rename, then fsync of their folders; a few at a time. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, syncFile, syncFolder } from './durable.ts';
import { temporaryEnding } from './layout.ts';
import type { Segment } from './manifest-state.ts';

const openMax = 8;

export type NewSegment = Omit<Segment, 'byteLength' | 'sha256'>;

/** What a file is known by. */
export type FileMark = Pick<Segment, 'byteLength' | 'sha256'>;

/** Of segments of facts, or of whatever else is written as files. */
export interface SegmentCloser<T extends { readonly path: string } = NewSegment> {
  /** Makes the folder of a segment. */
  prepare(path: string): Promise<void>;
  /** Takes over a segment that lies under its temporary name. */
  add(segment: T): void;
  /** All segments added so far, durable under their own names, in the order they were added. */
  close(): Promise<(T & FileMark)[]>;
}

export function createSegmentCloser<T extends { readonly path: string } = NewSegment>(dir: string): SegmentCloser<T> {
  const closing: Promise<T & FileMark>[] = [];
  const folders = new Set<string>();
  const prepared = new Set<string>();
  return {
    async prepare(path) {
      const folder = dirname(join(dir, path));
      if (!prepared.has(folder)) await makeFolder(folder);
      prepared.add(folder);
      if (closing.length >= openMax) await closing.at(-openMax);
    },
    add(segment) {
      folders.add(dirname(join(dir, segment.path)));
      const closed = closeSegment(dir, segment);
      // A failure is thrown by close(); until then it must not count as unhandled.
      closed.catch(() => undefined);
      closing.push(closed);
    },
    async close() {
      const segments = await Promise.all(closing);
      for (const folder of folders) await syncFolder(folder);
      folders.clear();
      return segments;
    },
  };
}

async function closeSegment<T extends { readonly path: string }>(dir: string, segment: T): Promise<T & FileMark> {
  const path = join(dir, segment.path);
  const temporary = `${path}${temporaryEnding}`;
  await syncFile(temporary);
  const { size } = await stat(temporary);
  const sha256 = await fileSha256(temporary);
  await rename(temporary, path);
  return { ...segment, byteLength: size, sha256 };
}

/** SHA-256 of a file's bytes, as hex. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part as Buffer);
  return hash.digest('hex');
}
