/** Rounding of converted values to what the value before could tell. */

const decimalsMax = 17;
/** More than one, because values such as 1 inch are often meant finer than they are written. */
const guardDigits = 3;
/** Powers of ten up to here are exact as doubles. */
const powerMax = 22;
const powers: readonly number[] = Array.from({ length: powerMax + 1 }, (_, i) => Number(`1e${i}`));

/**
 * Decimal places of a number as JavaScript writes it: 0 for whole numbers, at most 17.
 *
 * @example decimalsOf(68.25) // 2
 */
export function decimalsOf(value: number): number {
  for (let places = 0; places < decimalsMax; places++) {
    const power = powers[places] as number;
    if (Math.round(value * power) / power === value) return places;
  }
  return decimalsMax;
}

/**
 * A converted value without the noise of binary arithmetic. The last decimal place of `value`, converted, is what it
 * could tell; the result is rounded to a decimal place at least 1,000 times finer. So the rounding is at most 1/2,000
 * of the last place, converting back and rounding to the places the value had gives it again, and a factor
 * that is a power of ten is exact. Where doubles are not that fine, the result stays as it was computed.
 *
 * @param factor size of the unit before in units of the result, not 0
 * @example roundConverted(68, 20.000000000000057, 5 / 9) // 20
 */
export function roundConverted(value: number, converted: number, factor: number): number {
  const finest = (Math.abs(factor) / (powers[decimalsOf(value)] as number)) * (1 + 1e-9);
  const places = guardDigits - Math.floor(Math.log10(finest));
  if (places >= 0) {
    const power = places <= powerMax ? (powers[places] as number) : Number.POSITIVE_INFINITY;
    const scaled = converted * power;
    return Math.abs(scaled) <= Number.MAX_SAFE_INTEGER ? Math.round(scaled) / power : converted;
  }
  const power = Number(`1e${-places}`);
  const scaled = Math.round(converted / power) * power;
  return Number.isFinite(scaled) ? scaled : converted;
}
