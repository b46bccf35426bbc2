import type { StationModel, UnitModel } from './model.ts';

/** Stations and their units by number: units are numbered through, station by station. */
export class Topology {
  readonly stations: readonly StationModel[];
  readonly units: readonly UnitModel[];
  readonly stationOf: Int32Array;
  /** Units of station s are those from `starts[s]` to `starts[s + 1]`. */
  readonly starts: Int32Array;

  /** @throws RangeError where a station that is blocked before service has no place for what it may not begin */
  constructor(stations: readonly StationModel[]) {
    for (const [i, { blocking, places, supply }] of stations.entries())
      if (blocking === 'beforeService' && places < 1 && supply === undefined)
        throw new RangeError(`Station ${i} is blocked before service and needs at least one place, got ${places}.`);
    this.stations = stations;
    this.units = stations.flatMap(({ units }) => units);
    this.stationOf = Int32Array.from(stations.flatMap(({ units }, station) => units.map(() => station)));
    this.starts = new Int32Array(stations.length + 1);
    stations.forEach(({ units }, i) => {
      this.starts[i + 1] = (this.starts[i] as number) + units.length;
    });
  }

  station(station: number): StationModel {
    return this.stations[station] as StationModel;
  }

  unit(unit: number): UnitModel {
    return this.units[unit] as UnitModel;
  }

  /** The station of a unit. */
  home(unit: number): number {
    return this.stationOf[unit] as number;
  }
}
