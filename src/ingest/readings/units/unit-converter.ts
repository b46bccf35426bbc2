/** Converts values between units of UCUM, the arithmetic taken from the library once per pair of units. */
import { roundConverted } from './round-converted.ts';
import { unitAliases } from './unit-aliases.ts';

/** A value in the one unit as the value in the other, rounded; `NaN` where there is none, such as below absolute zero. */
export type ConvertValue = (value: number) => number;

/** What the library says of a value; undefined where it cannot convert. */
export type LibraryConvert = (value: number, from: string, to: string) => number | undefined;

export interface UnitConverter {
  /** How values of `from` become values of `to`; undefined where they cannot. `same` where nothing is to be done. */
  find(from: string, to: string): ConvertValue | 'same' | undefined;
}

/** Different pairs of units held; a source has a handful, a hostile one is bounded. */
const pairsMax = 10_000;

/**
 * @param aliases the source's own names of units; they go before those of `unitAliases`
 */
export function createUnitConverter(
  convert: LibraryConvert,
  aliases: Readonly<Record<string, string>> = {},
): UnitConverter {
  const known = new Map<string, ConvertValue | 'same' | undefined>();
  const codeOf = (unit: string): string => {
    if (Object.hasOwn(aliases, unit)) return aliases[unit] as string;
    return Object.hasOwn(unitAliases, unit) ? (unitAliases[unit] as string) : unit;
  };
  return {
    find(from, to) {
      if (from === to) return 'same';
      const pair = `${from}\0${to}`;
      if (known.has(pair)) return known.get(pair);
      if (known.size >= pairsMax) known.clear();
      const [fromCode, toCode] = [codeOf(from), codeOf(to)];
      const found = fromCode === toCode ? 'same' : findConversion(convert, fromCode, toCode);
      known.set(pair, found);
      return found;
    },
  };
}

/**
 * The conversion as one multiplication and one addition where it is linear, which two values tell and a third confirms;
 * else (logarithmic units) the library is asked for each value, and its answer without the noise in its last digits.
 */
function findConversion(convert: LibraryConvert, from: string, to: string): ConvertValue | undefined {
  const scale = 1e6;
  const zero = convert(0, from, to);
  const large = convert(scale, from, to);
  const small = convert(1, from, to);
  if (small === undefined) return undefined;
  if (zero === undefined || large === undefined) return byLibrary(convert, from, to);
  const offset = withoutNoise(zero);
  const factor = withoutNoise((large - zero) / scale);
  if (!(Math.abs(offset + factor - small) <= 1e-9 * (Math.abs(offset) + Math.abs(factor))))
    return byLibrary(convert, from, to);
  if (factor === 1 && offset === 0) return (value) => value;
  return (value) => roundConverted(value, value * factor + offset, factor);
}

function byLibrary(convert: LibraryConvert, from: string, to: string): ConvertValue {
  return (value) => withoutNoise(convert(value, from, to) ?? Number.NaN);
}

/** A number as its definition has it, where that has at most 12 digits: the library is off in the last ones. */
function withoutNoise(value: number): number {
  const short = Number(value.toPrecision(12));
  return Math.abs(short - value) <= 1e-14 * Math.abs(value) ? short : value;
}
