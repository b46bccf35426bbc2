/** What benches of answers to many questions say of how long they took. */
export interface Latencies {
  readonly count: number;
  readonly median: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** @param ms one figure a question, at least one; p99 of 200 is the third longest */
export function latenciesOf(ms: readonly number[]): Latencies {
  const sorted = Float64Array.from(ms).sort();
  const at = (p: number): number =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] as number) * 10) / 10;
  return { count: sorted.length, median: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}
