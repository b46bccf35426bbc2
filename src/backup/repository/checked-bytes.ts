import { createHash } from 'node:crypto';
import type { ObjectContent } from '../target.ts';

/**
 * The bytes of a content while its SHA-256 is taken. The last chunk is given only once it is known to be right: what is
 * wrong never becomes a whole object.
 *
 * @param onOther makes the error to throw where the bytes are others
 */
export async function* checkedBytes(
  chunks: AsyncIterable<Uint8Array>,
  sha256: string,
  onOther: () => Error,
): AsyncGenerator<Uint8Array, void, undefined> {
  const hash = createHash('sha256');
  let held: Uint8Array | undefined;
  for await (const chunk of chunks) {
    hash.update(chunk);
    if (held !== undefined) yield held;
    held = chunk;
  }
  if (hash.digest('hex') !== sha256) throw onOther();
  if (held !== undefined) yield held;
}

/** The SHA-256 of a content in lower-case hex, and how many bytes there were. */
export async function digestContent(
  content: ObjectContent,
  signal?: AbortSignal,
): Promise<{ readonly sha256: string; readonly byteLength: number }> {
  const hash = createHash('sha256');
  let byteLength = 0;
  for await (const chunk of content.read()) {
    signal?.throwIfAborted();
    hash.update(chunk);
    byteLength += chunk.length;
  }
  return { sha256: hash.digest('hex'), byteLength };
}
