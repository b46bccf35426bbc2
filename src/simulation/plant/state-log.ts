/** The true states of all machines, interval by interval, and the pieces they served: for one window at a time. */
import type { Interval } from '../../time/index.ts';
import { GrowingNumbers, orderBy } from '../growing.ts';

/** The true states of a window, sorted by machine and time; of each machine they partition the window. */
export interface TrueStates {
  readonly length: number;
  readonly machine: Int32Array;
  readonly startAt: Float64Array;
  readonly endAt: Float64Array;
  /** Index of `unitStates`. */
  readonly state: Uint8Array;
  /** Index of the plant run's details: why it is closed or down; 0: none. */
  readonly detail: Uint16Array;
  /** Index of the order that is or was worked at; −1: none. */
  readonly order: Int32Array;
  /** The machine that starves or blocks it, as it was when the interval began; −1: none. */
  readonly because: Int32Array;
  /** Rows of machine m are those from `starts[m]` to `starts[m + 1]`. */
  readonly starts: Uint32Array;
}

/** Instants at which pieces were served in a window, by machine. */
export interface ServedPieces {
  readonly at: Float64Array;
  /** 1 where the piece is scrap. */
  readonly isScrap: Uint8Array;
  readonly starts: Uint32Array;
}

type Rows = Readonly<
  Record<'machine' | 'startAt' | 'endAt' | 'state' | 'detail' | 'order' | 'because', GrowingNumbers>
>;

interface Current {
  state: number;
  detail: number;
  order: number;
  because: number;
  startAt: number;
}

export class StateLog {
  readonly #current: readonly Current[];
  readonly #rows: Rows = {
    machine: new GrowingNumbers(),
    startAt: new GrowingNumbers(),
    endAt: new GrowingNumbers(),
    state: new GrowingNumbers(),
    detail: new GrowingNumbers(),
    order: new GrowingNumbers(),
    because: new GrowingNumbers(),
  };
  readonly #servedBy: GrowingNumbers = new GrowingNumbers();
  readonly #servedAt: GrowingNumbers = new GrowingNumbers();
  readonly #servedScrap: GrowingNumbers = new GrowingNumbers();

  constructor(machineCount: number, startAt: number) {
    this.#current = Array.from({ length: machineCount }, () => ({
      state: 0,
      detail: 0,
      order: -1,
      because: -1,
      startAt,
    }));
  }

  /** Whether this would be another interval than the one that lasts. */
  isChange(machine: number, state: number, detail: number, order: number): boolean {
    const current = this.#current[machine] as Current;
    return state !== current.state || detail !== current.detail || order !== current.order;
  }

  begin(machine: number, state: number, detail: number, order: number, because: number, at: number): void {
    const current = this.#current[machine] as Current;
    this.#close(machine, current, at);
    current.state = state;
    current.detail = detail;
    current.order = order;
    current.because = because;
  }

  served(machine: number, at: number, isGood: boolean): void {
    this.#servedBy.push(machine);
    this.#servedAt.push(at);
    this.#servedScrap.push(isGood ? 0 : 1);
  }

  /** The window's states, cut at its end, and pieces; the log goes on with the next window. */
  takeWindow(window: Interval): { readonly states: TrueStates; readonly served: ServedPieces } {
    this.#current.forEach((current, machine) => {
      this.#close(machine, current, window.toAt);
    });
    const rows = this.#rows;
    const byMachine = orderBy(rows.machine.view(), this.#current.length);
    const sorted = (values: GrowingNumbers): Float64Array =>
      Float64Array.from(byMachine.order, (row) => values.at(row));
    const servedOrder = orderBy(this.#servedBy.view(), this.#current.length);
    const taken = {
      states: {
        length: byMachine.order.length,
        machine: Int32Array.from(sorted(rows.machine)),
        startAt: sorted(rows.startAt),
        endAt: sorted(rows.endAt),
        state: Uint8Array.from(sorted(rows.state)),
        detail: Uint16Array.from(sorted(rows.detail)),
        order: Int32Array.from(sorted(rows.order)),
        because: Int32Array.from(sorted(rows.because)),
        starts: byMachine.starts,
      },
      served: {
        at: Float64Array.from(servedOrder.order, (row) => this.#servedAt.at(row)),
        isScrap: Uint8Array.from(servedOrder.order, (row) => this.#servedScrap.at(row)),
        starts: servedOrder.starts,
      },
    };
    for (const column of [...Object.values(rows), this.#servedBy, this.#servedAt, this.#servedScrap]) column.clear();
    return taken;
  }

  #close(machine: number, current: Current, at: number): void {
    if (at > current.startAt) {
      const rows = this.#rows;
      rows.machine.push(machine);
      rows.startAt.push(current.startAt);
      rows.endAt.push(at);
      rows.state.push(current.state);
      rows.detail.push(current.detail);
      rows.order.push(current.order);
      rows.because.push(current.because);
    }
    current.startAt = at;
  }
}
