/** Files of this machine as a backup takes them. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FileToSave } from '../../backup/index.ts';

const chunkBytes = 1_048_576;

/** A file as long as it is now. */
export async function fileAt(path: string, from: string): Promise<FileToSave> {
  const { size } = await stat(from);
  return { path, byteLength: size, read: () => readFrom(from) };
}

/** A file of which it is known what is in it. */
export function knownFile(
  path: string,
  from: string,
  known: Required<Pick<FileToSave, 'byteLength' | 'sha256'>>,
): FileToSave {
  return { path, byteLength: known.byteLength, sha256: known.sha256, read: () => readFrom(from) };
}

/** Bytes in memory. */
export function bytesAt(path: string, bytes: Uint8Array): FileToSave {
  return {
    path,
    byteLength: bytes.byteLength,
    read: async function* () {
      yield bytes;
    },
  };
}

export function readFrom(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: chunkBytes });
}
