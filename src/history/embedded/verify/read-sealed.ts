/** Sealed JSON files of the manifest and of leases, and what is wrong with those that are not whole. */
import { join } from 'node:path';
import { GembaError } from '../../../model/index.ts';
import { formatVersion } from '../layout.ts';
import { sha256Of, unseal } from '../sealed.ts';
import { type FileFault, readText } from './read-file.ts';

export type ReadSealed =
  | { readonly kind: 'whole'; readonly body: Readonly<Record<string, unknown>>; readonly sha256: string }
  /** Ends before its end, as what was being written does. */
  | { readonly kind: 'torn'; readonly what: string }
  | FileFault;

/** Where the body begins: after `{"sha256":"`, 64 digits and `","body":`. */
const bodyStart = 83;

/** @throws GembaError `history-newer` where it is whole and of a newer format */
export async function readSealed(dir: string, path: string): Promise<ReadSealed> {
  const read = await readText(join(dir, path));
  if (read.kind !== 'text') return read;
  const { text } = read;
  const unsealed = unseal(text, formatVersion);
  if (unsealed.kind === 'whole') return unsealed;
  if (unsealed.kind === 'newer') {
    // A flipped digit may make it look newer; then its checksum does not match.
    if (!isIntact(text)) return changed;
    throw new GembaError(
      'history-newer',
      `${join(dir, path)} has format ${unsealed.format}; this gemba reads formats up to ${formatVersion}. Verify it with the gemba that wrote it, or a newer one.`,
      { details: { path: join(dir, path), format: unsealed.format, formatMax: formatVersion } },
    );
  }
  // Only its last bytes are others: it was written to its end.
  if (unsealed.kind === 'torn' && !isIntact(text))
    return { kind: 'torn', what: `is cut off after ${text.length} characters` };
  return changed;
}

const changed: FileFault = { kind: 'changed', what: 'does not match its checksum' };

/** Whether the body is what the checksum says, however the file ends. */
function isIntact(text: string): boolean {
  return [2, 1].some(
    (ending) => text.length > bodyStart && sha256Of(text.slice(bodyStart, -ending)) === text.slice(11, 75),
  );
}
