/** Identities of made-up facts: everything that gives a fact its 16 bytes stands here. */
import type { FactTable, TextColumn } from '../model/index.ts';

const lanes = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;

/** 16 bytes that stand for a text: four lanes of FNV-1a, each finished by MurmurHash3's mix. */
export function idOfText(text: string): Uint8Array {
  const id = new Uint8Array(16);
  const view = new DataView(id.buffer);
  lanes.forEach((lane, i) => {
    view.setUint32(i * 4, hashText(text, lane));
  });
  return id;
}

/**
 * Identity of readings from tag, instant and sequence, content from value, text and quality; 16 bytes each.
 *
 * @param columns of readings, all of one length
 */
export function idsOfReadings(columns: FactTable<'reading'>['columns']): {
  readonly identity: Uint8Array;
  readonly content: Uint8Array;
} {
  const { tag, at, value, text, quality, sequence } = columns;
  const length = at.length;
  const identity = new Uint8Array(length * 16);
  const content = new Uint8Array(length * 16);
  const identities = new DataView(identity.buffer);
  const contents = new DataView(content.buffer);
  const tagHashes = [hashesOf(tag, lanes[0]), hashesOf(tag, lanes[1])] as const;
  const textHashes = [hashesOf(text, lanes[2]), hashesOf(quality, lanes[3])] as const;
  for (let i = 0; i < length; i++) {
    const place = i * 16;
    const code = tag.codes[i] as number;
    const number = sequence[i] as number;
    identities.setUint32(place, (tagHashes[0][code] as number) ^ (Number.isNaN(number) ? 0 : number));
    identities.setUint32(place + 4, tagHashes[1][code] as number);
    identities.setFloat64(place + 8, at[i] as number);
    contents.setFloat64(place, value[i] as number);
    const said = textHashes[0][text.codes[i] as number] as number;
    contents.setUint32(place + 8, said);
    contents.setUint32(place + 12, textHashes[1][quality.codes[i] as number] as number);
  }
  return { identity, content };
}

function hashesOf({ dictionary }: TextColumn, lane: number): Uint32Array {
  return Uint32Array.from(dictionary, (text) => (text === '' ? 0 : hashText(text, lane)));
}

function hashText(text: string, lane: number): number {
  let hash = lane;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
