/**
 * Stations, units, buffers and crews in time. One next event per unit and per control (`EventList`); whatever an event
 * sets off at the same instant is done before the next event: a piece moves on, a place is freed, a blocked unit puts its
 * piece there, and so up the line.
 */
import { Crews, forRepair, forSetup } from './crews.ts';
import { EventList } from './event-list.ts';
import { FlowStatistics } from './flow-statistics.ts';
import { type FlowControl, type FlowOptions, noPiece, type StationModel } from './model.ts';
import { StationPlaces } from './station-places.ts';
import { Topology } from './topology.ts';
import { blocked, down, running, setup, starved, UnitClocks, waitingOperator, waitingRepair } from './unit-clocks.ts';

export class FlowNetwork {
  readonly #topology: Topology;
  readonly #controls: readonly FlowControl[];
  readonly #events: EventList;
  readonly #clocks: UnitClocks;
  readonly #crews: Crews;
  readonly #statistics: FlowStatistics;
  readonly #places: StationPlaces;
  readonly #piece: Int32Array;
  /** The last piece that was served, for the next setup. */
  readonly #previous: Int32Array;
  /** Where the finished piece in a blocked unit goes; −1 where it is not begun yet. */
  readonly #target: Int32Array;
  /** What a unit goes on with after its repair. */
  readonly #resume: Uint8Array;
  #now: number;

  /** @throws RangeError where a station that is blocked before service has no place for what it may not begin */
  constructor(stations: readonly StationModel[], options: FlowOptions = {}) {
    const { crewSizes = [], onState, controls = [], startAt = 0 } = options;
    this.#topology = new Topology(stations);
    const { units } = this.#topology;
    this.#controls = controls;
    this.#now = startAt;
    this.#events = new EventList(units.length + controls.length);
    this.#clocks = new UnitClocks(units, startAt, onState);
    this.#crews = new Crews(crewSizes);
    this.#statistics = new FlowStatistics(units.length, stations.length, startAt);
    this.#places = new StationPlaces(this.#topology, this.#clocks);
    this.#piece = new Int32Array(units.length).fill(noPiece);
    this.#previous = new Int32Array(units.length).fill(noPiece);
    this.#target = new Int32Array(units.length).fill(-1);
    this.#resume = new Uint8Array(units.length);
    controls.forEach((control, i) => {
      this.#events.schedule(units.length + i, control.firstAt);
    });
    stations.forEach((_, station) => {
      this.wake(station);
    });
  }

  get now(): number {
    return this.#now;
  }

  /** Does all that happens before an instant, and stands at it. */
  runUntil(at: number): void {
    const { length: unitCount } = this.#topology.units;
    for (;;) {
      const next = this.#events.nextAt;
      if (next >= at) break;
      const entity = this.#events.nextEntity;
      this.#now = next;
      if (entity < unitCount) this.#actUnit(entity);
      else this.#events.schedule(entity, (this.#controls[entity - unitCount] as FlowControl).act(next));
    }
    this.#now = at;
  }

  /** A piece comes to a station from outside; false, and it is lost, where there is no place. */
  arrive(station: number, piece: number): boolean {
    if (!this.#places.accepts(station)) return false;
    this.#deliver(station, piece);
    return true;
  }

  /** Asks a station's supply again. */
  wake(station: number): void {
    const { starts } = this.#topology;
    for (let unit = starts[station] as number; unit < (starts[station + 1] as number); unit++) {
      this.#clocks.settle(unit, this.#now);
      this.#tryStart(unit);
      this.#plan(unit);
    }
  }

  /** Opens or closes a unit. Work stands still while it is closed; a repair goes on; an operator is given back. */
  setOpen(unit: number, isOpen: boolean): void {
    const clocks = this.#clocks;
    if ((clocks.isOpen[unit] === 1) === isOpen) return;
    clocks.settle(unit, this.#now);
    clocks.isOpen[unit] = isOpen ? 1 : 0;
    clocks.observe(unit, this.#now);
    const phase = clocks.phase[unit];
    if (phase === setup && !isOpen) {
      clocks.phase[unit] = waitingOperator;
      this.#giveBack(this.#topology.unit(unit).setup?.crew);
    } else if (phase === waitingOperator) {
      this.#crews.withdraw(this.#topology.unit(unit).setup?.crew, unit, forSetup);
      if (isOpen) this.#askSetup(unit);
    } else if (phase === starved) this.#takeNext(unit);
    this.#plan(unit);
  }

  /** An index of `unitStates`. */
  stateOf(unit: number): number {
    return this.#clocks.stateOf(unit);
  }

  pieceIn(unit: number): number {
    return this.#piece[unit] as number;
  }

  /** Pieces that wait at a station, without those in its units. */
  waitingAt(station: number): number {
    return this.#places.waitingAt(station).length;
  }

  /** Since the statistics began: pieces served by a unit. */
  servedBy(unit: number): number {
    return this.#statistics.servedBy(unit);
  }

  /** Since the statistics began: the share of time a unit was in a state. */
  stateShareOf(unit: number, state: number): number {
    return this.#clocks.stateTimeOf(unit, state, this.#now) / this.#statistics.elapsed(this.#now);
  }

  /** Since the statistics began: the mean number of pieces at a station, those in its units too. */
  meanContentOf(station: number): number {
    return this.#statistics.meanContentOf(station, this.#now);
  }

  /** Begins the statistics anew, such as after a warm-up. */
  resetStatistics(): void {
    this.#statistics.reset(this.#now);
    this.#clocks.resetStatistics(this.#now);
  }

  #actUnit(unit: number): void {
    const clocks = this.#clocks;
    clocks.settle(unit, this.#now);
    if (clocks.phase[unit] === down) this.#endRepair(unit);
    else if (clocks.isFailureNext(unit)) this.#fail(unit);
    else if (clocks.phase[unit] === setup) {
      this.#begin(unit);
      this.#giveBack(this.#topology.unit(unit).setup?.crew);
    } else this.#endService(unit);
    this.#plan(unit);
  }

  /** Takes the next piece where the unit has nothing to do and there is one; else it stays starved. */
  #tryStart(unit: number): void {
    const { phase, isOpen } = this.#clocks;
    if (isOpen[unit] !== 1 || phase[unit] !== starved) return;
    const station = this.#topology.home(unit);
    const model = this.#topology.station(station);
    if (model.blocking === 'beforeService') {
      const next = model.route(noPiece, unit, this.#now);
      if (next >= 0 && !this.#places.accepts(next)) {
        this.#target[unit] = -1;
        this.#block(unit, next);
        return;
      }
    }
    const queue = this.#places.waitingAt(station);
    const isQueued = queue.length > 0;
    const piece = isQueued ? queue.shift() : (model.supply?.(this.#now) ?? noPiece);
    if (piece === noPiece) return;
    if (!isQueued) this.#statistics.change(station, 1, this.#now);
    this.#piece[unit] = piece;
    const setupTime = this.#topology.unit(unit).setup?.timeFor(this.#previous[unit] as number, piece) ?? 0;
    if (setupTime > 0) {
      this.#clocks.workLeft[unit] = setupTime;
      this.#askSetup(unit);
    } else this.#begin(unit);
    this.#plan(unit);
    if (isQueued) this.#admit(station);
  }

  #begin(unit: number): void {
    this.#clocks.workLeft[unit] = this.#topology.unit(unit).serviceTime(this.#piece[unit] as number);
    this.#enter(unit, running);
  }

  #endService(unit: number): void {
    const piece = this.#piece[unit] as number;
    this.#statistics.served(unit);
    this.#previous[unit] = piece;
    const station = this.#topology.home(unit);
    this.#target[unit] = this.#topology.station(station).route(piece, unit, this.#now);
    this.#handOn(unit);
  }

  /** The finished piece goes on where there is room for it; else the unit is blocked. */
  #handOn(unit: number): void {
    const target = this.#target[unit] as number;
    if (target >= 0 && !this.#places.accepts(target)) this.#block(unit, target);
    else this.#moveOn(unit);
  }

  /** The finished piece leaves the unit, for its target or out of the network, and the unit takes the next. */
  #moveOn(unit: number): void {
    const station = this.#topology.home(unit);
    const piece = this.#piece[unit] as number;
    const target = this.#target[unit] as number;
    this.#statistics.change(station, -1, this.#now);
    this.#piece[unit] = noPiece;
    this.#clocks.phase[unit] = starved;
    if (target >= 0) this.#deliver(target, piece);
    this.#takeNext(unit);
  }

  #takeNext(unit: number): void {
    this.#tryStart(unit);
    if (this.#clocks.phase[unit] === starved) this.#admit(this.#topology.home(unit));
    this.#clocks.observe(unit, this.#now);
    this.#plan(unit);
  }

  #block(unit: number, station: number): void {
    this.#places.blockedBy(station).push(unit);
    this.#enter(unit, blocked);
  }

  /** Lets units that are blocked by a station go on, while it has room. */
  #admit(station: number): void {
    const waiting = this.#places.blockedBy(station);
    while (waiting.length > 0 && this.#places.accepts(station)) {
      const unit = waiting.shift();
      this.#clocks.settle(unit, this.#now);
      this.#clocks.phase[unit] = starved;
      if (this.#piece[unit] === noPiece) this.#takeNext(unit);
      else this.#moveOn(unit);
    }
  }

  #deliver(station: number, piece: number): void {
    this.#statistics.change(station, 1, this.#now);
    this.#places.waitingAt(station).push(piece);
    const ready = this.#places.findReady(station);
    if (ready < 0) return;
    this.#clocks.settle(ready, this.#now);
    this.#tryStart(ready);
  }

  #fail(unit: number): void {
    const clocks = this.#clocks;
    const { failure } = this.#topology.unit(unit);
    const phase = clocks.phase[unit] as number;
    if (phase === blocked) this.#places.forget(unit);
    this.#resume[unit] = phase;
    clocks.repairLeft[unit] = failure?.repairTime() ?? 0;
    const isMet = this.#crews.take(failure?.crew, unit, forRepair);
    this.#enter(unit, isMet ? down : waitingRepair);
  }

  #endRepair(unit: number): void {
    this.#clocks.renewFailure(unit);
    const resume = this.#resume[unit] as number;
    if (resume !== starved && resume !== blocked) this.#enter(unit, resume);
    else if (this.#piece[unit] !== noPiece) this.#handOn(unit);
    else {
      this.#clocks.phase[unit] = starved;
      this.#takeNext(unit);
    }
    this.#giveBack(this.#topology.unit(unit).failure?.crew);
  }

  #askSetup(unit: number): void {
    const isMet = this.#crews.take(this.#topology.unit(unit).setup?.crew, unit, forSetup);
    this.#enter(unit, isMet ? setup : waitingOperator);
  }

  #giveBack(crew: number | undefined): void {
    this.#crews.giveBack(crew, (unit, purpose) => {
      this.#clocks.settle(unit, this.#now);
      if (purpose === forRepair) this.#enter(unit, down);
      // A unit that failed while it waited is set up after its repair.
      else if (this.#clocks.phase[unit] === waitingOperator) this.#enter(unit, setup);
      else this.#resume[unit] = setup;
    });
  }

  #enter(unit: number, phase: number): void {
    this.#clocks.phase[unit] = phase;
    this.#clocks.observe(unit, this.#now);
    this.#plan(unit);
  }

  #plan(unit: number): void {
    this.#events.schedule(unit, this.#clocks.nextAt(unit, this.#now));
  }
}
