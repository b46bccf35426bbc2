import {
  addDays,
  createZone,
  epochDayOf,
  type Interval,
  parseWallTime,
  productionDayOf,
  type ShiftCalendarConfig,
} from '../../time/index.ts';
import type {
  LegitimateChange,
  PlantedAnomaly,
  SimulatedMachine,
  SimulatedPlantInput,
  SimulatedSensor,
} from '../plant/input.ts';
import {
  type PlannedScrap,
  planAnomaly,
  planChange,
  planMaintenance,
  planScrap,
  planShortage,
  planShutdown,
} from './events.ts';
import { createLine, type ScenarioLine } from './lines.ts';
import { type PlantScenarioOptions, planOf, type ScenarioPlan } from './options.ts';
import { createSensor } from './sensors.ts';
import { signalsOf } from './signals.ts';

/**
 * A plant that is like a real one, from a few numbers: lines of machines with three shifts from Monday to Friday and one
 * on Saturday, orders, changeovers, breakdowns, maintenance, new products, shutdowns, shortages, scrap with causes, and
 * sensors with anomalies and legitimate changes. It is plain data: change what you like before you simulate it.
 *
 * @throws RangeError for an option out of range
 * @example createPlantScenario({ machines: 300, tags: 1000, seed: 7 })
 */
export function createPlantScenario(options: PlantScenarioOptions = {}): SimulatedPlantInput {
  const plan = planOf(options);
  const horizon = horizonOf(plan);
  const lines = createLines(plan, horizon);
  const sensors = createSensors(plan, lines);
  const isMeasure = ({ kind }: SimulatedSensor): boolean => kind === 'measure';
  const measures = sensors.filter(isMeasure);
  const stops = lines.flatMap(({ line }) => planMaintenance(line, horizon, plan));
  const isChosen = (index: number, turn: number): boolean => index % plan.linesPerEvent === turn % plan.linesPerEvent;
  const scrap = lines.flatMap(({ line }, i): PlannedScrap[] =>
    isChosen(i, 0)
      ? [
          planScrap(
            line,
            measures.filter(({ machine }) => line.machines.some(({ id }) => id === machine)),
            Math.floor(i / plan.linesPerEvent),
            horizon,
            plan,
          ),
        ]
      : [],
  );
  return {
    id: 'simulated',
    name: 'Simulated plant',
    seed: plan.seed,
    zone: plan.zone,
    dayStart: plan.dayStart,
    calendar: calendarFrom(plan),
    from: plan.from,
    days: plan.days,
    products: lines.flatMap(({ products }) => products),
    crews: lines.flatMap(({ crews }) => crews),
    lines: lines.map(({ line }) => ({
      ...line,
      machines: line.machines.map((machine) => withSignals(machine, sensors, plan.tellsWaiting)),
    })),
    stops: [...stops, ...lines.flatMap(({ line }, i) => (isChosen(i, 1) ? [planShutdown(line, horizon, plan)] : []))],
    shortages: lines.flatMap(({ line }, i) => (isChosen(i, 2) ? [planShortage(line, horizon, plan)] : [])),
    scrapCauses: scrap.map(({ cause }) => cause),
    sensors,
    anomalies: [...scrap.flatMap(({ anomalies }) => anomalies), ...planAnomalies(measures, scrap, horizon, plan)],
    changes: [
      ...planChanges(measures, stops, horizon, plan),
      ...lines.flatMap(({ line, products }) =>
        introductionsOf(
          line.machines.map(({ id }) => id),
          products,
        ),
      ),
    ],
    ...(plan.tellsWaiting ? { tellsWaiting: true } : {}),
  };
}

function withSignals(
  machine: SimulatedMachine,
  sensors: readonly SimulatedSensor[],
  tellsWaiting: boolean,
): SimulatedMachine {
  const signals = signalsOf(machine, sensors, tellsWaiting);
  return signals === undefined ? machine : { ...machine, signals };
}

function horizonOf({ from, days, zone: zoneId, dayStart }: ScenarioPlan): Interval {
  const zone = createZone(zoneId);
  const startMinutes = parseWallTime(dayStart) as number;
  return {
    fromAt: productionDayOf(zone, startMinutes, from).fromAt,
    toAt: productionDayOf(zone, startMinutes, addDays(from, days)).fromAt,
  };
}

function createLines(plan: ScenarioPlan, { fromAt, toAt }: Interval): ScenarioLine[] {
  const count = Math.ceil(plan.machines / plan.machinesPerLine);
  const introducedAt = fromAt + Math.round(((toAt - fromAt) * 0.4) / 1_000) * 1_000;
  return Array.from({ length: count }, (_, i) =>
    createLine(
      i,
      Math.min(plan.machinesPerLine, plan.machines - i * plan.machinesPerLine),
      i % plan.linesPerEvent === 0 ? introducedAt : undefined,
      plan,
    ),
  );
}

function createSensors(plan: ScenarioPlan, lines: readonly ScenarioLine[]): SimulatedSensor[] {
  const each = Math.floor(plan.tags / plan.machines);
  const over = plan.tags % plan.machines;
  return lines
    .flatMap(({ line }) => line.machines.map((machine) => ({ line, machine })))
    .flatMap(({ line, machine }, i) =>
      Array.from({ length: each + (i < over ? 1 : 0) }, (_, k) => createSensor(line, machine, i, k, plan)),
    );
}

/** Sensors in which a cause of scrap shows have that alone. */
function planAnomalies(
  measures: readonly SimulatedSensor[],
  scrap: readonly PlannedScrap[],
  horizon: Interval,
  plan: ScenarioPlan,
): PlantedAnomaly[] {
  const taken = new Set(scrap.flatMap(({ anomalies }) => anomalies.map(({ sensor }) => sensor)));
  return measures
    .filter((_, i) => i % plan.sensorsPerAnomaly === 0)
    .filter(({ id }) => !taken.has(id))
    .map((sensor, turn) => planAnomaly(sensor, turn, horizon, plan));
}

function planChanges(
  measures: readonly SimulatedSensor[],
  stops: SimulatedPlantInput['stops'],
  horizon: Interval,
  plan: ScenarioPlan,
): LegitimateChange[] {
  return measures
    .filter((_, i) => i % plan.sensorsPerAnomaly === Math.floor(plan.sensorsPerAnomaly / 2))
    .map((sensor) => {
      const maintained = stops.find(({ machines }) => machines.includes(sensor.machine));
      return planChange(sensor, sensor.unit === 'mm/s' ? maintained : undefined, horizon, plan);
    });
}

function introductionsOf(machines: readonly string[], products: ScenarioLine['products']): LegitimateChange[] {
  return products.flatMap(({ id, introducedAt }) =>
    introducedAt === undefined
      ? []
      : machines.map((machine) => ({
          id: `${machine}-${id}`,
          form: 'newProduct' as const,
          machine,
          at: introducedAt,
          sizes: {},
          product: id,
        })),
  );
}

/**
 * Early, late and night from Monday to Friday, early on Saturday, or all three every day; three teams, a week of each in
 * turn. A shift lasts 8 hours, with half an hour's break after 3.5.
 */
function calendarFrom({ from, dayStart, worksDaily }: ScenarioPlan): ShiftCalendarConfig {
  const startMinutes = parseWallTime(dayStart) as number;
  const wallTimeAt = (minutes: number): string => {
    const ofDay = (startMinutes + minutes) % (24 * 60);
    const [hours, rest] = [Math.floor(ofDay / 60), ofDay % 60];
    return [hours, rest].map((part) => String(part).padStart(2, '0')).join(':');
  };
  const names = ['early', 'late', 'night'];
  const teams = ['A', 'B', 'C'];
  const monday = addDays(from, -((epochDayOf(from) + 3) % 7));
  const days = Array.from({ length: 21 }, (_, day) => {
    const week = Math.floor(day / 7);
    const worked = worksDaily || day % 7 < 5 ? names : day % 7 === 5 ? names.slice(0, 1) : [];
    return worked.map((shift, i) => ({ shift, team: teams[(i + week) % 3] as string }));
  });
  return {
    shifts: names.map((name, i) => ({
      name,
      start: wallTimeAt(i * 8 * 60),
      end: wallTimeAt((i + 1) * 8 * 60),
      breaks: [{ start: wallTimeAt((i * 8 + 3.5) * 60), end: wallTimeAt((i * 8 + 4) * 60) }],
    })),
    rotation: { anchor: monday, days },
  };
}
