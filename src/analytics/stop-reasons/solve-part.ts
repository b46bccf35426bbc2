/** Linear equations of a few unknowns. */

/**
 * Solves matrix · x = right for some rows and columns alone, by Cholesky's method.
 *
 * @param matrix symmetric and positive definite, row by row
 * @param places rows and columns that count
 * @returns x, one for each of the places
 * @example solvePart(Float64Array.of(4, 2, 2, 5), Float64Array.of(8, 8), [0, 1]) // [1.5, 1]
 */
export function solvePart(matrix: Float64Array, right: Float64Array, places: readonly number[]): number[] {
  const size = right.length;
  const lower = places.map(() => new Float64Array(places.length));
  const forward: number[] = [];
  places.forEach((place, i) => {
    const row = lower[i] as Float64Array;
    for (let j = 0; j <= i; j++) {
      let sum = matrix[place * size + (places[j] as number)] as number;
      for (let m = 0; m < j; m++) sum -= (row[m] as number) * ((lower[j] as Float64Array)[m] as number);
      row[j] = i === j ? Math.sqrt(sum) : sum / ((lower[j] as Float64Array)[j] as number);
    }
    let value = right[place] as number;
    for (let m = 0; m < i; m++) value -= (row[m] as number) * (forward[m] as number);
    forward.push(value / (row[i] as number));
  });
  const solved = new Array<number>(places.length).fill(0);
  for (let i = places.length - 1; i >= 0; i--) {
    let value = forward[i] as number;
    for (let m = i + 1; m < places.length; m++)
      value -= ((lower[m] as Float64Array)[i] as number) * (solved[m] as number);
    solved[i] = value / ((lower[i] as Float64Array)[i] as number);
  }
  return solved;
}
