/** What benches share: repeated measurement, and the one line they print per figure. */
import { cpus } from 'node:os';

export const quick: boolean = process.argv.includes('--quick');

export interface BenchLine {
  readonly bench: string;
  readonly value: number;
  readonly unit: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Prints one figure as one JSON object a line; the last line of a bench is its headline. */
export function printFigure({ bench, value, unit, context }: BenchLine): void {
  const cpu = cpus()[0]?.model ?? 'unknown';
  console.log(JSON.stringify({ bench, value, unit, context: { ...context, cpu, node: process.version, quick } }));
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
}

/** Seconds of `work`, measured `runs` times after `warmUp` runs that do not count. */
export async function measureSeconds(
  work: () => Promise<unknown>,
  { runs = 7, warmUp = 2 }: { readonly runs?: number; readonly warmUp?: number } = {},
): Promise<Spread> {
  for (let i = 0; i < warmUp; i++) await work();
  const seconds: number[] = [];
  for (let i = 0; i < runs; i++) {
    const startMs = performance.now();
    await work();
    seconds.push((performance.now() - startMs) / 1000);
  }
  return spreadOf(seconds);
}

/** @param seconds one figure a run, at least one */
export function spreadOf(seconds: readonly number[]): Spread {
  const sorted = seconds.toSorted((a, b) => a - b);
  return {
    median: sorted[Math.floor(sorted.length / 2)] as number,
    min: sorted[0] as number,
    max: sorted.at(-1) as number,
    runs: sorted.length,
  };
}
