/**
 * Logarithm, exponential and cosine from additions, multiplications and divisions alone. ECMAScript leaves the last bits
 * of `Math.log`, `Math.exp` and `Math.cos` to the engine; what is made here has the same bits on every machine. All are
 * within some 1e-15 of the true value, relative to it.
 */
const ln2 = Math.LN2;
/** The first 32 bits of ln 2, so that whole multiples of it are exact, and the rest. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const sqrt2 = Math.SQRT2;
const fullTurn = 2 * Math.PI;

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);
const highWord = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * The natural logarithm.
 *
 * @param x positive and normal, from 2.3e-308 on
 * @throws RangeError for anything else
 * @example naturalLog(10) // 2.302585092994046
 */
export function naturalLog(x: number): number {
  if (!(x >= 2.2250738585072014e-308 && x <= Number.MAX_VALUE))
    throw new RangeError(`A logarithm is taken of a positive number from 2.3e-308 on, got ${x}.`);
  number[0] = x;
  const high = words[highWord] as number;
  let exponent = (high >> 20) - 1023;
  words[highWord] = (high & 0xfffff) | 0x3ff00000;
  let fraction = number[0] as number;
  if (fraction > sqrt2) {
    fraction /= 2;
    exponent++;
  }
  // ln f = 2 artanh((f − 1) / (f + 1)); the series ends where its terms are below 1e-17 of the first.
  const s = (fraction - 1) / (fraction + 1);
  const square = s * s;
  let sum = 0;
  for (let k = 21; k >= 3; k -= 2) sum = (sum + 1 / k) * square;
  return exponent * ln2High + (2 * s + (2 * s * sum + exponent * ln2Low));
}

/**
 * e to the power of x; 0 below −708, where the result would not be a normal number.
 *
 * @throws RangeError above 709, and for what is no number
 * @example exponentialOf(1) // 2.718281828459045
 */
export function exponentialOf(x: number): number {
  if (!(x <= 709)) throw new RangeError(`e is raised to at most 709, got ${x}.`);
  if (x < -708) return 0;
  const power = Math.round(x / ln2);
  const rest = x - power * ln2High - power * ln2Low;
  let sum = 1;
  for (let k = 14; k >= 1; k--) sum = 1 + (sum * rest) / k;
  // A factor of 2^power, in two steps where the first alone would not be a normal number.
  return sum * powerOfTwo(power >> 1) * powerOfTwo(power - (power >> 1));
}

function powerOfTwo(exponent: number): number {
  number[0] = 0;
  words[highWord] = (exponent + 1023) << 20;
  return number[0] as number;
}

/**
 * The cosine of an angle in full turns: 0.25 is a right angle.
 *
 * @param turns finite; its whole part is left away
 * @example cosineOfTurns(1 / 6) // 0.5
 */
export function cosineOfTurns(turns: number): number {
  const part = Math.abs(turns - Math.round(turns));
  if (part <= 0.125) return cosineNear(part * fullTurn);
  if (part <= 0.375) return sineNear((0.25 - part) * fullTurn);
  return -cosineNear((0.5 - part) * fullTurn);
}

/** Taylor's series for an angle within an eighth of a turn. */
function cosineNear(angle: number): number {
  const square = angle * angle;
  let sum = 1;
  for (let k = 16; k >= 2; k -= 2) sum = 1 - (sum * square) / (k * (k - 1));
  return sum;
}

function sineNear(angle: number): number {
  const square = angle * angle;
  let sum = 1;
  for (let k = 17; k >= 3; k -= 2) sum = 1 - (sum * square) / (k * (k - 1));
  return sum * angle;
}
