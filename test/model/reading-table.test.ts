import { createReadingTable, emptyTable, identifyReadings, toTable } from 'gemba/model';
import { expect, test } from 'vitest';

const { columns } = toTable('reading', [
  { tag: 'a', at: 1, value: 2, sequence: 3, source: 'line' },
  { tag: 'b', at: 1.5, text: 'open', quality: 'bad', source: 'line' },
]);
const named = { kind: 'reading', length: 2, ...identifyReadings(columns), columns };

test('a table of readings has the identities of its columns, whichever is asked for first', () => {
  expect(createReadingTable(columns).content).toEqual(named.content);
  expect(createReadingTable(columns).identity).toEqual(named.identity);
});

test('its identities are worked out once', () => {
  const table = createReadingTable(columns);
  expect(table.identity).toBe(table.identity);
  expect(table.content).toBe(table.content);
});

test('copied, compared or sent, it is as any other table', () => {
  const table = createReadingTable(columns);
  expect(table).toEqual(named);
  expect({ ...table }).toEqual(named);
  expect(structuredClone(table)).toEqual(named);
});

test('a table without readings has no identities', () => {
  const { identity, content } = createReadingTable(emptyTable('reading').columns);
  expect([identity.length, content.length]).toEqual([0, 0]);
});

test('columns of different lengths are refused when the table is made', () => {
  expect(() => createReadingTable({ ...columns, value: new Float64Array(1) })).toThrow(RangeError);
});
