/**
 * How often a hash was seen before in one delivery: the ordinal among equal rows. An open-addressing table of 64-bit
 * hashes in typed arrays, in 256 segments that grow each by itself, so that growing takes neither twice the memory nor a
 * pause: about 12 bytes a row. Two different rows that share 64 bits would be taken for equal; among 40 million rows
 * the chance of one such pair is 4 in 100,000.
 */
const firstCapacity = 16;
const growth = 1.5;
const loadMax = 0.8;
/** From here on the count of a hash is kept in a map. */
const smallCountMax = 255;

interface Segment {
  high: Uint32Array;
  low: Uint32Array;
  /** How often the hash was seen; 0: the slot is free. */
  counts: Uint8Array;
  used: number;
  usedMax: number;
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
    const at = high >>> 24; // one of 256 segments
    const segment = this.#segments[at] ?? emptySegment(firstCapacity);
    this.#segments[at] = segment;
    let slot = slotOf(segment, high, low);
    const count = segment.counts[slot] as number;
    if (count > 0) return this.#again(segment, slot, count);
    if (segment.used >= segment.usedMax) {
      const larger = grown(segment);
      this.#segments[at] = larger;
      slot = slotOf(larger, high, low);
      occupy(larger, slot, high, low, 1);
    } else occupy(segment, slot, high, low, 1);
    this.#size++;
    return 0;
  }

  clear(): void {
    this.#segments = [];
    this.#largeCounts = new Map();
    this.#size = 0;
  }

  #again(segment: Segment, slot: number, count: number): number {
    if (count < smallCountMax) {
      segment.counts[slot] = count + 1;
      return count;
    }
    const key = `${segment.high[slot]}:${segment.low[slot]}`;
    const large = this.#largeCounts.get(key) ?? smallCountMax;
    this.#largeCounts.set(key, large + 1);
    return large;
  }
}

function emptySegment(capacity: number): Segment {
  return {
    high: new Uint32Array(capacity),
    low: new Uint32Array(capacity),
    counts: new Uint8Array(capacity),
    used: 0,
    usedMax: Math.floor(capacity * loadMax),
  };
}

/** The slot that holds the hash, or the free one where it belongs. */
function slotOf({ high: highs, low: lows, counts }: Segment, high: number, low: number): number {
  const capacity = counts.length;
  // The lower word spread over the capacity: no power of two is needed, so growth can be gentle.
  let slot = Math.floor((low / 4_294_967_296) * capacity);
  while (counts[slot] !== 0 && (lows[slot] !== low || highs[slot] !== high))
    slot = slot + 1 === capacity ? 0 : slot + 1;
  return slot;
}

function occupy(segment: Segment, slot: number, high: number, low: number, count: number): void {
  segment.high[slot] = high;
  segment.low[slot] = low;
  segment.counts[slot] = count;
  segment.used++;
}

function grown(segment: Segment): Segment {
  const larger = emptySegment(Math.ceil(segment.counts.length * growth));
  for (let i = 0; i < segment.counts.length; i++) {
    const count = segment.counts[i] as number;
    if (count === 0) continue;
    const high = segment.high[i] as number;
    const low = segment.low[i] as number;
    occupy(larger, slotOf(larger, high, low), high, low, count);
  }
  return larger;
}
