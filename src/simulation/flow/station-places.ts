import { Ring } from './ring.ts';
import type { Topology } from './topology.ts';
import { starved, type UnitClocks } from './unit-clocks.ts';

/** The places of all stations: what waits there, and which units wait for a place to be free. */
export class StationPlaces {
  readonly #topology: Topology;
  readonly #clocks: UnitClocks;
  readonly #waiting: readonly Ring[];
  /** Units that are blocked by a station, longest first. */
  readonly #blockedBy: readonly Ring[];

  constructor(topology: Topology, clocks: UnitClocks) {
    this.#topology = topology;
    this.#clocks = clocks;
    this.#waiting = topology.stations.map(() => new Ring());
    this.#blockedBy = topology.stations.map(() => new Ring());
  }

  /** Pieces that wait at a station. */
  waitingAt(station: number): Ring {
    return this.#waiting[station] as Ring;
  }

  blockedBy(station: number): Ring {
    return this.#blockedBy[station] as Ring;
  }

  /** A unit that fails while it is blocked no longer waits for a place. */
  forget(unit: number): void {
    for (const waiting of this.#blockedBy) waiting.remove(unit);
  }

  /** Whether a piece may come: there is a place, or a unit that takes it at once. */
  accepts(station: number): boolean {
    return this.waitingAt(station).length < this.#topology.station(station).places || this.findReady(station) >= 0;
  }

  /** A unit that would take a piece at once; −1 where there is none. */
  findReady(station: number): number {
    const { phase, isOpen } = this.#clocks;
    const { starts } = this.#topology;
    for (let unit = starts[station] as number; unit < (starts[station + 1] as number); unit++)
      if (phase[unit] === starved && isOpen[unit] === 1) return unit;
    return -1;
  }
}
