/**
 * How often a hash was seen before in one delivery: the ordinal among equal rows. An open-addressing table of 64-bit
 * hashes in typed arrays, in 256 segments that grow each by itself, so that growing takes neither twice the memory nor a
 * pause. A slot is two words: the count in the place of the 8 bits that chose the segment, the other 24 of the high
 * word, and the low word; about 11 bytes a row. Two different rows that share 64 bits would be taken for equal; among
 * 40 million rows the chance of one such pair is 4 in 100,000.
 */
const firstCapacity = 16;
const growth = 1.25;
const loadMax = 0.85;
/** From here on the count of a hash is kept in a map. */
const smallCountMax = 255;
const countShift = 24;
const highMask = 0xffffff;

interface Segment {
  /** Two words a slot; a slot whose count is 0 is free. */
  readonly words: Uint32Array;
  readonly capacity: number;
  readonly usedMax: number;
  used: number;
}

export class OrdinalTable {
  #segments: Segment[] = [];
  #largeCounts: Map<string, number> = new Map();
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
      segment = emptySegment(firstCapacity);
      this.#segments[at] = segment;
    }
    let slot = slotOf(segment, rest, low);
    const count = (segment.words[slot] as number) >>> countShift;
    if (count > 0) return this.#again(segment, slot, high, count);
    if (segment.used >= segment.usedMax) {
      segment = grown(segment);
      this.#segments[at] = segment;
      slot = slotOf(segment, rest, low);
    }
    occupy(segment, slot, rest | (1 << countShift), low);
    this.#size++;
    return 0;
  }

  clear(): void {
    this.#segments = [];
    this.#largeCounts = new Map();
    this.#size = 0;
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

function emptySegment(capacity: number): Segment {
  return { words: new Uint32Array(capacity * 2), capacity, usedMax: Math.floor(capacity * loadMax), used: 0 };
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

function grown({ words, capacity }: Segment): Segment {
  const larger = emptySegment(Math.ceil(capacity * growth));
  for (let slot = 0; slot < words.length; slot += 2) {
    const first = words[slot] as number;
    if (first >>> countShift === 0) continue;
    const low = words[slot + 1] as number;
    occupy(larger, slotOf(larger, first & highMask, low), first, low);
  }
  return larger;
}
