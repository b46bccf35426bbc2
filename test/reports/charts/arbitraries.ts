/** Random chart data: long and strange names, zeros, huge values, one row, none. */
import fc from 'fast-check';
import { machineStates } from '../../../src/reports/theme.ts';

export const anyLabel: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc.constantFrom('', 'Machine 8 - Turning & Milling', 'Prüfung <Maß> "ö" ﷽', 'W'.repeat(90), 'Oven'),
);

export const anyWidth: fc.Arbitrary<number> = fc.integer({ min: 240, max: 900 });

export const anyDurationMs: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, 60_000, 86_400_000, 3e14),
  fc.integer({ min: 0, max: 4e9 }),
);

export const anyState = fc.constantFrom(...machineStates);

const anyValue = fc.oneof(fc.constantFrom(0, 1, -1, 0.5, 1e12, 1e-9), fc.double({ min: -1e6, max: 1e6, noNaN: true }));

export const anyKnownValue: fc.Arbitrary<number> = anyValue;

export const anySeries: fc.Arbitrary<(number | undefined)[]> = fc.array(fc.option(anyValue, { nil: undefined }), {
  maxLength: 40,
});

/** median, p10 and p90 in order. */
export function anyUsual(
  value: fc.Arbitrary<number>,
): fc.Arbitrary<{ median: number; p10: number; p90: number } | undefined> {
  return fc.option(
    fc.tuple(value, value, value).map((three) => {
      const [p10 = 0, median = 0, p90 = 0] = three.sort((a, b) => a - b);
      return { median, p10, p90 };
    }),
    { nil: undefined },
  );
}
