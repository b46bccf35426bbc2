import { GembaError } from '../../model/index.ts';
import type { BackupTarget, ObjectContent } from '../target.ts';

/** The bytes of a small object. Throws `backup-damaged` where it is larger than any of its kind is. */
export async function readWhole(
  target: BackupTarget,
  name: string,
  byteLengthMax: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  for await (const chunk of target.get(name, signal)) {
    byteLength += chunk.length;
    if (byteLength > byteLengthMax)
      throw new GembaError(
        'backup-damaged',
        `${name} in the backups at ${target.location} is larger than ${byteLengthMax} bytes, as none of its kind is.`,
        { details: { object: name, location: target.location } },
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Bytes in memory as what a target is given. */
export function contentOf(bytes: Uint8Array): ObjectContent {
  return {
    byteLength: bytes.length,
    async *read() {
      yield bytes;
    },
  };
}
