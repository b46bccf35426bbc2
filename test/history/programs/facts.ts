/** Production facts by number: fact i lasts ten minutes, from where the one before ends, and has i pieces. */
import { type AnyFactTable, createFactTableBuilder } from '../../../src/model/index.ts';

const firstAt = Date.UTC(2012, 1, 29);
const lengthMs = 600_000;

export function identityOf(i: number): Uint8Array {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(12, i);
  return bytes;
}

export function factsOf(from: number, to: number): AnyFactTable[] {
  const builder = createFactTableBuilder('production');
  for (let i = from; i < to; i++) {
    const startAt = firstAt + i * lengthMs;
    const row = { equipment: `m${i % 3}`, startAt, endAt: startAt + lengthMs, completedCount: i, source: 'mes' };
    builder.add(row, identityOf(i), identityOf(i));
  }
  return [builder.build()];
}
