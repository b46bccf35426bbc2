/** The sensors of a scenario's machines: what each machine has, at which levels, with which noise. */
import { createRandom } from '../../stats/index.ts';
import { minuteMs } from '../../time/index.ts';
import type { SimulatedLine, SimulatedMachine, SimulatedSensor } from '../plant/input.ts';
import { between, round } from './lines.ts';
import type { ScenarioPlan } from './options.ts';

/** A quantity, by what it shows of a running machine; other levels and noise are shares of it. */
interface Quantity {
  readonly name: string;
  readonly unit: string;
  readonly running: readonly [number, number];
  readonly idle: number;
  readonly setup: number;
  /** Absolute: what it shows at rest. */
  readonly off: number;
  readonly lagMs: number;
  /** Absolute amplitude of the day; the week's is a third of it. */
  readonly daily: number;
  readonly white: number;
  readonly slow: number;
  readonly resolution: number;
  readonly driftPerDay: number;
  readonly max: number;
}

const quantities: readonly Quantity[] = [
  {
    name: 'temperature',
    unit: 'Cel',
    running: [55, 75],
    idle: 0.75,
    setup: 0.7,
    off: 22,
    lagMs: 9 * minuteMs,
    daily: 1.5,
    white: 0.002,
    slow: 0.004,
    resolution: 0.1,
    driftPerDay: 0.01,
    max: 200,
  },
  {
    name: 'vibration',
    unit: 'mm/s',
    running: [2, 4],
    idle: 0.12,
    setup: 0.35,
    off: 0.05,
    lagMs: 0,
    daily: 0,
    white: 0.06,
    slow: 0.04,
    resolution: 0.01,
    driftPerDay: 0.004,
    max: 50,
  },
  {
    name: 'current',
    unit: 'A',
    running: [12, 30],
    idle: 0.25,
    setup: 0.35,
    off: 0.2,
    lagMs: 3_000,
    daily: 0,
    white: 0.03,
    slow: 0.02,
    resolution: 0.1,
    driftPerDay: 0,
    max: 100,
  },
  {
    name: 'pressure',
    unit: 'bar',
    running: [5, 7],
    idle: 0.98,
    setup: 0.97,
    off: 1,
    lagMs: 20_000,
    daily: 0.05,
    white: 0.004,
    slow: 0.006,
    resolution: 0.01,
    driftPerDay: 0.002,
    max: 16,
  },
  {
    name: 'coolantFlow',
    unit: 'L/min',
    running: [18, 30],
    idle: 0.5,
    setup: 0.6,
    off: 0,
    lagMs: 5_000,
    daily: 0,
    white: 0.02,
    slow: 0.01,
    resolution: 0.1,
    driftPerDay: 0,
    max: 60,
  },
  {
    name: 'spindleSpeed',
    unit: '/min',
    running: [2_000, 6_000],
    idle: 0,
    setup: 0.3,
    off: 0,
    lagMs: 2_000,
    daily: 0,
    white: 0.002,
    slow: 0.001,
    resolution: 1,
    driftPerDay: 0,
    max: 12_000,
  },
];

/** What its controller knows, after the quantities. */
const controllerSensors: readonly (Pick<SimulatedSensor, 'kind' | 'counts' | 'rollover'> & {
  readonly name: string;
})[] = [
  { name: 'pieces', kind: 'counter', rollover: 65_536 },
  { name: 'state', kind: 'state' },
  { name: 'scrap', kind: 'counter', counts: 'scrap', rollover: 65_536 },
  { name: 'product', kind: 'product' },
];

/** Sensors of a machine before a second of the same begins. */
export const sensorsPerMachine: number = quantities.length + controllerSensors.length;

/** Sensor `k` of a machine; machines begin at different quantities, so that few tags show all. */
export function createSensor(
  line: SimulatedLine,
  machine: SimulatedMachine,
  machineIndex: number,
  k: number,
  plan: ScenarioPlan,
): SimulatedSensor {
  const place = (machineIndex + k) % sensorsPerMachine;
  const repeat = Math.floor(k / sensorsPerMachine);
  const suffix = repeat === 0 ? '' : `-${repeat + 1}`;
  const common = {
    machine: machine.id,
    intervalMs: plan.intervalMs,
    ...(plan.lossRatio > 0 ? { lossRatio: plan.lossRatio } : {}),
  };
  const named = (name: string) => ({ id: `${machine.id}.${name}${suffix}`, name: `${machine.name} ${name}${suffix}` });
  const quantity = quantities[place];
  if (quantity === undefined) {
    const { name, ...known } = controllerSensors[place - quantities.length] as (typeof controllerSensors)[0];
    return { ...common, ...named(name), ...known, unit: '1' };
  }
  return {
    ...common,
    ...named(quantity.name),
    kind: 'measure',
    ...measureOf(quantity, line, named(quantity.name).id, plan),
  };
}

function measureOf(
  quantity: Quantity,
  line: SimulatedLine,
  id: string,
  { seed }: ScenarioPlan,
): Pick<SimulatedSensor, 'unit' | 'min' | 'max' | 'signal'> {
  const random = createRandom(seed, id, 'scenario');
  const running = round(between(random, ...quantity.running), 2);
  return {
    unit: quantity.unit,
    min: 0,
    max: quantity.max,
    signal: {
      levels: { running, idle: running * quantity.idle, setup: running * quantity.setup, off: quantity.off },
      productOffsets: Object.fromEntries(
        line.products.map((product) => [product, round(running * between(random, -0.06, 0.06), 3)]),
      ),
      lagMs: quantity.lagMs,
      dailyAmplitude: quantity.daily,
      weeklyAmplitude: quantity.daily / 3,
      whiteDeviation: running * quantity.white,
      slowDeviation: running * quantity.slow,
      correlation: 0.98,
      driftPerDay: quantity.driftPerDay,
      isCalibrated: quantity.driftPerDay > 0,
      resolution: quantity.resolution,
    },
  };
}
