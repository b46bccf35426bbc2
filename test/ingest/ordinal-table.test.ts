import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Identities } from '../../src/ingest/identities.ts';
import { OrdinalTable } from '../../src/ingest/ordinal-table.ts';

const word = fc.oneof(fc.constantFrom(0, 1, 0xffffffff), fc.integer({ min: 0, max: 0xffffffff }));

describe('OrdinalTable', () => {
  it('counts as a map of counts does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { maxLength: 2_000 }), (hashes) => {
        const table = new OrdinalTable();
        const counts = new Map<string, number>();
        for (const [high, low] of hashes) {
          const seen = counts.get(`${high}:${low}`) ?? 0;
          counts.set(`${high}:${low}`, seen + 1);
          expect(table.next(high, low)).toBe(seen);
        }
        expect(table.size).toBe(counts.size);
      }),
      { numRuns: 50 },
    );
  });

  it('counts one row far beyond a byte, and forgets all when cleared', () => {
    const table = new OrdinalTable();
    for (let i = 0; i < 1_000; i++) expect(table.next(5, 6)).toBe(i);
    table.clear();
    expect([table.size, table.next(5, 6)]).toEqual([0, 0]);
  });

  it('keeps rows apart that fall together, through many growths', () => {
    const table = new OrdinalTable();
    for (const round of [0, 1]) for (let i = 0; i < 2_000; i++) expect(table.next(i, 0xffffffff - (i % 7))).toBe(round);
  });

  it('knows all rows again where most are in one segment, more than it can grow to in place', () => {
    const table = new OrdinalTable();
    const rows = 150_000;
    const wrong: number[] = [];
    for (const round of [0, 1])
      for (let i = 0; i < rows; i++) if (table.next(7, Math.imul(i, 2_654_435_761) >>> 0) !== round) wrong.push(i);
    expect([table.size, wrong]).toEqual([rows, []]);
  });
});

describe('Identities', () => {
  it('refuses more different rows than memory is set aside for, and says what to do', () => {
    const identities = new Identities(new Uint8Array(16), 'mes', 2);
    const out = new Uint8Array(16);
    const add = (text: string): void => {
      identities.begin(identities.prefixOf('production'));
      identities.hash.addText(text);
      identities.writeIdentity(out, 0);
    };
    add('a');
    add('b');
    add('b');
    expect(() => add('c')).toThrow(/more than 2 different rows.*Split the file, or name a `key`/);
  });
});
