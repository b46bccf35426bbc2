/** Facts of several tables as one, against sorting plain objects; pieces of days against the intervals they were cut from. */
import fc from 'fast-check';
import { createFactTableBuilder, type FactTable, rowAt } from 'gemba/model';
import { expect, test } from 'vitest';
import { combineFacts } from '../../../src/runtime/derived/combine-facts.ts';
import { joinAtMidnight } from '../../../src/runtime/derived/join-at-midnight.ts';

const dayMs = 86_400_000;

interface State {
  readonly equipment: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly state: string;
  readonly reason?: string;
}

function tableOf(rows: readonly State[], ids: readonly number[]): FactTable<'equipmentState'> {
  const builder = createFactTableBuilder('equipmentState');
  rows.forEach((row, i) => {
    const bytes = new Uint8Array(16);
    new DataView(bytes.buffer).setUint32(0, ids[i] as number);
    builder.add({ ...row }, bytes, bytes);
  });
  return builder.build();
}

const rowsOf = (table: FactTable<'equipmentState'>): object[] =>
  Array.from({ length: table.length }, (_, i) => rowAt(table, i));

const rows = fc.array(
  fc.record({
    equipment: fc.constantFrom('b', 'a', 'a2', 'A', ''),
    startAt: fc.integer({ min: 0, max: 5 }),
    endAt: fc.integer({ min: 5, max: 7 }),
    state: fc.constantFrom('running', 'down'),
    id: fc.nat(1_000_000),
    table: fc.nat(2),
    version: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 20 },
);

test('facts of any tables are sorted by equipment, start, end and identity, each with its versions', () => {
  fc.assert(
    fc.property(rows, (all) => {
      const tables = [0, 1, 2].map((n) => {
        const own = all.filter(({ table }) => table === n);
        const plain = own.map(({ equipment, startAt, endAt, state }) => ({ equipment, startAt, endAt, state }));
        const facts = tableOf(
          plain,
          own.map(({ id }) => id),
        );
        // The last table is of facts that were never corrected.
        return n === 2 ? facts : { ...facts, versions: Uint32Array.from(own, ({ version }) => version) };
      });
      const combined = combineFacts('equipmentState', tables);
      const keyOf = (row: (typeof all)[number]): string =>
        JSON.stringify([row.equipment, row.startAt, row.endAt, String(row.id).padStart(9, '0')]);
      const expected = all.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      const read = Array.from({ length: combined.length }, (_, i) => ({
        id: new DataView(combined.identity.buffer, combined.identity.byteOffset + i * 16).getUint32(0),
        equipment: rowAt(combined, i).equipment ?? '',
      }));
      fc.pre(new Set(all.map(({ id }) => id)).size === all.length);
      expect(read).toEqual(expected.map(({ id, equipment }) => ({ id, equipment })));
      expect([...combined.versions]).toEqual(expected.map(({ table, version }) => (table === 2 ? 1 : version)));
    }),
  );
});

test('intervals cut at midnight are one again; those that only meet there stay two', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(lengths, fc.integer({ min: 0, max: 30 }), (hours, startHour) => {
      // Each with another reason than its neighbours, one after the other, so that nothing but the cuts may be joined.
      let at = startHour * 3_600_000;
      const whole = hours.map((length, i): State => {
        const startAt = at;
        at += length * 3_600_000;
        return { equipment: 'a', startAt, endAt: at, state: 'down', reason: `r${i % 2}` };
      });
      const cut = whole.flatMap((state): State[] => {
        const pieces: State[] = [];
        for (let from = state.startAt; from < state.endAt; ) {
          const to = Math.min(state.endAt, (Math.floor(from / dayMs) + 1) * dayMs);
          pieces.push({ ...state, startAt: from, endAt: to });
          from = to;
        }
        return pieces;
      });
      const joined = joinAtMidnight(tableOf(cut, [...cut.keys()]));
      expect(rowsOf(joined)).toEqual(whole);
    }),
  );
});

test('equal pieces make an equal fact; pieces of another content make another', () => {
  const pieces: State[] = [0, 1, 2].map((day) => ({
    equipment: 'a',
    startAt: day * dayMs,
    endAt: (day + 1) * dayMs,
    state: 'running',
  }));
  const [one, same, other] = [
    [1, 2, 3],
    [1, 2, 3],
    [1, 2, 4],
  ].map((ids) => joinAtMidnight(tableOf(pieces, ids)));
  expect(one?.length).toBe(1);
  expect(one?.content).toEqual(same?.content);
  expect(one?.identity).toEqual(other?.identity);
  expect(one?.content).not.toEqual(other?.content);
});

test('of two units, and where one ends before the other begins, nothing is joined', () => {
  const apart: State[] = [
    { equipment: 'a', startAt: 0, endAt: dayMs, state: 'running' },
    { equipment: 'b', startAt: dayMs, endAt: 2 * dayMs, state: 'running' },
    { equipment: 'b', startAt: 2 * dayMs + 1, endAt: 3 * dayMs, state: 'running' },
    { equipment: 'b', startAt: 3 * dayMs - 1, endAt: 4 * dayMs, state: 'running' },
  ];
  expect(joinAtMidnight(tableOf(apart, [1, 2, 3, 4])).length).toBe(4);
});
