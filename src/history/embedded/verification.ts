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

/** Remembers what it has checked, as files never change; who asks for one that is being checked waits for that. */
export function createSegmentVerifier(dir: string): SegmentVerifier {
  const checks = new Map<string, Promise<void>>();
  const check = (segment: NamedFile): Promise<void> => {
    const { path } = segment;
    const known = checks.get(path);
    if (known !== undefined) return known;
    const checking = verifySegment(dir, segment);
    checks.set(path, checking);
    // A failure is not remembered: the disk may be mended.
    checking.catch(() => checks.delete(path));
    return checking;
  };
  return {
    async verify(segments) {
      for (let i = 0; i < segments.length; i += parallel) await Promise.all(segments.slice(i, i + parallel).map(check));
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
