import { GembaError } from '../model/index.ts';
import type { ObjectContent } from './target.ts';

/**
 * The bytes of a content, held to its length: the last of them come only once it is known that no more do. So a target
 * that streams has not ended its object when this throws.
 *
 * @throws GembaError `backup-failed` where there are more or fewer bytes than were said
 */
export async function* wholeContent(content: ObjectContent, name: string): AsyncGenerator<Uint8Array, void, undefined> {
  const { byteLength } = content;
  let sent = 0;
  let held: Uint8Array | undefined;
  for await (const chunk of content.read()) {
    if (chunk.length === 0) continue;
    sent += chunk.length;
    if (sent > byteLength) throw changedContent(name, byteLength, `at least ${sent}`);
    if (held !== undefined) yield held;
    held = chunk;
  }
  if (sent !== byteLength) throw changedContent(name, byteLength, String(sent));
  if (held !== undefined) yield held;
}

function changedContent(name: string, byteLength: number, sent: string): GembaError {
  return new GembaError(
    'backup-failed',
    `${name} was to be ${byteLength} bytes, but ${sent} came: it changed while it was read. Nothing of it was kept; try again.`,
    { details: { name, byteLength } },
  );
}
