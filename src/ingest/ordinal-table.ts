/**
 * How often a hash was seen before in one delivery: the ordinal among equal rows. An open-addressing table of 64-bit
 * hashes, in 256 segments that grow each by itself and in place, so that growing takes neither twice the memory nor a
 * pause, and leaves no holes. A slot is two words: the count in the place of the 8 bits that chose the segment, the other
 * 24 of the high word, and the low word; about 11 bytes a row. Two different rows that share 64 bits would be taken for
 * equal; among 40 million rows the chance of one such pair is 4 in 100,000.
 */
const firstCapacity = 16;
const growth = 1.25;
const loadMax = 0.85;
/** From here on the count of a hash is kept in a map. */
const smallCountMax = 255;
/** Bytes a segment can grow to in place; only what is used of them is memory. Beyond, it moves. */
const segmentBytesMax = 1_048_576;
const slotBytes = 8;
const countShift = 24;
const highMask = 0xffffff;

interface Segment {
  /** Two words a slot; a slot whose count is 0 is free. */
  words: Uint32Array<ArrayBuffer>;
  capacity: number;
  used: number;
  usedMax: number;
}

export class OrdinalTable {
  #segments: Segment[] = [];
  #largeCounts: Map<string, number> = new Map();
  /** What a segment held before it grew. */
  #scratch: Uint32Array = new Uint32Array(0);
  #size: number = 0;

  /** Different hashes seen. */
  get size(): number {
    return this.#size;
  }

  /** The ordinal of one more row with this hash: 0 for the first. */
  next(high: number, low: number): number {
    const at = high >>> countShift;
    const rest = high & highMask;
    let segment = this.#segments[at];
    if (segment === undefined) {
      segment = emptySegment();
      this.#segments[at] = segment;
    }
    let slot = slotOf(segment, rest, low);
    const count = (segment.words[slot] as number) >>> countShift;
    if (count > 0) return this.#again(segment, slot, high, count);
    if (segment.used >= segment.usedMax) {
      this.#grow(segment);
      slot = slotOf(segment, rest, low);
    }
    occupy(segment, slot, rest | (1 << countShift), low);
    this.#size++;
    return 0;
  }

  clear(): void {
    this.#segments = [];
    this.#largeCounts = new Map();
    this.#scratch = new Uint32Array(0);
    this.#size = 0;
  }

  #grow(segment: Segment): void {
    const length = segment.words.length;
    // Some room, since all segments grow at about the same time, one a little larger than the other.
    if (this.#scratch.length < length) this.#scratch = new Uint32Array(length * growth);
    const before = this.#scratch;
    before.set(segment.words);
    resize(segment, Math.ceil(segment.capacity * growth));
    for (let slot = 0; slot < length; slot += 2) {
      const first = before[slot] as number;
      if (first >>> countShift === 0) continue;
      const low = before[slot + 1] as number;
      occupy(segment, slotOf(segment, first & highMask, low), first, low);
    }
  }

  #again({ words }: Segment, slot: number, high: number, count: number): number {
    if (count < smallCountMax) {
      words[slot] = ((high & highMask) | ((count + 1) << countShift)) >>> 0;
      return count;
    }
    const key = `${high}:${words[slot + 1]}`;
    const large = this.#largeCounts.get(key) ?? smallCountMax;
    this.#largeCounts.set(key, large + 1);
    return large;
  }
}

function emptySegment(): Segment {
  const buffer = new ArrayBuffer(0, { maxByteLength: segmentBytesMax });
  const segment = { words: new Uint32Array(buffer), capacity: 0, used: 0, usedMax: 0 };
  resize(segment, firstCapacity);
  return segment;
}

/** Makes it larger, and empty. */
function resize(segment: Segment, capacity: number): void {
  const { buffer } = segment.words;
  const bytes = capacity * slotBytes;
  if (bytes <= buffer.maxByteLength) buffer.resize(bytes);
  else segment.words = new Uint32Array(new ArrayBuffer(bytes, { maxByteLength: bytes * 2 }));
  segment.words.fill(0);
  segment.capacity = capacity;
  segment.usedMax = Math.floor(capacity * loadMax);
  segment.used = 0;
}

/** Where the slot begins that holds the hash, or the free one where it belongs. */
function slotOf({ words, capacity }: Segment, rest: number, low: number): number {
  // The low word spread over the capacity: no power of two is needed, so growth can be gentle.
  let slot = Math.floor((low / 4_294_967_296) * capacity) * 2;
  for (;;) {
    const first = words[slot] as number;
    if (first >>> countShift === 0 || (words[slot + 1] === low && (first & highMask) === rest)) return slot;
    slot += 2;
    if (slot === words.length) slot = 0;
  }
}

function occupy(segment: Segment, slot: number, first: number, low: number): void {
  segment.words[slot] = first;
  segment.words[slot + 1] = low;
  segment.used++;
}
