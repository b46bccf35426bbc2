/** Identities of made-up facts; those of readings are the model's own. */

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

function hashText(text: string, lane: number): number {
  let hash = lane;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
