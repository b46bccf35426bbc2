/** Readings of 1,000 tags at 1 Hz as columns, in blocks; values at a resolution of 0.01, made beforehand. */
import { createReadingTable, type FactTable } from '../../src/model/index.ts';
import { createRandom } from '../../src/stats/index.ts';

export const tagCount = 1_000;
/** Seconds of a block: 360,000 readings. */
export const blockSeconds = 360;
export const dayStartAt: number = Date.UTC(2026, 0, 5);

const rows = tagCount * blockSeconds;
const tags = ['', ...Array.from({ length: tagCount }, (_, i) => `line-${i % 10}.machine-${i}.temperature`)];

export interface ReadingBlocks {
  /** Block `i` of the day: all tags, second after second, as a source sends them. */
  block(i: number): FactTable<'reading'>;
}

/** Values wander about a level of their tag; blocks repeat after sixteen, their instants do not. */
export function createReadingBlocks(): ReadingBlocks {
  const random = createRandom(7);
  const values = Array.from({ length: 16 }, () => {
    const value = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      const before = i < tagCount ? 20 + (i % 60) : (value[i - tagCount] as number);
      value[i] = Math.round((before + (random.nextUniform() - 0.5) * 0.4) * 100) / 100;
    }
    return value;
  });
  const codes = Uint32Array.from({ length: rows }, (_, i) => 1 + (i % tagCount));
  const absent = { dictionary: [''], codes: new Uint32Array(rows) };
  const source = { dictionary: ['', 'mqtt'], codes: new Uint32Array(rows).fill(1) };
  const sequence = new Float64Array(rows).fill(Number.NaN);
  return {
    block(i) {
      const at = new Float64Array(rows);
      for (let k = 0; k < rows; k++)
        at[k] = dayStartAt + (i * blockSeconds + Math.floor(k / tagCount)) * 1_000 + (k % 7);
      const value = values[i % values.length] as Float64Array;
      const tag = { dictionary: tags, codes };
      return createReadingTable({ tag, at, value, text: absent, quality: absent, sequence, source });
    },
  };
}
