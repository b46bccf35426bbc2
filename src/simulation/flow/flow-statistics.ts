/** What a network is asked about afterwards: pieces served, and how many were at each station on average. */
export class FlowStatistics {
  readonly #served: Float64Array;
  readonly #content: Float64Array;
  readonly #since: Float64Array;
  readonly #area: Float64Array;
  #fromAt: number;

  constructor(unitCount: number, stationCount: number, startAt: number) {
    this.#served = new Float64Array(unitCount);
    this.#content = new Float64Array(stationCount);
    this.#since = new Float64Array(stationCount).fill(startAt);
    this.#area = new Float64Array(stationCount);
    this.#fromAt = startAt;
  }

  /** Time since the statistics began. */
  elapsed(now: number): number {
    return now - this.#fromAt;
  }

  served(unit: number): void {
    this.#served[unit] = (this.#served[unit] as number) + 1;
  }

  servedBy(unit: number): number {
    return this.#served[unit] as number;
  }

  /** Pieces come to a station, or leave it. */
  change(station: number, by: number, now: number): void {
    const content = this.#content[station] as number;
    this.#area[station] = (this.#area[station] as number) + content * (now - (this.#since[station] as number));
    this.#since[station] = now;
    this.#content[station] = content + by;
  }

  meanContentOf(station: number, now: number): number {
    this.change(station, 0, now);
    return (this.#area[station] as number) / this.elapsed(now);
  }

  /** Begins anew; what is at the stations stays there. */
  reset(now: number): void {
    this.#fromAt = now;
    this.#served.fill(0);
    this.#area.fill(0);
    this.#since.fill(now);
  }
}
