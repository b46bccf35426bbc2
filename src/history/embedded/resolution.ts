/**
 * Which of the facts received are new. For one identity a content seen before is a duplicate; only unseen content is
 * stored, as the next revision, and takes the place of the one before. Pure: typed arrays in, typed arrays out.
 */
import { sameWords, wordsPerRow } from './identity-words.ts';

/** Facts with what tells them apart; `identity` and `content` are four words a row. */
export interface IdentifiedRows {
  readonly length: number;
  readonly identity: Uint32Array;
  readonly content: Uint32Array;
}

/** Facts on record whose identity was received again. */
export interface KnownRows extends IdentifiedRows {
  /** 1 for the first content of an identity, 2 for the second, … */
  readonly revision: Uint32Array;
}

export interface Resolution {
  /** By received row: the revision it is stored as; 0 where it is a duplicate. */
  readonly revision: Uint32Array;
  /** Received rows that were superseded by a later one of the same batch. */
  readonly supersededReceived: readonly number[];
  /** Known rows that were superseded. */
  readonly supersededKnown: readonly number[];
}

/** Rows in the order of their receipt, known ones in any. */
export function resolveIdentities(received: IdentifiedRows, known: KnownRows): Resolution {
  const count = known.length + received.length;
  const find = createIdentityTable(received, known);
  // By entry (an identity): its newest place. By place: the one noted before it under the same identity.
  const newest = new Int32Array(count).fill(-1);
  const before = new Int32Array(count).fill(-1);
  const revision = new Uint32Array(received.length);
  const revisionAt = (place: number): number =>
    (place < known.length ? known.revision[place] : revision[place - known.length]) as number;
  for (let place = 0; place < known.length; place++) {
    const entry = find(place);
    const top = newest[entry] as number;
    // The newest revision stays on top; the order of the others does not matter.
    if (top === -1 || revisionAt(place) > revisionAt(top)) {
      before[place] = top;
      newest[entry] = place;
    } else {
      before[place] = before[top] as number;
      before[top] = place;
    }
  }
  const supersededReceived: number[] = [];
  const supersededKnown: number[] = [];
  for (let row = 0; row < received.length; row++) {
    const place = known.length + row;
    const entry = find(place);
    const top = newest[entry] as number;
    let seen = top;
    while (seen !== -1 && !sameContent(received, row, known, seen)) seen = before[seen] as number;
    if (seen !== -1) continue;
    revision[row] = top === -1 ? 1 : revisionAt(top) + 1;
    if (top >= known.length) supersededReceived.push(top - known.length);
    else if (top !== -1) supersededKnown.push(top);
    before[place] = top;
    newest[entry] = place;
  }
  return { revision, supersededReceived, supersededKnown };
}

function sameContent(received: IdentifiedRows, row: number, known: KnownRows, place: number): boolean {
  return place < known.length
    ? sameWords(received.content, row, known.content, place)
    : sameWords(received.content, row, received.content, place - known.length);
}

/** Open addressing over places (known rows first, then received ones): the first place of the same identity. */
function createIdentityTable(received: IdentifiedRows, known: KnownRows): (place: number) => number {
  const count = known.length + received.length;
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, count * 2)));
  const slots = new Int32Array(size).fill(-1);
  const same = (a: number, b: number): boolean => {
    const knownA = a < known.length;
    const knownB = b < known.length;
    return sameWords(
      knownA ? known.identity : received.identity,
      knownA ? a : a - known.length,
      knownB ? known.identity : received.identity,
      knownB ? b : b - known.length,
    );
  };
  return (place) => {
    let slot = hashAt(received, known, place) & (size - 1);
    for (;;) {
      const other = slots[slot] as number;
      if (other === -1) {
        slots[slot] = place;
        return place;
      }
      if (same(other, place)) return other;
      slot = (slot + 1) & (size - 1);
    }
  };
}

/** Identities are hashes or keys: all four words are mixed, so that counting keys spread too. */
function hashAt(received: IdentifiedRows, known: KnownRows, place: number): number {
  const words = place < known.length ? known.identity : received.identity;
  const at = (place < known.length ? place : place - known.length) * wordsPerRow;
  let hash = 0x9e3779b9;
  for (let k = 0; k < wordsPerRow; k++) {
    hash = Math.imul(hash ^ (words[at + k] as number), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return hash >>> 0;
}
