/** A plant in time: its lines in one flow network, with shifts, stops and orders, and the records of what happened. */
import { createRandom, createSampler } from '../../stats/index.ts';
import { FlowNetwork } from '../flow/flow-network.ts';
import { type FlowControl, leaves, noPiece, type StationModel, type UnitModel } from '../flow/model.ts';
import { blocked, closed, down, running, starved, waitingRepair } from '../flow/unit-clocks.ts';
import { type ClosurePlan, closures, planClosures } from './closures.ts';
import type { SimulatedLine, SimulatedMachine, SimulatedProduct } from './input.ts';
import type { PlantLayout } from './layout.ts';
import { type Order, OrderBook } from './orders.ts';
import { Reporter } from './reporter.ts';
import { good, learningLeft, ofNoCause, ScrapModel } from './scrap.ts';
import { StateLog } from './state-log.ts';
import { Tally } from './tally.ts';

/** Drawn changeovers spread about the matrix by this squared coefficient of variation. */
const changeoverScv = 0.04;
/** Why the first machine of a line is starved. */
const noMaterial = 'noMaterial';

export class PlantRun {
  readonly layout: PlantLayout;
  readonly orders: OrderBook;
  readonly log: StateLog;
  readonly reporter: Reporter;
  readonly tally: Tally;
  /** Why a machine is in its state, by the numbers in the log; 0: nothing to say. */
  readonly details: readonly string[];
  readonly #network: FlowNetwork;
  readonly #scrap: ScrapModel;
  readonly #closure: Uint8Array;
  readonly #failureDetail: Uint16Array;
  readonly #order: Int32Array;
  #hasBegun = false;

  constructor(layout: PlantLayout) {
    const { machines, input, horizon } = layout;
    this.layout = layout;
    this.orders = new OrderBook(layout);
    this.log = new StateLog(machines.length, horizon.fromAt);
    this.reporter = new Reporter(layout, this.orders);
    this.tally = new Tally(layout);
    this.#scrap = new ScrapModel(layout);
    const reasons = new Set(machines.flatMap(({ failure }) => (failure === undefined ? [] : [failure.reason])));
    this.details = ['', ...closures.slice(1), noMaterial, ...[...reasons].filter((reason) => reason !== noMaterial)];
    this.#failureDetail = Uint16Array.from(machines, ({ failure }) => this.details.indexOf(failure?.reason ?? ''));
    this.#closure = new Uint8Array(machines.length);
    this.#order = new Int32Array(machines.length).fill(noPiece);
    this.#network = new FlowNetwork(
      machines.map((machine, unit) => this.#stationOf(machine, unit)),
      {
        crewSizes: input.crews.map(({ size }) => size),
        onState: (unit, state, at) => this.#change(unit, state, at),
        controls: [
          ...this.#shiftControls(),
          ...planClosures(layout).map((plan, unit) => this.#closing(plan, unit)),
          ...this.#supplyControls(),
        ],
        startAt: horizon.fromAt,
      },
    );
  }

  /** Does all that happens before an instant. */
  runUntil(at: number): void {
    this.#network.runUntil(at);
  }

  #stationOf(machine: SimulatedMachine, unit: number): StationModel {
    const { lineOf, firstOf, machines } = this.layout;
    const line = lineOf[unit] as number;
    const isFirst = firstOf[line] === unit;
    const next = unit + 1 < machines.length && lineOf[unit + 1] === line ? unit + 1 : leaves;
    return {
      units: [this.#unitOf(machine, unit)],
      places: machine.places,
      route: (piece, _, at) => (this.#judge(unit, piece, at) ? next : leaves),
      ...(isFirst ? { supply: (at: number) => this.#takeMaterial(line, at) } : {}),
    };
  }

  #unitOf(machine: SimulatedMachine, unit: number): UnitModel {
    const { layout } = this;
    const { seed } = layout.input;
    const slowness = createSampler(machine.slowness, createRandom(seed, machine.id, 'service'));
    const line = layout.lines[layout.lineOf[unit] as number] as SimulatedLine;
    const spread = createSampler(
      { kind: 'lognormal', mean: 1, scv: changeoverScv },
      createRandom(seed, machine.id, 'changeover'),
    );
    const { failure } = machine;
    return {
      serviceTime: (piece) => {
        this.#takeUp(unit, piece);
        const product = this.#productOf(piece);
        const learning = 1 + learningLeft(product, this.#network.now, 'slowness');
        return wholeMs(machine.idealTimeMs * product.pace * learning * (1 + slowness()));
      },
      setup: {
        timeFor: (previous, piece) => {
          if (previous === noPiece) return 0;
          const [from, to] = [this.#productOf(previous), this.#productOf(piece)];
          if (from === to) return 0;
          const time = line.changeoverMs.from?.[from.id]?.[to.id] ?? line.changeoverMs.otherwise;
          return time > 0 ? wholeMs(time * spread()) : 0;
        },
        ...(line.operatorCrew === undefined ? {} : { crew: layout.crewIndex(line.operatorCrew) }),
      },
      ...(failure === undefined
        ? {}
        : {
            failure: {
              clock: 'working' as const,
              timeToFailure: wholeSampler(failure.timeToFailureMs, seed, machine.id, 'failure'),
              repairTime: wholeSampler(failure.repairTimeMs, seed, machine.id, 'repair'),
              ...(failure.crew === undefined ? {} : { crew: layout.crewIndex(failure.crew) }),
            },
          }),
    };
  }

  /** Counts a served piece; whether it is good. */
  #judge(unit: number, piece: number, at: number): boolean {
    const order = this.orders.get(piece);
    const verdict = this.#scrap.judge(unit, order, at);
    const isGood = verdict === good;
    this.log.served(unit, at, isGood);
    this.tally.count(unit, order, verdict, at);
    const cause = this.layout.input.scrapCauses[verdict];
    this.reporter.served(
      unit,
      isGood ? undefined : verdict === ofNoCause ? this.layout.machines[unit]?.defect : cause?.defect,
    );
    return isGood;
  }

  /** A unit begins a piece; where it goes on running, with one of another order, that is a change to record. */
  #takeUp(unit: number, piece: number): void {
    if (this.#order[unit] !== piece && this.#network.stateOf(unit) === running)
      this.#change(unit, running, this.#network.now, piece);
  }

  #change(unit: number, state: number, at: number, piece: number = this.#network.pieceIn(unit)): void {
    if (piece !== noPiece) this.#order[unit] = piece;
    const order = this.#order[unit] as number;
    const because = this.#findCulprit(unit, state);
    const detail = this.#detailOf(unit, state, because);
    if (!this.log.isChange(unit, state, detail, order)) return;
    this.log.begin(unit, state, detail, order, because, at);
    this.reporter.begin(unit, state, this.details[detail] as string, order, at);
  }

  #detailOf(unit: number, state: number, because: number): number {
    if (state === closed) return this.#closure[unit] as number;
    if (state === down || state === waitingRepair) return this.#failureDetail[unit] as number;
    return state === starved && because < 0 ? this.details.indexOf(noMaterial) : 0;
  }

  /** Up the line from a starved machine to the first that is not starved; down it from a blocked one. −1: none. */
  #findCulprit(unit: number, state: number): number {
    if (state !== starved && state !== blocked) return -1;
    const { lineOf } = this.layout;
    const step = state === starved ? -1 : 1;
    let culprit = unit + step;
    while (lineOf[culprit] === lineOf[unit] && this.#network.stateOf(culprit) === state) culprit += step;
    return lineOf[culprit] === lineOf[unit] ? culprit : -1;
  }

  #takeMaterial(line: number, at: number): number {
    if (!this.#hasBegun) return noPiece;
    const { id } = this.layout.lines[line] as SimulatedLine;
    const isShort = this.layout.input.shortages.some(
      (shortage) => shortage.line === id && at >= shortage.fromAt && at < shortage.toAt,
    );
    return isShort ? noPiece : this.orders.takePiece(line, at);
  }

  #productOf(piece: number): SimulatedProduct {
    const order: Order = this.orders.get(piece);
    return this.layout.products[order.product] as SimulatedProduct;
  }

  #closing({ at, closure }: ClosurePlan, unit: number): FlowControl {
    let i = 0;
    return {
      firstAt: at[0] as number,
      act: (now) => {
        this.#closure[unit] = closure[i] as number;
        this.#network.setOpen(unit, closure[i] === 0);
        // From one closure to another the network sees no change of state.
        if (this.#network.stateOf(unit) === closed) this.#change(unit, closed, now);
        i++;
        return at[i] ?? Number.POSITIVE_INFINITY;
      },
    };
  }

  #shiftControls(): FlowControl[] {
    const shifts = this.layout.calendar.listShifts(this.layout.horizon);
    const starts = [...new Set(shifts.map(({ fromAt }) => Math.max(fromAt, this.layout.horizon.fromAt)))];
    if (starts.length === 0) return [];
    let i = 0;
    return [
      {
        firstAt: starts[0] as number,
        act: (now) => {
          const begun = shifts.findLast(({ fromAt, toAt }) => fromAt <= now && toAt > now);
          this.reporter.beginShift(begun?.team ?? begun?.name ?? '', now);
          i++;
          return starts[i] ?? Number.POSITIVE_INFINITY;
        },
      },
    ];
  }

  /** Lines get material from the beginning on, after the machines that are closed then; and after each shortage. */
  #supplyControls(): FlowControl[] {
    const { firstOf, lines, horizon, input } = this.layout;
    const wake = (line: number): void => this.#network.wake(firstOf[line] as number);
    return [
      {
        firstAt: horizon.fromAt,
        act: () => {
          this.#hasBegun = true;
          lines.forEach((_, line) => {
            wake(line);
          });
          return Number.POSITIVE_INFINITY;
        },
      },
      ...input.shortages.map((shortage) => ({
        firstAt: shortage.toAt,
        act: () => {
          wake(lines.findIndex(({ id }) => id === shortage.line));
          return Number.POSITIVE_INFINITY;
        },
      })),
    ];
  }
}

function wholeMs(time: number): number {
  return Math.max(1, Math.round(time));
}

function wholeSampler(
  distribution: Parameters<typeof createSampler>[0],
  seed: number,
  ...labels: string[]
): () => number {
  const sample = createSampler(distribution, createRandom(seed, ...labels));
  return () => wholeMs(sample());
}
