/** Independent replications, and the confidence interval of what they have in common. */
import { expect } from 'vitest';

export const replicationCount = 20;
/** Student's t at 0.9995 with 19 degrees of freedom (tables): two-sided 99.9 %. */
const t = 3.883;

export interface Confidence {
  readonly mean: number;
  /** Half the width of the 99.9 % confidence interval. */
  readonly half: number;
}

/** @param run one replication by its number; different numbers use different seeds */
export function replicate<Name extends string>(
  run: (replication: number) => Readonly<Record<Name, number>>,
): Readonly<Record<Name, Confidence>> {
  const results = Array.from({ length: replicationCount }, (_, i) => run(i));
  const names = Object.keys(results[0] as object) as Name[];
  return Object.fromEntries(
    names.map((name) => {
      const values = results.map((result) => result[name]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
      return [name, { mean, half: t * Math.sqrt(variance / values.length) }];
    }),
  ) as Record<Name, Confidence>;
}

/** The published value lies in the interval, and the interval is narrow enough for a wrong simulator to miss it. */
export function expectAgreement({ mean, half }: Confidence, published: number, widthMax: number, what = ''): void {
  const said = `${what} ${mean} ± ${half}, published ${published}`;
  expect(half, `power: ${said}`).toBeLessThan(widthMax * published);
  expect(Math.abs(mean - published), said).toBeLessThanOrEqual(half);
}
