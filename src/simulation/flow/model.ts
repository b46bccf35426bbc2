/**
 * A network of stations, as the simulation sees it: a station is places to wait and units that work; a unit is one
 * machine or server. Pieces are whole numbers from 0 whose meaning is the caller's. Time has any unit.
 */

/**
 * What a unit can be in, each instant in exactly one. `starved`: nothing to work on; `blocked`: nowhere to put the piece
 * that is finished (or, blocking before service, the next one); `waitingRepair`, `waitingOperator`: for a crew;
 * `closed`: not meant to work, whatever else it would be.
 */
export const unitStates = [
  'starved',
  'running',
  'blocked',
  'down',
  'waitingRepair',
  'setup',
  'waitingOperator',
  'closed',
] as const;
export type UnitState = (typeof unitStates)[number];

/** What `route` answers for a piece that leaves the network. */
export const leaves = -1;
/** No piece. */
export const noPiece = -1;

export interface UnitModel {
  /** Draws how long a piece is worked at. */
  serviceTime(piece: number): number;
  readonly failure?: {
    /** What uses up the time to the next failure: `working`, or `always` while the unit is not down. */
    readonly clock: 'working' | 'always';
    timeToFailure(): number;
    repairTime(): number;
    /** Number of the crew that repairs; without one repair begins at once. */
    readonly crew?: number;
  };
  readonly setup?: {
    /** How long the unit is set up for a piece after another (`noPiece` at first); 0 where it need not be. */
    timeFor(previous: number, piece: number): number;
    readonly crew?: number;
  };
}

export interface StationModel {
  readonly units: readonly UnitModel[];
  /** Places to wait, without those in the units; may be infinite. */
  readonly places: number;
  /**
   * `afterService`: a finished piece stays in the unit while the next station is full. `beforeService`: a piece is not
   * begun while the next station is full, for which it needs a place to wait or a supply; for stations of one unit that
   * always feed the same station.
   */
  readonly blocking?: 'afterService' | 'beforeService';
  /**
   * The station a served piece goes to, or `leaves`. Asked once a piece, when it is served; where blocking is before
   * service also with `noPiece`, and the answer is then always the same.
   */
  route(piece: number, unit: number, at: number): number;
  /** Where pieces come from when the station has none waiting; `noPiece` where there is none now. */
  supply?(at: number): number;
}

/** Told that a unit is in another state (an index of `unitStates`) from now on. */
export type StateListener = (unit: number, state: number, at: number) => void;

export interface FlowOptions {
  /** How many can be at work at once, by crew. */
  readonly crewSizes?: readonly number[];
  readonly onState?: StateListener;
  /** Controls: what happens at instants of its own (arrivals, shifts), each told by number. */
  readonly controls?: readonly FlowControl[];
  /** Default 0. */
  readonly startAt?: number;
}

/** Something that acts at an instant and says when it acts next; infinite: never again. */
export interface FlowControl {
  readonly firstAt: number;
  act(at: number): number;
}
