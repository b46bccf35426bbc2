/** Which facts are held, by identity, and which of their contents were seen. */

const wordsOfKey = 4;
/** Identity, content, holder. */
const wordsOfSlot = wordsOfKey * 2 + 1;
const slotCountMin = 16;

/** What a fact is to those held: `corrected` in the place of the one that `holder` has. */
export type Arrival = { readonly kind: 'new' | 'repeated' } | { readonly kind: 'corrected'; readonly holder: number };

/**
 * Identities and contents of 16 bytes in one typed array, by open addressing: no object a fact. Only what was corrected keeps its
 * former contents, since a content that was seen before is a duplicate.
 */
export class FactIndex {
  #slots: Uint32Array = new Uint32Array(slotCountMin * wordsOfSlot);
  #slotCount: number = slotCountMin;
  #length = 0;
  readonly #former = new Map<string, Set<string>>();

  get length(): number {
    return this.#length;
  }

  /**
   * Takes a fact in.
   *
   * @param identity words of all identities of a table; its own begin at `4 × row`
   * @param holder who has it from now on, 0 or more
   */
  add(identity: Uint32Array, content: Uint32Array, row: number, holder: number): Arrival {
    if ((this.#length + 1) * 2 > this.#slotCount) this.#grow();
    const from = row * wordsOfKey;
    const at = this.#placeOf(identity, from);
    const slots = this.#slots;
    const isNew = slots[at + wordsOfKey * 2] === 0;
    if (!isNew) {
      if (isSame(slots, at + wordsOfKey, content, from)) return { kind: 'repeated' };
      const key = textOf(identity, from);
      const former = this.#former.get(key) ?? new Set();
      if (former.has(textOf(content, from))) return { kind: 'repeated' };
      this.#former.set(key, former.add(textOf(slots, at + wordsOfKey)));
    } else this.#length++;
    const before = slots[at + wordsOfKey * 2] as number;
    for (let i = 0; i < wordsOfKey; i++) {
      slots[at + i] = identity[from + i] as number;
      slots[at + wordsOfKey + i] = content[from + i] as number;
    }
    // One more than the holder, so that 0 is a free place.
    slots[at + wordsOfKey * 2] = holder + 1;
    return isNew ? { kind: 'new' } : { kind: 'corrected', holder: before - 1 };
  }

  /** Forgets all but the identities that are told, such as those still held. */
  keep(held: Iterable<Uint32Array>): void {
    const old = new Map<string, Uint32Array>();
    for (const identity of held) {
      const at = this.#placeOf(identity, 0);
      if (this.#slots[at + wordsOfKey * 2] !== 0) old.set(textOf(identity, 0), this.#slots.slice(at, at + wordsOfSlot));
    }
    for (const key of this.#former.keys()) if (!old.has(key)) this.#former.delete(key);
    this.#slots = new Uint32Array(slotCountMin * wordsOfSlot);
    this.#slotCount = slotCountMin;
    this.#length = 0;
    for (const slot of old.values()) {
      if ((this.#length + 1) * 2 > this.#slotCount) this.#grow();
      this.#slots.set(slot, this.#placeOf(slot, 0));
      this.#length++;
    }
  }

  #grow(): void {
    const before = this.#slots;
    this.#slotCount *= 2;
    this.#slots = new Uint32Array(this.#slotCount * wordsOfSlot);
    for (let at = 0; at < before.length; at += wordsOfSlot)
      if (before[at + wordsOfKey * 2] !== 0)
        this.#slots.set(before.subarray(at, at + wordsOfSlot), this.#placeOf(before, at));
  }

  /** Where an identity stands, or would. */
  #placeOf(words: Uint32Array, from: number): number {
    const slots = this.#slots;
    let slot = hashOf(words, from) & (this.#slotCount - 1);
    for (;;) {
      const at = slot * wordsOfSlot;
      if (slots[at + wordsOfKey * 2] === 0 || isSame(slots, at, words, from)) return at;
      slot = (slot + 1) & (this.#slotCount - 1);
    }
  }
}

/** Four words of each 16 bytes, whatever their place in memory. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  return bytes.byteOffset % 4 === 0
    ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2)
    : new Uint32Array(bytes.slice().buffer);
}

/** Identities are mostly hashes already; those of tests and tables without a source count up. */
function hashOf(words: Uint32Array, from: number): number {
  let hash = 0;
  for (let i = 0; i < wordsOfKey; i++) hash = Math.imul(hash ^ (words[from + i] as number), 0x9e3779b1) ^ (hash >>> 15);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function isSame(a: Uint32Array, aFrom: number, b: Uint32Array, bFrom: number): boolean {
  for (let i = 0; i < wordsOfKey; i++) if (a[aFrom + i] !== b[bFrom + i]) return false;
  return true;
}

function textOf(words: Uint32Array, from: number): string {
  return words.subarray(from, from + wordsOfKey).join(' ');
}
