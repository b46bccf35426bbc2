import fc from 'fast-check';
import {
  columnTypes,
  createFactTableBuilder,
  emptyTable,
  type FactRow,
  factColumns,
  factKinds,
  rowAt,
  textAt,
  toTable,
} from 'gemba/model';
import { describe, expect, test } from 'vitest';

const bytes = (seed: number) => new Uint8Array(16).fill(seed);

describe('a fact table', () => {
  test('gives back the rows it was made of, in any kind, whatever is absent', () => {
    const text = fc.string({ minLength: 1 });
    const number = fc.double({ noNaN: true });
    for (const kind of factKinds) {
      const shape = Object.fromEntries(
        Object.entries(factColumns[kind]).map(([name, type]) => [name, type === 'text' ? text : number]),
      );
      const row = fc.record(shape, { requiredKeys: [], noNullPrototype: true });
      fc.assert(
        fc.property(fc.array(row), (rows) => {
          const table = toTable(kind, rows as FactRow[]);
          expect(table.length).toBe(rows.length);
          expect(rows.map((_, i) => rowAt(table, i))).toEqual(rows);
        }),
        { numRuns: 100 },
      );
    }
  });

  test('holds each text once, the empty text first', () => {
    const table = toTable('production', [{ equipment: 'b' }, {}, { equipment: 'a' }, { equipment: 'b' }]);
    expect(table.columns.equipment.dictionary).toEqual(['', 'b', 'a']);
    expect([...table.columns.equipment.codes]).toEqual([1, 0, 2, 1]);
    expect(textAt(table.columns.equipment, 1)).toBe('');
    expect(textAt(table.columns.equipment, 3)).toBe('b');
  });

  test('holds an absent number as NaN, which no row shows', () => {
    const table = toTable('production', [{ completedCount: 0 }, { scrapCount: 2 }, { completedCount: Number.NaN }]);
    expect([...table.columns.completedCount]).toEqual([0, Number.NaN, Number.NaN]);
    expect(rowAt(table, 0)).toEqual({ completedCount: 0 });
    expect(rowAt(table, 1)).toEqual({ scrapCount: 2 });
    expect(rowAt(table, 2)).toEqual({});
  });

  test('takes a number written as text, and refuses text that is none', () => {
    expect(rowAt(toTable('production', [{ completedCount: '12' }]), 0)).toEqual({ completedCount: 12 });
    expect(rowAt(toTable('production', [{ completedCount: '' }]), 0)).toEqual({});
    expect(() => toTable('production', [{ completedCount: 'twelve' }])).toThrow(
      "'twelve' is not a number, for the column completedCount",
    );
  });

  test('has no row beyond its length', () => {
    const table = toTable('production', [{ equipment: 'a' }]);
    for (const i of [-1, 1, 0.5, Number.NaN]) expect(() => rowAt(table, i)).toThrow(RangeError);
  });

  test('of nothing has every column of its kind, empty', () => {
    for (const kind of factKinds) {
      const table = emptyTable(kind);
      expect(table.length).toBe(0);
      expect(table.identity).toHaveLength(0);
      expect(Object.keys(table.columns)).toEqual(Object.keys(factColumns[kind]));
    }
  });

  test('has columns of known types', () => {
    for (const kind of factKinds)
      for (const type of Object.values(factColumns[kind])) expect(columnTypes).toContain(type);
    expect(Object.keys(factColumns).sort()).toEqual([...factKinds].sort());
  });

  test('made for a test has identities of its own', () => {
    const { identity } = toTable('production', [{}, {}, {}]);
    const ids = [0, 1, 2].map((i) => identity.slice(i * 16, i * 16 + 16).join());
    expect(new Set(ids).size).toBe(3);
  });
});

describe('a builder of fact tables', () => {
  test('copies identities and contents, and is empty once the table is built', () => {
    const builder = createFactTableBuilder('production');
    const identity = bytes(1);
    builder.add({ equipment: 'a' }, identity, bytes(2));
    identity.fill(9);
    builder.add({ equipment: 'b' }, bytes(3), bytes(4));
    expect(builder.length).toBe(2);
    const table = builder.build();
    expect([...table.identity]).toEqual([...bytes(1), ...bytes(3)]);
    expect([...table.content]).toEqual([...bytes(2), ...bytes(4)]);
    expect(builder.length).toBe(0);
    expect(builder.build()).toEqual(emptyTable('production'));
  });

  test('refuses an identity that is not 16 bytes', () => {
    const builder = createFactTableBuilder('production');
    expect(() => builder.add({}, new Uint8Array(15), bytes(1))).toThrow('An identity has 16 bytes, got 15 and 16.');
    expect(() => builder.add({}, bytes(1), new Uint8Array(17))).toThrow(RangeError);
    expect(builder.length).toBe(0);
  });
});
