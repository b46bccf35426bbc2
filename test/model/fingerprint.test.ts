import fc from 'fast-check';
import { type AnyFactTable, createFactTableBuilder, emptyTable, type FactKind, fingerprintOf } from 'gemba/model';
import { describe, expect, test } from 'vitest';

type Fact = readonly [identity: Uint8Array, content: Uint8Array];
const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });
const facts = fc.array(fc.tuple(sixteen, sixteen), { minLength: 1, maxLength: 20 });

function tableOf(kind: FactKind, of: readonly Fact[]): AnyFactTable {
  const builder = createFactTableBuilder(kind);
  for (const [identity, content] of of) builder.add({}, identity, content);
  return builder.build() as AnyFactTable;
}

describe('the fingerprint of facts', () => {
  test('is the same in any order and in any tables', () => {
    fc.assert(
      fc.property(facts, fc.nat(), fc.nat(), (all, by, cut) => {
        const turned = all.map((_, i) => all[(i + by) % all.length] as Fact).reverse();
        const at = cut % (all.length + 1);
        const whole = fingerprintOf([tableOf('production', all)]);
        expect(fingerprintOf([tableOf('production', turned)])).toBe(whole);
        expect(
          fingerprintOf([
            tableOf('production', all.slice(at)),
            emptyTable('refusal'),
            tableOf('production', all.slice(0, at)),
          ]),
        ).toBe(whole);
      }),
    );
  });

  test('changes with any bit of an identity or a content, with the kind, and with one fact more', () => {
    fc.assert(
      fc.property(facts, fc.nat(), fc.integer({ min: 0, max: 255 }), (all, which, bit) => {
        const before = fingerprintOf([tableOf('production', all)]);
        const changed = all.map(([identity, content]) => [identity.slice(), content.slice()] as const);
        const [identity, content] = changed[which % all.length] as Fact;
        const side = bit < 128 ? identity : content;
        side[(bit % 128) >> 3] = (side[(bit % 128) >> 3] as number) ^ (1 << (bit & 7));
        expect(fingerprintOf([tableOf('production', changed)])).not.toBe(before);
        expect(fingerprintOf([tableOf('refusal', all)])).not.toBe(before);
        expect(fingerprintOf([tableOf('production', [...all, all[0] as Fact])])).not.toBe(before);
      }),
      { numRuns: 1000 },
    );
  });

  test('changes where contents change places', () => {
    const [a, b, c, d] = [1, 2, 3, 4].map((n) => new Uint8Array(16).fill(n)) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const straight = fingerprintOf([
      tableOf('production', [
        [a, c],
        [b, d],
      ]),
    ]);
    expect(
      fingerprintOf([
        tableOf('production', [
          [a, d],
          [b, c],
        ]),
      ]),
    ).not.toBe(straight);
  });

  test('of no facts is zeros, of any 32 hex digits', () => {
    expect(fingerprintOf([])).toBe('0'.repeat(32));
    expect(fingerprintOf([emptyTable('production')])).toBe('0'.repeat(32));
    fc.assert(
      fc.property(facts, (all) => {
        expect(fingerprintOf([tableOf('production', all)])).toMatch(/^[0-9a-f]{32}$/);
      }),
    );
  });

  test('is what it was, so that a stored one can be compared', () => {
    const rising = Uint8Array.from({ length: 16 }, (_, i) => i);
    expect(fingerprintOf([tableOf('production', [[rising, rising]])])).toMatchInlineSnapshot(
      `"9d94487f1909d4c7bc82ba581ede7756"`,
    );
  });

  test('is of whole tables only', () => {
    const table = { ...emptyTable('production'), length: 1 };
    expect(() => fingerprintOf([table])).toThrow('A table of 1 facts has 16 bytes of identity and content, got 0.');
  });
});
