import { createQueries } from 'gemba/history';
import { expect, test } from 'vitest';
import { CountGroups } from '../../../src/history/queries/count-groups.ts';
import { at, makePlant } from '../../analytics/made-up-plant.ts';
import { snapshotOf } from './snapshot-of.ts';

const plant = makePlant({ tags: [{ id: 'oil', equipment: 'press' }] });
const queries = createQueries({ snapshot: snapshotOf([]), plant, untilAt: at('2026-01-01', 0) });
const year = { from: '2024-01-01', to: '2025-01-01' };

test('an answer of more rows than it may have is refused before it is worked out', async () => {
  await expect(queries.states({ window: year, step: 10_000 })).rejects.toMatchObject({ code: 'usage' });
  await expect(queries.series({ tags: 'oil', window: year, step: 1_000 })).rejects.toMatchObject({ code: 'usage' });
  const instants = new Float64Array(5_000_001).fill(at('2024-01-01', 0));
  await expect(queries.valuesAt({ tags: 'oil', at: instants })).rejects.toMatchObject({ code: 'usage' });
});

test('more than a million groups are refused, with what to do', () => {
  const groups = new CountGroups(2, 1);
  const addAll = (): void => {
    for (let i = 0; i <= 1_000_000; i++)
      groups.visit(
        (key) => [key === 0 ? i % 1_000 : Math.floor(i / 1_000)],
        () => {},
      );
  };
  expect(addAll).toThrow(expect.objectContaining({ code: 'usage' }));
  expect(groups.list().length).toBe(1_000_001);
});
