/**
 * Conversions of published values: SI brochure and NIST SP 811 (appendix B) for factors, the definitions of the Celsius
 * and Fahrenheit scales, IEC 60027-3 for the bel.
 */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadUcum } from '../../../src/ingest/readings/units/load-ucum.ts';
import { decimalsOf, roundConverted } from '../../../src/ingest/readings/units/round-converted.ts';
import { createUnitConverter, type UnitConverter } from '../../../src/ingest/readings/units/unit-converter.ts';

let converter: UnitConverter;
let calls = 0;

beforeAll(async () => {
  const convert = await loadUcum();
  converter = createUnitConverter(
    (value, from, to) => {
      calls++;
      return convert(value, from, to);
    },
    { Grad: 'Cel', rpm: 'Hz' },
  );
});

function convert(value: number, from: string, to: string): number | undefined {
  const found = converter.find(from, to);
  return found === 'same' ? value : found?.(value);
}

describe('conversion of units', () => {
  it.each([
    [68, '[degF]', 'Cel', 20],
    [-40, '[degF]', 'Cel', -40],
    [0, 'Cel', '[degF]', 32],
    [100, 'Cel', 'K', 373.15],
    [0, 'K', 'Cel', -273.15],
    [1, 'bar', 'Pa', 100_000],
    [123_456, 'Pa', 'bar', 1.23456],
    [0.07, 'bar', 'mbar', 70],
    [1, '[in_i]', 'mm', 25.4],
    [1.5, '[lb_av]', 'g', 680.39],
    [101_325, 'Pa', 'atm', 1],
    [3_600_000, 'J', 'kW.h', 1],
    [90, '/min', 'Hz', 1.5],
    [36, 'km/h', 'm/s', 10],
    [1, 't', 'ug', 1e12],
    [50, '%', '1', 0.5],
    [5, 'N.m', 'J', 5],
    [12, '{pieces}', '1', 12],
    [3, 'bar{gauge}', 'kPa', 300],
    [10, 'dB', 'B', 1],
    [10, 'V', 'B[V]', 2],
  ])('%d %s in %s is %d, without the noise of binary arithmetic', (value, from, to, expected) => {
    expect(convert(value, from, to)).toBe(expected);
  });

  it.each([
    ['m', 's'],
    ['Cel', 'Pa'],
    ['no-unit', 'm'],
    ['m', 'no-unit'],
    ['Cel/min', 'K/min'], // a scale with an offset has no rate: 273 would be added
  ])('%s cannot become %s', (from, to) => {
    expect(converter.find(from, to)).toBeUndefined();
  });

  it('knows usual spellings, and the source’s own before them', () => {
    expect(convert(68, '°F', 'Cel')).toBe(20);
    expect(convert(1_500, 'RPM', '/min')).toBe(1_500);
    expect(converter.find('°C', 'Cel')).toBe('same');
    expect(convert(20, 'Grad', 'K')).toBe(293.15);
    expect(convert(25, 'rpm', '/min')).toBe(1_500);
  });

  it('takes other words for the same unit as they are', () => {
    expect(converter.find('Cel', 'Cel')).toBe('same');
    expect(convert(0.1 + 0.2, 'J', 'N.m')).toBe(0.1 + 0.2);
  });

  it('has no value where there is none, such as the level of nothing', () => {
    expect(convert(0, 'V', 'B[V]')).toBeNaN();
    expect(convert(1e308, 'km', 'nm')).toBe(Number.POSITIVE_INFINITY);
  });

  it('asks the library once for a pair of units', () => {
    convert(1, 'kPa', 'bar');
    const before = calls;
    expect(convert(250, 'kPa', 'bar')).toBe(2.5);
    expect(calls).toBe(before);
  });

  it('asks it for each value where the conversion is not linear', () => {
    const squares = createUnitConverter((value) => value * value);
    const found = squares.find('a', 'b');
    expect(typeof found === 'function' && [found(3), found(4)]).toEqual([9, 16]);
  });

  it('holds a bounded number of pairs', () => {
    let asked = 0;
    const many = createUnitConverter(() => {
      asked++;
      return undefined;
    });
    for (let i = 0; i < 10_001; i++) many.find(`u${i}`, 'm');
    expect(asked).toBe(3 * 10_001);
    many.find('u10000', 'm');
    expect(asked).toBe(3 * 10_001);
    many.find('u0', 'm');
    expect(asked).toBe(3 * 10_002);
  });
});

describe('rounding of converted values', () => {
  it.each([
    [0, 0],
    [68, 0],
    [68.25, 2],
    [-0.001, 3],
    [1e21, 0],
    [0.1 + 0.2, 17],
    [1 / 3, 16],
  ])('%d has %d decimal places', (value, places) => {
    expect(decimalsOf(value)).toBe(places);
  });

  it('moves the decimal point exactly where the factor is a power of ten', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: -9, max: 9 }),
        (digits, places, power) => {
          const factor = Number(`1e${power}`);
          const value = Number(`${digits}e-${places}`);
          expect(roundConverted(value, value * factor, factor)).toBe(Number(`${digits}e${power - places}`));
        },
      ),
    );
  });

  it('loses nothing: converted back and rounded to its own places, a value is what it was', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e7, max: 1e7 }),
        fc.integer({ min: 0, max: 4 }),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        (digits, places, factor) => {
          const value = Number(`${digits}e-${places}`);
          const there = roundConverted(value, value * factor, factor);
          const own = 10 ** decimalsOf(value);
          expect(Math.round((there / factor) * own) / own).toBe(value + 0);
          expect(Math.abs(there - value * factor)).toBeLessThanOrEqual(factor / 10 ** decimalsOf(value) / 1_999);
        },
      ),
    );
  });

  it('leaves a value as computed where doubles are not finer', () => {
    expect(roundConverted(0.1 + 0.2, (0.1 + 0.2) * 3, 3)).toBe((0.1 + 0.2) * 3);
    expect(roundConverted(0.1 + 0.2, 3e-10, 1e-9)).toBe(3e-10);
    expect(roundConverted(1e300, 1e306, 1e6)).toBe(1e306);
    expect(roundConverted(1e300, Number.POSITIVE_INFINITY, 1e12)).toBe(Number.POSITIVE_INFINITY);
  });
});
