/**
 * A number for each different byte string: what a column says again and again is decoded once. Bounded: when it is full
 * it forgets everything and starts anew, which costs time and changes no result.
 */
const entriesMax = 32_768;
const arenaBytesMax = 4 * 1_048_576;

export class ByteInterner {
  #slots: Int32Array = new Int32Array(512);
  #hashes: Int32Array = new Int32Array(256);
  #ends: Uint32Array = new Uint32Array(257);
  #arena: Uint8Array = new Uint8Array(4_096);
  #count: number = 0;

  /** The number of the bytes; -1 where they were not added. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const hash = hashOf(bytes, start, end);
    const mask = this.#slots.length - 1;
    const length = end - start;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const entry = (this.#slots[slot] as number) - 1;
      if (entry < 0) return -1;
      if (this.#hashes[entry] !== hash) continue;
      const from = this.#ends[entry] as number;
      if ((this.#ends[entry + 1] as number) - from !== length) continue;
      let i = 0;
      while (i < length && this.#arena[from + i] === bytes[start + i]) i++;
      if (i === length) return entry;
    }
  }

  /** Whether adding so many bytes needs `clear` first. */
  isFull(byteLength: number): boolean {
    return this.#count === entriesMax || (this.#ends[this.#count] as number) + byteLength > arenaBytesMax;
  }

  /** Adds bytes that `find` did not know; numbers count up from 0. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const entry = this.#count;
    const from = this.#ends[entry] as number;
    const to = from + end - start;
    if (entry === this.#hashes.length) this.#growEntries();
    if (to > this.#arena.length) this.#growArena(to);
    this.#arena.set(bytes.subarray(start, end), from);
    const hash = hashOf(bytes, start, end);
    this.#hashes[entry] = hash;
    this.#ends[entry + 1] = to;
    this.#count = entry + 1;
    this.#place(hash, entry);
    return entry;
  }

  clear(): void {
    this.#slots.fill(0);
    this.#count = 0;
  }

  #place(hash: number, entry: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = entry + 1;
  }

  #growEntries(): void {
    const size = this.#hashes.length * 2;
    const hashes = new Int32Array(size);
    hashes.set(this.#hashes);
    const ends = new Uint32Array(size + 1);
    ends.set(this.#ends);
    this.#hashes = hashes;
    this.#ends = ends;
    this.#slots = new Int32Array(size * 2);
    for (let entry = 0; entry < this.#count; entry++) this.#place(hashes[entry] as number, entry);
  }

  #growArena(bytes: number): void {
    const arena = new Uint8Array(bytes * 2);
    arena.set(this.#arena);
    this.#arena = arena;
  }
}

/** FNV-1a with its bits mixed down, for the mask takes the lowest. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = -2128831035;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 16777619);
  return hash ^ (hash >>> 15);
}
