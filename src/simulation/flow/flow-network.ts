/**
 * Stations, units, buffers and crews in time. One next event per unit and per control (`EventList`); whatever an event
 * sets off at the same instant is done before the next event: a piece moves on, a place is freed, a blocked unit puts its
 * piece there, and so up the line.
 */
import { Crews } from './crews.ts';
import { EventList } from './event-list.ts';
import {
  type FlowControl,
  type FlowObserver,
  type FlowOptions,
  noPiece,
  type StationModel,
  type UnitModel,
} from './model.ts';
import { Ring } from './ring.ts';
import { blocked, down, running, setup, starved, UnitClocks, waitingOperator, waitingRepair } from './unit-clocks.ts';

/** What a unit waits for a crew for; a job is `unit * 2 + purpose`. */
const forRepair = 0;
const forSetup = 1;

export class FlowNetwork {
  readonly #stations: readonly StationModel[];
  readonly #units: readonly UnitModel[];
  readonly #stationOf: Int32Array;
  readonly #firstUnit: Int32Array;
  readonly #controls: readonly FlowControl[];
  readonly #observer: FlowObserver | undefined;
  readonly #events: EventList;
  readonly #clocks: UnitClocks;
  readonly #crews: Crews;
  readonly #queues: readonly Ring[];
  /** Units that are blocked by a station, longest first. */
  readonly #blockedBy: readonly Ring[];
  readonly #piece: Int32Array;
  /** The last piece that was served, for the next setup. */
  readonly #previous: Int32Array;
  /** Where the finished piece in a blocked unit goes; −1 where it is not begun yet. */
  readonly #target: Int32Array;
  /** What a unit goes on with after its repair. */
  readonly #resume: Uint8Array;
  readonly #served: Float64Array;
  readonly #content: Float64Array;
  readonly #contentSince: Float64Array;
  readonly #contentArea: Float64Array;
  #now: number;
  #statisticsFrom: number;

  /** @throws RangeError where a station that is blocked before service has no place for what it may not begin */
  constructor(stations: readonly StationModel[], options: FlowOptions = {}) {
    for (const [i, { blocking, places, supply }] of stations.entries())
      if (blocking === 'beforeService' && places < 1 && supply === undefined)
        throw new RangeError(`Station ${i} is blocked before service and needs at least one place, got ${places}.`);
    const { crewSizes = [], observer, controls = [], startAt = 0 } = options;
    this.#stations = stations;
    this.#units = stations.flatMap(({ units }) => units);
    this.#stationOf = Int32Array.from(stations.flatMap(({ units }, station) => units.map(() => station)));
    const counts = stations.map(({ units }) => units.length);
    this.#firstUnit = Int32Array.from(stations, (_, i) => counts.slice(0, i).reduce((sum, count) => sum + count, 0));
    this.#controls = controls;
    this.#observer = observer;
    this.#now = startAt;
    this.#statisticsFrom = startAt;
    this.#events = new EventList(this.#units.length + controls.length);
    this.#clocks = new UnitClocks(this.#units, startAt, observer);
    this.#crews = new Crews(crewSizes);
    this.#queues = stations.map(() => new Ring());
    this.#blockedBy = stations.map(() => new Ring());
    this.#piece = new Int32Array(this.#units.length).fill(noPiece);
    this.#previous = new Int32Array(this.#units.length).fill(noPiece);
    this.#target = new Int32Array(this.#units.length).fill(-1);
    this.#resume = new Uint8Array(this.#units.length);
    this.#served = new Float64Array(this.#units.length);
    this.#content = new Float64Array(stations.length);
    this.#contentSince = new Float64Array(stations.length).fill(startAt);
    this.#contentArea = new Float64Array(stations.length);
    controls.forEach((control, i) => {
      this.#events.schedule(this.#units.length + i, control.firstAt);
    });
    for (let unit = 0; unit < this.#units.length; unit++) {
      this.#tryStart(unit);
      this.#plan(unit);
    }
  }

  get now(): number {
    return this.#now;
  }

  /** Does all that happens before an instant, and stands at it. */
  runUntil(at: number): void {
    const { length: unitCount } = this.#units;
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
    if (!this.#accepts(station)) return false;
    this.#deliver(station, piece);
    return true;
  }

  /** Asks a station's supply again. */
  wake(station: number): void {
    const first = this.#firstUnit[station] as number;
    for (let unit = first; unit < first + this.#unitCount(station); unit++) {
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
      this.#giveBack(this.#units[unit]?.setup?.crew);
    } else if (phase === waitingOperator) {
      this.#withdrawSetup(unit);
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
    return (this.#queues[station] as Ring).length;
  }

  /** Since the statistics began: pieces served by a unit. */
  servedBy(unit: number): number {
    return this.#served[unit] as number;
  }

  /** Since the statistics began: the share of time a unit was in a state. */
  stateShareOf(unit: number, state: number): number {
    return this.#clocks.stateTimeOf(unit, state, this.#now) / (this.#now - this.#statisticsFrom);
  }

  /** Since the statistics began: the mean number of pieces at a station, those in its units too. */
  meanContentOf(station: number): number {
    this.#count(station, 0);
    return (this.#contentArea[station] as number) / (this.#now - this.#statisticsFrom);
  }

  /** Begins the statistics anew, such as after a warm-up. */
  resetStatistics(): void {
    this.#statisticsFrom = this.#now;
    this.#served.fill(0);
    this.#contentArea.fill(0);
    this.#contentSince.fill(this.#now);
    this.#clocks.resetStatistics(this.#now);
  }

  #actUnit(unit: number): void {
    const clocks = this.#clocks;
    clocks.settle(unit, this.#now);
    if (clocks.phase[unit] === down) this.#endRepair(unit);
    else if (clocks.isFailureNext(unit)) this.#fail(unit);
    else if (clocks.phase[unit] === setup) {
      this.#begin(unit);
      this.#giveBack(this.#units[unit]?.setup?.crew);
    } else this.#endService(unit);
    this.#plan(unit);
  }

  /** Takes the next piece where the unit has nothing to do and there is one; else it stays starved. */
  #tryStart(unit: number): void {
    const { phase, isOpen } = this.#clocks;
    if (isOpen[unit] !== 1 || phase[unit] !== starved) return;
    const station = this.#stationOf[unit] as number;
    const model = this.#stations[station] as StationModel;
    if (model.blocking === 'beforeService') {
      const next = model.route(noPiece, unit, this.#now);
      if (next >= 0 && !this.#accepts(next)) {
        this.#target[unit] = -1;
        this.#block(unit, next);
        return;
      }
    }
    const queue = this.#queues[station] as Ring;
    const isQueued = queue.length > 0;
    const piece = isQueued ? queue.shift() : (model.supply?.(this.#now) ?? noPiece);
    if (piece === noPiece) return;
    if (!isQueued) this.#count(station, 1);
    this.#piece[unit] = piece;
    const setupTime = this.#units[unit]?.setup?.timeFor(this.#previous[unit] as number, piece) ?? 0;
    if (setupTime > 0) {
      this.#clocks.workLeft[unit] = setupTime;
      this.#askSetup(unit);
    } else this.#begin(unit);
    this.#plan(unit);
    if (isQueued) this.#admit(station);
  }

  #begin(unit: number): void {
    this.#clocks.workLeft[unit] = (this.#units[unit] as UnitModel).serviceTime(this.#piece[unit] as number);
    this.#enter(unit, running);
  }

  #endService(unit: number): void {
    const piece = this.#piece[unit] as number;
    this.#served[unit] = (this.#served[unit] as number) + 1;
    this.#previous[unit] = piece;
    const station = this.#stationOf[unit] as number;
    const target = (this.#stations[station] as StationModel).route(piece, unit, this.#now);
    this.#observer?.onServed?.(unit, piece, this.#now);
    this.#target[unit] = target;
    if (target >= 0 && !this.#accepts(target)) this.#block(unit, target);
    else this.#moveOn(unit);
  }

  /** The finished piece leaves the unit, for its target or out of the network, and the unit takes the next. */
  #moveOn(unit: number): void {
    const station = this.#stationOf[unit] as number;
    const piece = this.#piece[unit] as number;
    const target = this.#target[unit] as number;
    this.#count(station, -1);
    this.#piece[unit] = noPiece;
    this.#clocks.phase[unit] = starved;
    if (target >= 0) this.#deliver(target, piece);
    this.#takeNext(unit);
  }

  #takeNext(unit: number): void {
    this.#tryStart(unit);
    if (this.#clocks.phase[unit] === starved) this.#admit(this.#stationOf[unit] as number);
    this.#clocks.observe(unit, this.#now);
    this.#plan(unit);
  }

  #block(unit: number, station: number): void {
    this.#blockedBy[station]?.push(unit);
    this.#enter(unit, blocked);
  }

  /** Lets units that are blocked by a station go on, while it has room. */
  #admit(station: number): void {
    const waiting = this.#blockedBy[station] as Ring;
    while (waiting.length > 0 && this.#accepts(station)) {
      const unit = waiting.shift();
      this.#clocks.settle(unit, this.#now);
      this.#clocks.phase[unit] = starved;
      if (this.#piece[unit] === noPiece) this.#takeNext(unit);
      else this.#moveOn(unit);
    }
  }

  #accepts(station: number): boolean {
    const queue = this.#queues[station] as Ring;
    return queue.length < (this.#stations[station] as StationModel).places || this.#findReady(station) >= 0;
  }

  /** A unit that would take a piece at once; −1 where there is none. */
  #findReady(station: number): number {
    const { phase, isOpen } = this.#clocks;
    const first = this.#firstUnit[station] as number;
    for (let unit = first; unit < first + this.#unitCount(station); unit++)
      if (phase[unit] === starved && isOpen[unit] === 1) return unit;
    return -1;
  }

  #deliver(station: number, piece: number): void {
    this.#count(station, 1);
    this.#queues[station]?.push(piece);
    const ready = this.#findReady(station);
    if (ready < 0) return;
    this.#clocks.settle(ready, this.#now);
    this.#tryStart(ready);
  }

  #fail(unit: number): void {
    const { clocks, failure } = { clocks: this.#clocks, failure: this.#units[unit]?.failure };
    const phase = clocks.phase[unit] as number;
    if (phase === blocked) for (const waiting of this.#blockedBy) waiting.remove(unit);
    this.#resume[unit] = phase;
    clocks.repairLeft[unit] = failure?.repairTime() ?? 0;
    const isMet = failure?.crew === undefined || this.#crews.take(failure.crew, unit * 2 + forRepair);
    this.#enter(unit, isMet ? down : waitingRepair);
  }

  #endRepair(unit: number): void {
    this.#clocks.renewFailure(unit);
    const resume = this.#resume[unit] as number;
    if (resume === blocked) {
      const target = this.#target[unit] as number;
      if (this.#piece[unit] !== noPiece && !this.#accepts(target)) this.#block(unit, target);
      else if (this.#piece[unit] !== noPiece) this.#moveOn(unit);
      else this.#restart(unit);
    } else if (resume === starved) this.#restart(unit);
    else this.#enter(unit, resume);
    this.#giveBack(this.#units[unit]?.failure?.crew);
  }

  #restart(unit: number): void {
    this.#clocks.phase[unit] = starved;
    this.#takeNext(unit);
  }

  #askSetup(unit: number): void {
    const crew = this.#units[unit]?.setup?.crew;
    const isMet = crew === undefined || this.#crews.take(crew, unit * 2 + forSetup);
    this.#enter(unit, isMet ? setup : waitingOperator);
  }

  #withdrawSetup(unit: number): void {
    const crew = this.#units[unit]?.setup?.crew;
    if (crew !== undefined) this.#crews.withdraw(crew, unit * 2 + forSetup);
  }

  #giveBack(crew: number | undefined): void {
    if (crew === undefined) return;
    const job = this.#crews.giveBack(crew);
    if (job < 0) return;
    const unit = job >> 1;
    this.#clocks.settle(unit, this.#now);
    if (job % 2 === forRepair) this.#enter(unit, down);
    // A unit that failed while it waited is set up after its repair.
    else if (this.#clocks.phase[unit] === waitingOperator) this.#enter(unit, setup);
    else this.#resume[unit] = setup;
  }

  #enter(unit: number, phase: number): void {
    this.#clocks.phase[unit] = phase;
    this.#clocks.observe(unit, this.#now);
    this.#plan(unit);
  }

  #plan(unit: number): void {
    this.#events.schedule(unit, this.#clocks.nextAt(unit, this.#now));
  }

  #count(station: number, change: number): void {
    const content = this.#content[station] as number;
    const since = this.#contentSince[station] as number;
    this.#contentArea[station] = (this.#contentArea[station] as number) + content * (this.#now - since);
    this.#contentSince[station] = this.#now;
    this.#content[station] = content + change;
  }

  #unitCount(station: number): number {
    return (this.#stations[station] as StationModel).units.length;
  }
}
