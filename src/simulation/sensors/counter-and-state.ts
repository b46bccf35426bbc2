/** Sensors that tell what the machine's controller knows: the pieces it served, its state, and what it makes. */
import { createRandom, type Random } from '../../stats/index.ts';
import type { Interval } from '../../time/index.ts';
import { unitStates } from '../flow/model.ts';
import type { SimulatedSensor } from '../plant/input.ts';
import type { PlantLayout } from '../plant/layout.ts';
import type { OrderBook } from '../plant/orders.ts';
import type { ServedPieces, TrueStates } from '../plant/state-log.ts';
import { type EffectSpan, listEffectSpans } from './effects.ts';
import type { ReadingColumnsOut, SensorRun } from './sensor-run.ts';

/** Texts of state and product sensors, by code: 0 is absent, then the states, no product, then the products. */
export function listSensorTexts(products: readonly { readonly id: string }[]): readonly string[] {
  return ['', ...unitStates, noProduct, ...products.map(({ id }) => id)];
}

/** What a product sensor shows before the first piece. */
const noProduct = 'none';
const noProductCode = unitStates.length + 1;

const defaultRollover = 2 ** 32;

/** When readings come, and which of them. */
class Cadence {
  readonly #sensor: SimulatedSensor;
  readonly #spans: readonly EffectSpan[];
  readonly #loss: Random;
  #span = 0;
  nextAt: number;

  constructor(sensor: SimulatedSensor, layout: PlantLayout, firstAt: number) {
    this.#sensor = sensor;
    this.#spans = listEffectSpans(sensor, layout.input, layout.horizon.fromAt);
    this.#loss = createRandom(layout.input.seed, sensor.id, 'loss');
    this.nextAt = firstAt;
  }

  /** Whether the reading at `nextAt` comes; moves on to the next. */
  step(): boolean {
    while ((this.#spans[this.#span + 1]?.startAt ?? Number.POSITIVE_INFINITY) <= this.nextAt) this.#span++;
    this.nextAt += this.#sensor.intervalMs;
    const { lossRatio = 0 } = this.#sensor;
    const isLost = lossRatio > 0 && this.#loss.nextUniform() < lossRatio;
    return !isLost && this.#spans[this.#span]?.isSilent !== true;
  }
}

/** Pieces served since the beginning, all of them or the scrap among them, beginning anew at the rollover. */
export class CounterRun implements SensorRun {
  readonly machine: number;
  readonly #cadence: Cadence;
  readonly #rollover: number;
  readonly #isOfScrap: boolean;
  #count = 0;

  constructor(sensor: SimulatedSensor, layout: PlantLayout, firstAt: number) {
    this.machine = layout.machineIndex(sensor.machine);
    this.#cadence = new Cadence(sensor, layout, firstAt);
    this.#rollover = sensor.rollover ?? defaultRollover;
    this.#isOfScrap = sensor.counts === 'scrap';
  }

  write(window: Interval, _: TrueStates, out: ReadingColumnsOut, served: ServedPieces): void {
    const cadence = this.#cadence;
    const end = served.starts[this.machine + 1] as number;
    let next = served.starts[this.machine] as number;
    while (cadence.nextAt < window.toAt) {
      const now = cadence.nextAt;
      for (; next < end && (served.at[next] as number) <= now; next++) this.#take(served, next);
      if (!cadence.step()) continue;
      out.at[out.length] = now;
      out.value[out.length] = this.#count % this.#rollover;
      out.length++;
    }
    for (; next < end; next++) this.#take(served, next);
  }

  #take({ isScrap }: ServedPieces, piece: number): void {
    if (!this.#isOfScrap || isScrap[piece] === 1) this.#count++;
  }
}

/** The machine's state as text. */
export class StateRun implements SensorRun {
  readonly machine: number;
  readonly #cadence: Cadence;

  constructor(sensor: SimulatedSensor, layout: PlantLayout, firstAt: number) {
    this.machine = layout.machineIndex(sensor.machine);
    this.#cadence = new Cadence(sensor, layout, firstAt);
  }

  write(window: Interval, states: TrueStates, out: ReadingColumnsOut): void {
    const cadence = this.#cadence;
    const last = (states.starts[this.machine + 1] as number) - 1;
    let row = states.starts[this.machine] as number;
    while (cadence.nextAt < window.toAt) {
      const now = cadence.nextAt;
      while (row < last && (states.endAt[row] as number) <= now) row++;
      if (!cadence.step()) continue;
      out.at[out.length] = now;
      out.value[out.length] = Number.NaN;
      out.text[out.length] = (states.state[row] as number) + 1;
      out.length++;
    }
  }
}

/** What the machine makes, or made last. */
export class ProductRun implements SensorRun {
  readonly machine: number;
  readonly #cadence: Cadence;
  readonly #orders: OrderBook;

  constructor(sensor: SimulatedSensor, layout: PlantLayout, orders: OrderBook, firstAt: number) {
    this.machine = layout.machineIndex(sensor.machine);
    this.#cadence = new Cadence(sensor, layout, firstAt);
    this.#orders = orders;
  }

  write(window: Interval, states: TrueStates, out: ReadingColumnsOut): void {
    const cadence = this.#cadence;
    const last = (states.starts[this.machine + 1] as number) - 1;
    let row = states.starts[this.machine] as number;
    while (cadence.nextAt < window.toAt) {
      const now = cadence.nextAt;
      while (row < last && (states.endAt[row] as number) <= now) row++;
      const order = states.order[row] as number;
      if (!cadence.step()) continue;
      out.at[out.length] = now;
      out.value[out.length] = Number.NaN;
      out.text[out.length] = order < 0 ? noProductCode : noProductCode + 1 + this.#orders.get(order).product;
      out.length++;
    }
  }
}
