/**
 * The pace of a line: takt, the time in which one piece has to come off it to meet demand; cycle, the time in which each station
 * makes one; and throughput, what came off.
 *
 * Source of the words: ISO 22400-1 (cycle time); takt time as in J. P. Womack and D. T. Jones, Lean Thinking (1996): available time
 * over demand.
 */
import { exactly, type Known, unknown } from '../../model/index.ts';
import { hourMs, totalMs, unionOfAll } from '../../time/index.ts';
import { sumFigures } from '../compute-figures.ts';
import type { LineUnits } from './line-units.ts';

export interface StationPace {
  readonly station: number;
  readonly units: readonly string[];
  /** Run time of a piece, over the number of units side by side, ms: as fast as the station was while it ran. */
  readonly cycleMs: Known;
  /** The same by ideal times. */
  readonly idealCycleMs: Known;
  /** Planned time of a piece likewise, ms: with its stops and waits. Above takt the station did not keep up. */
  readonly effectiveCycleMs: Known;
  /** Whether its cycle is within takt: if not, it could not keep up without a stop. Undefined where either is unknown. */
  readonly isWithinTakt: boolean | undefined;
}

export interface LinePace {
  /** Time in which any unit of the line was planned to run, ms. */
  readonly availableMs: number;
  /** Good pieces off the last station. */
  readonly outputCount: number;
  /** Pieces wanted; undefined where nobody told. */
  readonly demandCount: number | undefined;
  /** Available time over demand, ms; unknown where nobody told the demand. */
  readonly taktMs: Known;
  /** Good pieces off the line in an hour of available time. */
  readonly outputPerHour: Known;
  /** Available time over good pieces off the line, ms: what takt is compared with. */
  readonly outputIntervalMs: Known;
  readonly stations: readonly StationPace[];
}

/**
 * @param outputCount good pieces off the line in the window
 * @param demandCount pieces that were wanted of the line in the window; undefined: nobody told
 */
export function linePace({ units, line }: LineUnits, outputCount: number, demandCount: number | undefined): LinePace {
  const availableMs = totalMs(unionOfAll(units.map(({ planned }) => planned)));
  const taktMs = demandCount === undefined ? unknown('not-in-the-data') : perPiece(availableMs, demandCount);
  return {
    availableMs,
    outputCount,
    demandCount,
    taktMs,
    outputPerHour: availableMs > 0 ? exactly((outputCount * hourMs) / availableMs) : unknown('no-planned-time'),
    outputIntervalMs: perPiece(availableMs, outputCount),
    stations: line.stations.map((ids, station) => {
      const own = units.filter((unit) => unit.station === station);
      const { times, pieces, ideal } = sumFigures(own.map(({ figures }) => figures));
      const made = pieces.completed + pieces.scrap + pieces.hold;
      const rated = ideal.pieces - ideal.piecesWithout;
      const cycleMs = times.runMs > 0 ? perPiece(times.runMs / ids.length, made) : unknown('no-run-time');
      return {
        station,
        units: ids,
        cycleMs,
        idealCycleMs: rated > 0 ? exactly(ideal.idealMs / rated / ids.length) : unknown('no-ideal-time'),
        effectiveCycleMs: perPiece(times.plannedMs / ids.length, made),
        isWithinTakt: cycleMs.kind === 'known' && taktMs.kind === 'known' ? cycleMs.value <= taktMs.value : undefined,
      };
    }),
  };
}

function perPiece(ms: number, pieces: number): Known {
  if (!(ms > 0)) return unknown('no-planned-time');
  return pieces > 0 ? exactly(ms / pieces) : unknown('no-pieces');
}
