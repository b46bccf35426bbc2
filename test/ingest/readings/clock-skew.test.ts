import * as fc from 'fast-check';
import { ClockSkew } from 'gemba/ingest';
import { describe, expect, it } from 'vitest';

const minute = 60_000;
const start = Date.parse('2026-11-20T06:00:00Z');

interface Change {
  readonly at: number;
  readonly skewMs: number;
}

function createSkew(changeMs?: number): { readonly skew: ClockSkew; readonly changes: Change[] } {
  const changes: Change[] = [];
  const skew = new ClockSkew({
    onChange: (change) => changes.push(change),
    ...(changeMs === undefined ? {} : { changeMs }),
  });
  return { skew, changes };
}

/** Messages received each 10 s over some minutes, as a source with this skew and these delays sends them. */
function send(
  skew: ClockSkew,
  fromMinute: number,
  minutes: number,
  skewMs: number,
  delayMs: (i: number) => number,
): void {
  for (let i = 0; i < minutes * 6; i++) {
    const receivedAt = start + fromMinute * minute + i * 10_000;
    skew.observe(receivedAt - delayMs(i) + skewMs, receivedAt);
  }
}

describe('the skew of a source’s clock', () => {
  it('is not known before three minutes have been seen', () => {
    const { skew, changes } = createSkew();
    send(skew, 0, 3, 90_000, () => 0);
    expect([skew.skewMs, changes]).toEqual([0, []]);
    send(skew, 3, 1, 90_000, () => 0);
    expect(skew.skewMs).toBe(90_000);
    expect(changes).toEqual([{ at: start + 3 * minute, skewMs: 90_000 }]);
  });

  it('is below 0 where the source is behind', () => {
    const { skew } = createSkew();
    send(skew, 0, 5, -7_000, () => 0);
    expect(skew.skewMs).toBe(-7_000);
  });

  it('is told when it differs notably from what was told last, and not otherwise', () => {
    const { skew, changes } = createSkew();
    send(skew, 0, 15, 900, () => 0);
    expect(changes).toEqual([]);
    send(skew, 15, 15, 2_500, () => 0);
    send(skew, 30, 15, 3_000, () => 0);
    send(skew, 45, 15, 0, () => 0);
    expect(changes.map(({ skewMs }) => skewMs)).toEqual([2_500, 0]);
  });

  it('how much counts as notable can be set', () => {
    const { skew, changes } = createSkew(100);
    send(skew, 0, 5, 150, () => 0);
    expect(changes.map(({ skewMs }) => skewMs)).toEqual([150]);
  });

  it('a way that delays now and then does not count', () => {
    const { skew, changes } = createSkew();
    send(skew, 0, 30, 0, (i) => (i % 6 === 0 ? 20 : 30_000));
    expect(skew.skewMs).toBe(-20);
    expect(changes).toEqual([]);
  });

  it('minutes of nothing but back-filled readings do not count', () => {
    const { skew, changes } = createSkew();
    send(skew, 0, 10, 0, () => 50);
    send(skew, 10, 6, 0, () => 3_600_000);
    send(skew, 16, 10, 0, () => 50);
    expect(changes).toEqual([]);
  });

  it('a single time out of place does not count', () => {
    const { skew, changes } = createSkew();
    send(skew, 0, 10, 0, () => 50);
    skew.observe(start + 10 * minute + 299_000, start + 10 * minute);
    send(skew, 11, 20, 0, () => 50);
    expect(changes).toEqual([]);
  });

  it('starts anew where our own clock is set back', () => {
    const { skew } = createSkew();
    send(skew, 600, 10, 5_000, () => 0);
    send(skew, 0, 3, 0, () => 0);
    expect(skew.skewMs).toBe(5_000);
    send(skew, 3, 1, 0, () => 0);
    expect(skew.skewMs).toBe(0);
  });

  it('is off by the quickest delay of a minute, whatever the others are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -200_000, max: 200_000 }),
        fc.integer({ min: 0, max: 500 }),
        fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 5, maxLength: 5 }),
        (skewMs, quickestMs, others) => {
          const { skew } = createSkew();
          send(skew, 0, 12, skewMs, (i) => quickestMs + (i % 6 === 3 ? 0 : (others[i % 5] as number)));
          expect(skew.skewMs).toBe(skewMs - quickestMs);
        },
      ),
    );
  });
});
