import { describe, expect, it } from 'vitest';
import { ByteInterner } from '../../src/ingest/byte-interner.ts';

describe('ByteInterner', () => {
  it('numbers each different text once, through growth, until it is full', () => {
    const interner = new ByteInterner();
    let added = 0;
    for (; ; added++) {
      const bytes = Buffer.from(`order ${added}`);
      expect(interner.find(bytes, 0, bytes.length)).toBe(-1);
      if (interner.isFull(bytes.length)) break;
      expect(interner.add(bytes, 0, bytes.length)).toBe(added);
    }
    expect(added).toBe(32_768);
    for (let i = 0; i < added; i += 997) {
      const bytes = Buffer.from(`order ${i}`);
      expect(interner.find(bytes, 0, bytes.length)).toBe(i);
    }
    interner.clear();
    expect(interner.find(Buffer.from('order 0'), 0, 7)).toBe(-1);
  });

  it('is full before its bytes are more than 4 MiB', () => {
    const interner = new ByteInterner();
    expect([interner.isFull(4_194_304), interner.isFull(4_194_305)]).toEqual([false, true]);
  });
});
