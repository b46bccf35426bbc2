import { createQueries } from 'gemba/history';
import { expect, test } from 'vitest';
import { CountGroups } from '../../../src/history/queries/count-groups.ts';
import { checkRowCount } from '../../../src/history/queries/limits.ts';
import { at, makePlant } from '../../analytics/made-up-plant.ts';
import { snapshotOf } from './snapshot-of.ts';

const plant = makePlant({ tags: [{ id: 'oil', equipment: 'press' }] });
const queries = createQueries({ snapshot: snapshotOf([]), plant, untilAt: at('2026-01-01', 0) });

test('an answer of more rows than it may have is refused, with what to do', async () => {
  expect(() => checkRowCount(5_000_001)).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining('a part of the window at a time') }),
  );
  const year = { from: '2024-01-01', to: '2025-01-01' };
  await expect(queries.series({ tags: 'oil', window: year, step: 1_000 })).rejects.toMatchObject({ code: 'usage' });
  const instants = new Float64Array(5_000_001).fill(at('2024-01-01', 0));
  await expect(queries.valuesAt({ tags: 'oil', at: instants })).rejects.toMatchObject({ code: 'usage' });
});

test('groups have one code of each key, and more than they may be are refused', () => {
  const groups = new CountGroups(2, 1, 4);
  const visit = (...codes: readonly number[][]): void =>
    groups.visit(
      (key) => codes[key] ?? [],
      (sums) => {
        sums[0] = (sums[0] ?? 0) + 1;
      },
    );
  visit([1], [2, 3]);
  visit([1, 4], [2]);
  expect(groups.list().map(({ codes, sums }) => [codes, sums[0]])).toEqual([
    [[1, 2], 2],
    [[1, 3], 1],
    [[4, 2], 1],
  ]);
  expect(() => visit([5], [6, 7])).toThrow(expect.objectContaining({ code: 'usage' }));
});
