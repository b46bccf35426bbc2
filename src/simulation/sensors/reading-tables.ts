/** The readings of all sensors, window by window, as tables of bounded size. */
import { createReadingTable, type FactTable, type TextColumn } from '../../model/index.ts';
import { createRandom } from '../../stats/index.ts';
import type { Interval } from '../../time/index.ts';
import type { SimulatedSensor } from '../plant/input.ts';
import type { PlantLayout } from '../plant/layout.ts';
import type { OrderBook } from '../plant/orders.ts';
import { simulationSource } from '../plant/reporter.ts';
import type { ServedPieces, TrueStates } from '../plant/state-log.ts';
import { CounterRun, listSensorTexts, ProductRun, StateRun } from './counter-and-state.ts';
import { MeasureRun } from './measure.ts';
import { type ReadingColumnsOut, readingsMax, type SensorRun } from './sensor-run.ts';

export class ReadingTables {
  readonly #sensors: readonly SimulatedSensor[];
  readonly #runs: readonly SensorRun[];
  readonly #rowsMax: number;
  readonly #tagDictionary: readonly string[];
  readonly #texts: readonly string[];
  /** Columns that say the same of every reading, shared by all tables. */
  readonly #none: Uint32Array;
  readonly #source: Uint32Array;
  readonly #noSequence: Float64Array;

  constructor(layout: PlantLayout, orders: OrderBook, rowsMax: number, windowMs: number) {
    const { sensors } = layout.input;
    const least = sensors.reduce(
      (max, { intervalMs }) => Math.max(max, readingsMax({ fromAt: 0, toAt: windowMs }, intervalMs)),
      1,
    );
    this.#sensors = sensors;
    this.#runs = sensors.map((sensor) => createRun(sensor, layout, orders));
    this.#rowsMax = Math.max(rowsMax, least);
    this.#tagDictionary = ['', ...sensors.map(({ id }) => id)];
    this.#texts = listSensorTexts(layout.products);
    this.#none = new Uint32Array(this.#rowsMax);
    this.#source = new Uint32Array(this.#rowsMax).fill(1);
    this.#noSequence = new Float64Array(this.#rowsMax).fill(Number.NaN);
  }

  /** Tables of a window, which follows on the one before; rows sorted by tag, as the input has them, and time. */
  *listTables(window: Interval, states: TrueStates, served: ServedPieces): Generator<FactTable<'reading'>> {
    let out = this.#createColumns();
    let hasText = false;
    for (const [i, run] of this.#runs.entries()) {
      const sensor = this.#sensors[i] as SimulatedSensor;
      if (out.length + readingsMax(window, sensor.intervalMs) > this.#rowsMax) {
        yield this.#build(out, hasText);
        out = this.#createColumns();
        hasText = false;
      }
      const from = out.length;
      run.write(window, states, out, served);
      out.tag.fill(i + 1, from, out.length);
      hasText ||= sensor.kind === 'state' || sensor.kind === 'product';
    }
    if (out.length > 0) yield this.#build(out, hasText);
  }

  #createColumns(): ReadingColumnsOut & { readonly tag: Uint32Array } {
    const rows = this.#rowsMax;
    return {
      at: new Float64Array(rows),
      value: new Float64Array(rows),
      text: new Uint32Array(rows),
      tag: new Uint32Array(rows),
      length: 0,
    };
  }

  #build(out: ReadingColumnsOut & { readonly tag: Uint32Array }, hasText: boolean): FactTable<'reading'> {
    const { length } = out;
    const same = (dictionary: readonly string[], codes: Uint32Array): TextColumn => ({
      dictionary,
      codes: codes.subarray(0, length),
    });
    const columns: FactTable<'reading'>['columns'] = {
      tag: same(this.#tagDictionary, out.tag),
      at: out.at.subarray(0, length),
      value: out.value.subarray(0, length),
      text: hasText ? same(this.#texts, out.text) : same([''], this.#none),
      quality: same([''], this.#none),
      sequence: this.#noSequence.subarray(0, length),
      source: same(['', simulationSource], this.#source),
    };
    return createReadingTable(columns);
  }
}

function createRun(sensor: SimulatedSensor, layout: PlantLayout, orders: OrderBook): SensorRun {
  // Each sensor reads at its own instants: not all at the full second.
  const phase = createRandom(layout.input.seed, sensor.id, 'phase').nextIndex(sensor.intervalMs);
  const firstAt = layout.horizon.fromAt + phase;
  if (sensor.kind === 'counter') return new CounterRun(sensor, layout, firstAt);
  if (sensor.kind === 'state') return new StateRun(sensor, layout, firstAt);
  if (sensor.kind === 'product') return new ProductRun(sensor, layout, orders, firstAt);
  return new MeasureRun(sensor, layout, orders, firstAt);
}
