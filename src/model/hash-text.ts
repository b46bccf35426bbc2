/** A 64-bit hash of a text, for identities that are stored: it must never change. */

/** The golden ratio and its like as seeds, multipliers of MurmurHash3 and xxHash (Appleby, Collet; free of rights). */
const seedHigh = 0x9e3779b9;
const seedLow = 0x85ebca77;
const multiplierHigh = 0x85ebca6b;
const multiplierLow = 0x27d4eb2f;

/**
 * Two hashes of 32 bits over the text's UTF-16 units. Each step can be undone where the unit is known, so texts of one
 * length that differ in one unit differ in both. Not keyed: it is no defence against who makes texts collide on purpose.
 */
export function hashText(text: string): { readonly high: number; readonly low: number } {
  let high = Math.imul(seedHigh, text.length + 1);
  let low = seedLow ^ text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, multiplierHigh);
    high ^= high >>> 13;
    low = Math.imul(low ^ unit, multiplierLow);
    low ^= low >>> 15;
  }
  return { high: finished(high), low: finished(low) };
}

/** MurmurHash3's finaliser. */
function finished(word: number): number {
  let hash = word ^ (word >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
