/** A fingerprint of facts that depends on which facts there are, not on their order or their batches. */
import { type AnyFactTable, factKinds } from './facts.ts';

/**
 * 128 bits over the facts' kinds, identities and contents, as 32 hex digits: the sum, lane by lane, of a mix of each
 * fact. Equal facts in any order and in any tables have the same; no facts have 32 zeros. Identity and content are
 * keyed hashes already, so this only folds them; it is not meant to stand against someone who knows the key.
 */
export function fingerprintOf(tables: readonly AnyFactTable[]): string {
  const sum = new Uint32Array(4);
  const lanes = new Uint32Array(8);
  for (const table of tables) {
    const kind = factKinds.indexOf(table.kind) + 1;
    const identity = wordsOf(table.identity, table.length);
    const content = wordsOf(table.content, table.length);
    for (let i = 0; i < table.length; i++) {
      for (let lane = 0; lane < 4; lane++) {
        lanes[lane] = identity.getUint32(i * 16 + lane * 4);
        lanes[lane + 4] = content.getUint32(i * 16 + lane * 4);
      }
      for (let lane = 0; lane < 4; lane++) sum[lane] = (sum[lane] as number) + mixOf(lanes, kind, lane);
    }
  }
  return Array.from(sum, (word) => word.toString(16).padStart(8, '0')).join('');
}

function wordsOf(bytes: Uint8Array, length: number): DataView {
  if (bytes.length !== length * 16)
    throw new RangeError(
      `A table of ${length} facts has ${length * 16} bytes of identity and content, got ${bytes.length}.`,
    );
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** MurmurHash3's finaliser (Appleby, public domain) over all words, with a seed for each lane. */
function mixOf(words: Uint32Array, kind: number, lane: number): number {
  let hash = Math.imul(kind, 0x9e3779b1) ^ Math.imul(lane + 1, 0x85ebca77);
  for (let i = 0; i < words.length; i++) {
    hash = Math.imul(hash ^ (words[i] as number), 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}
