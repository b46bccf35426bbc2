/** What is wrong with the input of a simulated plant: everything at once, each with its place. */
import type { Problem } from '../../model/index.ts';
import { type Distribution, findDistributionProblem } from '../../stats/index.ts';
import {
  createZone,
  type Interval,
  listShiftCalendarProblems,
  minuteMs,
  parseLocalDate,
  parseWallTime,
} from '../../time/index.ts';
import type { SimulatedLine, SimulatedPlantInput, SimulatedSensor } from './input.ts';

const daysMax = 3_700;

export function listSimulationProblems(input: SimulatedPlantInput): Problem[] {
  const problems: Problem[] = [];
  const say = (path: string, message: string): void => {
    problems.push({ path, message });
  };
  if (!(Number.isInteger(input.seed) && input.seed >= 0 && input.seed <= 0xffffffff))
    say('seed', `is ${input.seed}: give a whole number from 0 to 4294967295`);
  if (!(Number.isInteger(input.days) && input.days >= 1 && input.days <= daysMax))
    say('days', `is ${input.days}: give a whole number from 1 to ${daysMax}`);
  if (parseLocalDate(input.from) === undefined) say('from', `'${input.from}' is not a date: write YYYY-MM-DD`);
  if (parseWallTime(input.dayStart) === undefined)
    say('dayStart', `'${input.dayStart}' is not a wall time: write HH:MM`);
  try {
    createZone(input.zone);
  } catch {
    say('zone', `'${input.zone}' is not an IANA zone: write one such as Europe/Berlin`);
  }
  for (const { path, message } of listShiftCalendarProblems(input.calendar)) say(`calendar.${path}`, message);
  if (input.lines.length === 0) say('lines', 'are none: give at least one');
  const known = {
    product: idsOf('products', input.products, say),
    crew: idsOf('crews', input.crews, say),
    line: idsOf('lines', input.lines, say),
    machine: idsOf(
      'lines.machines',
      input.lines.flatMap(({ machines }) => machines),
      say,
    ),
    sensor: idsOf('sensors', input.sensors, say),
    cause: idsOf('scrapCauses', input.scrapCauses, say),
  };
  const refer = (path: string, kind: keyof typeof known, id: string | undefined): void => {
    if (id !== undefined && !known[kind].has(id)) say(path, `names the ${kind} '${id}', which the input does not have`);
  };
  idsOf('anomalies', input.anomalies, say);
  idsOf('changes', input.changes, say);
  idsOf('stops', input.stops, say);
  input.crews.forEach(({ size }, i) => {
    if (!(Number.isInteger(size) && size >= 1)) say(`crews[${i}].size`, `is ${size}: give a whole number from 1`);
  });
  input.products.forEach(({ pace, learning }, i) => {
    if (!(pace > 0)) say(`products[${i}].pace`, `is ${pace}: give a positive number`);
    if (learning !== undefined && !(learning.halfLifeMs > 0))
      say(`products[${i}].learning.halfLifeMs`, `is ${learning.halfLifeMs}: give a positive number of ms`);
  });
  input.lines.forEach((line, i) => {
    checkLine(line, `lines[${i}]`, say, refer);
  });
  input.stops.forEach((stop, i) => {
    checkInterval(stop, `stops[${i}]`, say);
    // A plant file gives planned stops by wall time, to the minute.
    if (stop.fromAt % minuteMs !== 0 || stop.toAt % minuteMs !== 0) say(`stops[${i}]`, 'is not in whole minutes');
    for (const id of stop.machines) refer(`stops[${i}].machines`, 'machine', id);
  });
  input.shortages.forEach((shortage, i) => {
    checkInterval(shortage, `shortages[${i}]`, say);
    refer(`shortages[${i}].line`, 'line', shortage.line);
  });
  input.scrapCauses.forEach((cause, i) => {
    const path = `scrapCauses[${i}]`;
    checkInterval(cause, path, say);
    refer(`${path}.machine`, 'machine', cause.machine);
    refer(`${path}.effectMachine`, 'machine', cause.effectMachine);
    if (!(cause.effectToAt > cause.effectFromAt)) say(`${path}.effectToAt`, 'is not after effectFromAt');
    if (cause.effectFromAt < cause.fromAt) say(`${path}.effectFromAt`, 'is before fromAt: a cause precedes its effect');
    checkShare(cause.scrapRatio, `${path}.scrapRatio`, say);
  });
  input.sensors.forEach((sensor, i) => {
    checkSensor(sensor, `sensors[${i}]`, say);
    refer(`sensors[${i}].machine`, 'machine', sensor.machine);
  });
  input.anomalies.forEach((anomaly, i) => {
    checkInterval(anomaly, `anomalies[${i}]`, say);
    refer(`anomalies[${i}].sensor`, 'sensor', anomaly.sensor);
    refer(`anomalies[${i}].cause`, 'cause', anomaly.cause);
    const sensor = input.sensors.find(({ id }) => id === anomaly.sensor);
    if (sensor !== undefined && sensor.kind !== 'measure' && anomaly.form !== 'silence')
      say(`anomalies[${i}].form`, `is '${anomaly.form}' on a ${sensor.kind}: only silence can be planted there`);
  });
  input.changes.forEach((change, i) => {
    refer(`changes[${i}].machine`, 'machine', change.machine);
    refer(`changes[${i}].product`, 'product', change.product);
    for (const id of Object.keys(change.sizes)) refer(`changes[${i}].sizes`, 'sensor', id);
  });
  return problems;
}

type Say = (path: string, message: string) => void;
type Refer = (path: string, kind: 'product' | 'crew', id: string | undefined) => void;

function idsOf(path: string, items: readonly { readonly id: string }[], say: Say): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { id } of items) {
    if (id === '' || ids.has(id)) say(path, `has the id '${id}' twice or empty: give each its own`);
    ids.add(id);
  }
  return ids;
}

function checkLine(line: SimulatedLine, path: string, say: Say, refer: Refer): void {
  if (line.machines.length === 0) say(`${path}.machines`, 'are none: give at least one');
  if (line.products.length === 0) say(`${path}.products`, 'are none: give at least one');
  for (const id of line.products) refer(`${path}.products`, 'product', id);
  refer(`${path}.operatorCrew`, 'crew', line.operatorCrew);
  checkDistribution(line.orderCount, `${path}.orderCount`, say);
  const { operatorCount = 1 } = line;
  if (!(Number.isInteger(operatorCount) && operatorCount >= 1))
    say(`${path}.operatorCount`, `is ${operatorCount}: give a whole number from 1`);
  line.machines.forEach((machine, k) => {
    const at = `${path}.machines[${k}]`;
    if (!(machine.idealTimeMs >= 1)) say(`${at}.idealTimeMs`, `is ${machine.idealTimeMs}: give at least 1 ms`);
    if (!(Number.isInteger(machine.places) && machine.places >= 0))
      say(`${at}.places`, `is ${machine.places}: give a whole number from 0`);
    checkDistribution(machine.slowness, `${at}.slowness`, say);
    checkShare(machine.scrapRatio, `${at}.scrapRatio`, say);
    if (machine.failure === undefined) return;
    checkDistribution(machine.failure.timeToFailureMs, `${at}.failure.timeToFailureMs`, say);
    checkDistribution(machine.failure.repairTimeMs, `${at}.failure.repairTimeMs`, say);
    refer(`${at}.failure.crew`, 'crew', machine.failure.crew);
  });
}

function checkSensor(sensor: SimulatedSensor, path: string, say: Say): void {
  if (!(Number.isInteger(sensor.intervalMs) && sensor.intervalMs >= 1))
    say(`${path}.intervalMs`, `is ${sensor.intervalMs}: give a whole number of ms from 1`);
  checkShare(sensor.lossRatio ?? 0, `${path}.lossRatio`, say);
  if (sensor.kind !== 'measure') return;
  if (sensor.signal === undefined) {
    say(`${path}.signal`, 'is missing: a measure needs one');
    return;
  }
  const { resolution, correlation, lagMs } = sensor.signal;
  // A value is a whole number of steps, divided by a whole number: the nearest double to its decimal.
  const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-9;
  if (!(resolution > 0 && isWhole(resolution < 1 ? 1 / resolution : resolution)))
    say(`${path}.signal.resolution`, `is ${resolution}: give a whole number, or 1 divided by one`);
  if (!(correlation >= 0 && correlation < 1)) say(`${path}.signal.correlation`, `is ${correlation}: give 0 to below 1`);
  if (!(lagMs >= 0)) say(`${path}.signal.lagMs`, `is ${lagMs}: give 0 or a positive number of ms`);
}

function checkInterval({ fromAt, toAt }: Interval, path: string, say: Say): void {
  if (!(toAt > fromAt)) say(path, `ends at ${toAt}, not after its start at ${fromAt}`);
}

function checkShare(share: number, path: string, say: Say): void {
  if (!(share >= 0 && share <= 1)) say(path, `is ${share}: give 0 to 1`);
}

function checkDistribution(distribution: Distribution, path: string, say: Say): void {
  const problem = findDistributionProblem(distribution);
  if (problem !== undefined) say(path, problem);
}
