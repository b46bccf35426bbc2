/** Which reports ideal times were learned from: a correction may move one of them into the windows. */
import type { FactTable } from '../model/index.ts';
import type { ReportedFact } from './held-facts.ts';

const identityBytes = 16;

/**
 * A set of identities by their hash, 8 to 16 bytes each. It may take a new one for a known one, once in a thousand where
 * there are millions: then ideal times are learned once more than they must be.
 */
export class KnownReports {
  readonly #slots: Uint32Array;
  readonly #mask: number;

  constructor({ identity, length }: FactTable<'production'>) {
    let size = 16;
    while (size < length * 2) size *= 2;
    this.#slots = new Uint32Array(size);
    this.#mask = size - 1;
    for (let i = 0; i < length; i++) {
      const hash = hashOf(identity, i * identityBytes);
      this.#slots[this.#placeOf(hash)] = hash;
    }
  }

  mayHave({ key }: Pick<ReportedFact, 'key'>): boolean {
    const hash = hashOf(key, 0);
    return this.#slots[this.#placeOf(hash)] === hash;
  }

  /** Where a hash stands, or would. */
  #placeOf(hash: number): number {
    let place = hash & this.#mask;
    while (this.#slots[place] !== 0 && this.#slots[place] !== hash) place = (place + 1) & this.#mask;
    return place;
  }
}

/** FNV-1a, 32 bits; never 0, which is a free place. */
function hashOf(bytes: Uint8Array, from: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < from + identityBytes; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash >>> 0 || 1;
}
