import { listCrewRowProblems, rotationOfCrews } from 'gemba/time';
import { describe, expect, test } from 'vitest';

const letters = { D: 'day', N: 'night' };

describe('crew rows', () => {
  test('become days of shifts with their teams', () => {
    expect(rotationOfCrews('2026-01-05', { A: 'DN-', B: '-DN', C: 'N-D' }, letters)).toEqual({
      anchor: '2026-01-05',
      days: [
        [
          { shift: 'day', team: 'A' },
          { shift: 'night', team: 'C' },
        ],
        [
          { shift: 'night', team: 'A' },
          { shift: 'day', team: 'B' },
        ],
        [
          { shift: 'night', team: 'B' },
          { shift: 'day', team: 'C' },
        ],
      ],
    });
  });

  test('without crews have no days', () => {
    expect(rotationOfCrews('2026-01-05', {}, letters).days).toEqual([]);
  });

  test('are as long as each other, and of letters that stand for shifts', () => {
    expect(listCrewRowProblems({ A: 'DN', B: 'DNX', C: '' }, letters)).toEqual([
      { team: 'B', message: "'DNX' has 3 days, the first team's row 2. Make them as long as each other." },
      { team: 'B', message: "'X' is no shift. Use D, N, -." },
      { team: 'C', message: 'has no letters. Give one a day.' },
      { team: 'C', message: "'' has 0 days, the first team's row 2. Make them as long as each other." },
    ]);
    expect(() => rotationOfCrews('2026-01-05', { A: 'DN', B: 'D' }, letters)).toThrow("B: 'D' has 1 days");
  });
});
