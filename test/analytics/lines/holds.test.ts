import fc from 'fast-check';
import type { Hold } from 'gemba/analytics';
import { describe, expect, test } from 'vitest';
import type { State } from '../made-up-plant.ts';
import { analyse, minutes, ran, was } from './line-plant.ts';

const inMinutes = (holds: readonly Hold[]): string[] =>
  holds.map(({ unit, kind, by, doing, ms }) =>
    `${unit} ${kind} ${ms / 60_000} by ${by ?? 'outside'} ${doing ?? ''}`.trim(),
  );

describe('who waits', () => {
  test('is held up by the first station that does not wait for the same, and what that does is why', () => {
    const { holds, neighbourWaits } = analyse(
      'ABCD',
      {
        production: [ran('A', 0, 20), ran('D', 0, 10)],
        states: [
          // C is down for 30 minutes: B is blocked after 5 of them, A after 20; D starves after 10.
          was('C', 'down', 0, 30),
          was('B', 'blocked', 5, 30),
          was('A', 'blocked', 20, 30),
          was('D', 'starved', 10, 30),
          // Then A waits for material, and B and C for it.
          was('A', 'starved', 40, 50),
          was('B', 'starved', 42, 50),
          was('D', 'starved', 45, 50),
          was('C', 'setup', 45, 48),
        ],
      },
      minutes(0, 60),
    );
    expect(inMinutes(holds)).toEqual([
      'B blocked 25 by C down',
      'D starved 20 by C down',
      'A blocked 10 by C down',
      'A starved 10 by outside',
      'B starved 8 by outside',
      'D starved 3 by C setup',
      'D starved 2 by C silent',
    ]);
    expect(neighbourWaits.map(({ blockedMs, starvedMs }) => [blockedMs / 60_000, starvedMs / 60_000])).toEqual([
      [10, 8],
      [25, 0],
      [0, 25],
    ]);
  });

  test('at a station of several units waits only for one that does not wait itself', () => {
    const { holds } = analyse(
      'ABCD',
      {
        states: [
          was('A', 'blocked', 0, 10),
          was('B', 'blocked', 0, 10),
          was('C', 'blocked', 0, 4),
          was('D', 'down', 0, 10),
        ],
        production: [ran('C', 4, 10)],
      },
      minutes(0, 10),
      { stations: ['A', 'BC', 'D'] },
    );
    expect(inMinutes(holds)).toEqual([
      'B blocked 10 by D down',
      'A blocked 6 by C running',
      'A blocked 4 by D down',
      'C blocked 4 by D down',
    ]);
  });

  test('is told minute by minute as a plain second implementation has it, and no minute twice', () => {
    const units = ['A', 'B', 'C'] as const;
    const states = ['running', 'setup', 'down', 'starved', 'blocked', 'idle'] as const;
    const stay = fc.record({
      unit: fc.constantFrom(...units),
      state: fc.constantFrom(...states),
      from: fc.integer({ min: 0, max: 50 }),
      length: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(stay, { maxLength: 14 }), (stays) => {
        const facts: State[] = stays.map(({ unit, state, from, length }) => was(unit, state, from, from + length));
        const window = minutes(0, 60);
        const { holds } = analyse('ABC', { states: facts }, window);
        // What each was in, by the order in which states go before each other.
        const order = ['down', 'running', 'setup', 'blocked', 'starved', 'idle'];
        const stateOf = (unit: string, m: number): string =>
          order.find((state) =>
            stays.some((one) => one.unit === unit && one.state === state && one.from <= m && m < one.from + one.length),
          ) ?? 'silent';
        const plain = new Map<string, number>();
        for (let m = 0; m < 60; m++)
          units.forEach((unit, place) => {
            const kind = stateOf(unit, m);
            if (kind !== 'blocked' && kind !== 'starved') return;
            const others = kind === 'blocked' ? units.slice(place + 1) : units.slice(0, place).reverse();
            const by = others.find((other) => stateOf(other, m) !== kind);
            const was = by === undefined ? undefined : stateOf(by, m);
            const doing = was === 'blocked' || was === 'starved' || was === 'idle' ? 'waiting' : was;
            const key = [unit, kind, by, doing].join();
            plain.set(key, (plain.get(key) ?? 0) + 1);
          });
        const found = new Map(
          holds.map(({ unit, kind, by, doing, ms }) => [[unit, kind, by, doing].join(), ms / 60_000]),
        );
        expect(found.size).toBe(holds.length);
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(plain));
      }),
    );
  });
});
