/** Segments are checked against the manifest before they are first read in a process: damage is found, not reported as facts. */
import { access, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './durable.ts';
import { damaged } from './manifest-log.ts';
import type { Segment } from './manifest-state.ts';
import { fileSha256 } from './segment-closer.ts';

const parallel = 4;

/** A file as the manifest names it: of facts, or of rollups. */
export type NamedFile = Pick<Segment, 'path' | 'byteLength' | 'sha256'>;

export interface SegmentVerifier {
  /** Throws `history-damaged`, naming the file, where one is missing or its bytes are not those that were committed. */
  verify(segments: readonly NamedFile[]): Promise<void>;
}

/** Remembers what it has checked; segments never change. */
export function createSegmentVerifier(dir: string): SegmentVerifier {
  const verified = new Set<string>();
  return {
    async verify(segments) {
      const open = segments.filter(({ path }) => !verified.has(path));
      for (let i = 0; i < open.length; i += parallel)
        await Promise.all(
          open.slice(i, i + parallel).map(async (segment) => {
            await verifySegment(dir, segment);
            verified.add(segment.path);
          }),
        );
    },
  };
}

/** The first of the segments whose file is gone; undefined where all are there. */
export async function findMissing<T extends { readonly path: string }>(
  dir: string,
  segments: readonly T[],
): Promise<T | undefined> {
  for (const segment of segments) {
    try {
      await access(join(dir, segment.path));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return segment;
      throw error;
    }
  }
  return undefined;
}

async function verifySegment(dir: string, segment: NamedFile): Promise<void> {
  const path = join(dir, segment.path);
  try {
    const { size } = await stat(path);
    if (size !== segment.byteLength) throw damaged(path, `has ${size} bytes instead of ${segment.byteLength}`);
    if ((await fileSha256(path)) !== segment.sha256) throw damaged(path, 'does not match its checksum');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw damaged(path, 'is missing');
    throw error;
  }
}
