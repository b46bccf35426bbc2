/**
 * A facility of the size gemba is for: 300 machines in 15 departments, 10,000 reports a day, three shifts every day.
 * The same facts each time; each machine works through its orders, with setting up, scrap, breakdowns and quiet times.
 */
import {
  type AnyFactTable,
  type ColumnName,
  type ColumnType,
  type FactKind,
  type FactTable,
  factColumns,
  type TextColumn,
} from '../../src/model/index.ts';
import { parsePlantFile } from '../../src/runtime/index.ts';
import type { PlantFile } from '../../src/runtime/plant-file/schema.ts';
import { mulberry32 } from './random.ts';

export const machineCount = 300;
export const reportsPerDay = 10_000;
/** The last day of the history, which is reported. */
export const reportedDate = '2012-02-29';

const departmentCount = 15;
const dayMs = 86_400_000;
const minuteMs = 60_000;
const lastDayAt = Date.UTC(2012, 1, 29);
/** Shifts begin at 06:00 in the plant's zone, which is UTC here. */
const dayStartMs = 6 * 60 * minuteMs;
const roles = ['director', 'production', 'quality', 'maintenance', 'shift-lead'] as const;
const crafts = ['Turning', 'Milling', 'Grinding', 'Drilling', 'Welding', 'Deburring', 'Assembly', 'Packing'];
const partCount = 400;
const workerCount = 900;
const stopReasons = ['breakdown', 'no-material', 'no-operator', 'tool-change', 'quality-stop', 'maintenance'];

const departmentOf = (machine: number): number => Math.floor((machine * departmentCount) / machineCount);
const craftOf = (machine: number): string => crafts[departmentOf(machine) % crafts.length] as string;

export function facilityPlantFile(): PlantFile {
  const three = ['early', 'late', 'night'];
  const columns = ['equipment', 'startAt', 'endAt', 'workOrder', 'operation', 'product', 'operators'];
  return parsePlantFile(
    {
      id: 'facility',
      name: 'Facility',
      zone: 'UTC',
      dayStart: '06:00',
      secret: { env: 'GEMBA_BENCH_SECRET' },
      store: 'store',
      equipment: [{ id: 'facility', name: 'Facility', level: 'site', children: listDepartments() }],
      calendar: {
        shifts: [
          { name: 'early', start: '06:00', end: '14:00' },
          { name: 'late', start: '14:00', end: '22:00' },
          { name: 'night', start: '22:00', end: '06:00' },
        ],
        rotation: { anchor: '2012-01-01', days: [three] },
      },
      reasons: stopReasons.map((code) => ({ code, name: code.replace('-', ' '), planned: code === 'maintenance' })),
      defects: [{ code: 'nonconforming', name: 'Nonconforming' }],
      finalOperations: ['Packing'],
      sources: [
        {
          kind: 'csv',
          id: 'mes',
          path: 'log.csv',
          mapping: {
            fact: { kind: 'production', state: 'running' },
            ...Object.fromEntries(columns.map((c) => [c, c])),
          },
        },
      ],
      audiences: roles.map((role) => ({ id: role, role, persons: role === 'shift-lead' ? 'names' : 'none' })),
    },
    'the facility of the bench',
  );
}

function listDepartments(): readonly object[] {
  return Array.from({ length: departmentCount }, (_, department) => ({
    id: `department-${department + 1}`,
    name: `Department ${department + 1}`,
    level: 'area',
    children: Array.from({ length: machineCount }, (_, machine) => machine)
      .filter((machine) => departmentOf(machine) === department)
      .map((machine) => ({
        id: `machine-${machine + 1}`,
        name: `Machine ${machine + 1} - ${craftOf(machine)}`,
        level: 'workUnit',
      })),
  }));
}

/** The facts of so many days up to the reported one, one delivery a day. */
export function* generateFacility(days: number): Generator<readonly AnyFactTable[]> {
  const random = mulberry32(20_120_229);
  const machines = Array.from({ length: machineCount }, (_, i) => createMachine(i, random));
  const firstAt = lastDayAt - (days - 1) * dayMs + dayStartMs;
  let line = 1;
  for (const machine of machines) machine.freeAt = firstAt;
  for (let day = 0; day < days; day++) {
    const production = createColumns('production');
    const states = createColumns('equipmentState');
    const untilAt = firstAt + (day + 1) * dayMs;
    for (const machine of machines)
      while (machine.freeAt < untilAt) addReport(machine, { production, states }, random, ++line);
    yield [production.build(random), states.build(random)] as readonly AnyFactTable[];
  }
}

interface Machine {
  readonly index: number;
  /** How long a piece takes here at best, relative to others. */
  readonly pace: number;
  freeAt: number;
  order: number;
  product: number;
  orderLeft: number;
}

function createMachine(index: number, random: () => number): Machine {
  return { index, pace: 0.7 + random() * 0.6, freeAt: 0, order: 0, product: 0, orderLeft: 0 };
}

let orderCount = 0;

/** A machine is reported on every 43 minutes: 33 times a day. */
function addReport(
  machine: Machine,
  to: { readonly production: Columns<'production'>; readonly states: Columns<'equipmentState'> },
  random: () => number,
  line: number,
): void {
  if (machine.orderLeft <= 0) {
    machine.order = ++orderCount;
    machine.product = Math.floor(random() ** 2 * partCount);
    machine.orderLeft = 20 + Math.floor(random() * 400);
    addSetup(machine, to.production, random, line);
    return;
  }
  const minutes = 1 + Math.floor(-Math.log(1 - random()) * 34);
  const common = commonOf(machine, minutes, line);
  machine.freeAt += (minutes + Math.floor(random() * 13)) * minuteMs;
  if (random() < 0.03) {
    const reason = stopReasons[Math.floor(random() ** 2 * stopReasons.length)] as string;
    to.states.add({ ...common, state: 'down', reason, operators: workerAt(machine, common.startAt, random) });
    return;
  }
  const pieceMinutes = (0.6 + (machine.product % 17) / 8) * machine.pace * (1 + random() ** 3);
  const pieces = Math.floor(minutes / pieceMinutes);
  const scrap = random() < 0.05 ? Math.min(pieces, 1 + Math.floor(random() * 4)) : 0;
  const hold = random() < 0.01 ? Math.min(pieces - scrap, 2) : 0;
  machine.orderLeft -= pieces;
  to.production.add({
    ...common,
    state: 'running',
    operators: workerAt(machine, common.startAt, random),
    completedCount: pieces - scrap - hold,
    scrapCount: scrap,
    holdCount: hold,
    isRework: random() < 0.005 ? 1 : 0,
    ...(scrap > 0 ? { defect: 'nonconforming' } : {}),
  });
}

function addSetup(machine: Machine, production: Columns<'production'>, random: () => number, line: number): void {
  const minutes = 10 + Math.floor(random() * 40);
  const common = commonOf(machine, minutes, line);
  machine.freeAt += minutes * minuteMs;
  const operators = workerAt(machine, common.startAt, random);
  production.add({ ...common, state: 'setup', operators, completedCount: 0, scrapCount: 0, holdCount: 0, isRework: 0 });
}

function commonOf(machine: Machine, minutes: number, line: number) {
  return {
    equipment: `machine-${machine.index + 1}`,
    startAt: machine.freeAt,
    endAt: machine.freeAt + minutes * minuteMs,
    workOrder: `Order ${machine.order}`,
    operation: `${craftOf(machine.index)} ${1 + (machine.index % 4)}`.replace(/^Packing .*/, 'Packing'),
    product: `Part ${machine.product + 1}`,
    orderCount: 400,
    source: 'mes',
    file: 'log.csv',
    line,
  };
}

/** Whoever works the shift at the machine; now and then somebody from elsewhere. */
function workerAt(machine: Machine, at: number, random: () => number): string {
  const shift = Math.floor((((at - dayStartMs) % dayMs) / dayMs) * 3);
  const own = (machine.index * 3 + shift) % workerCount;
  return `w${random() < 0.05 ? Math.floor(random() * workerCount) : own}`;
}

type Row<K extends FactKind> = { readonly [C in ColumnName<K>]?: string | number };

interface Columns<K extends FactKind> {
  add(row: Row<K>): void;
  build(random: () => number): FactTable<K>;
}

/** Columns that grow; identities are random numbers, as keyed hashes are. */
function createColumns<K extends FactKind>(kind: K): Columns<K> {
  const types = Object.entries(factColumns[kind]) as [ColumnName<K>, ColumnType][];
  const numbers = new Map<string, number[]>();
  const texts = new Map<string, { codes: number[]; codeOf: Map<string, number> }>();
  for (const [name, type] of types)
    if (type === 'text') texts.set(name, { codes: [], codeOf: new Map([['', 0]]) });
    else numbers.set(name, []);
  let length = 0;
  return {
    add(row) {
      length++;
      for (const [name, values] of numbers) values.push(Number(row[name as ColumnName<K>] ?? Number.NaN));
      for (const [name, { codes, codeOf }] of texts) {
        const text = String(row[name as ColumnName<K>] ?? '');
        const code = codeOf.get(text) ?? codeOf.size;
        codeOf.set(text, code);
        codes.push(code);
      }
    },
    build(random) {
      const words = Uint32Array.from({ length: length * 4 }, () => random() * 4_294_967_296);
      const identity = new Uint8Array(words.buffer);
      const columns: Record<string, TextColumn | Float64Array> = {};
      for (const [name, values] of numbers) columns[name] = Float64Array.from(values);
      for (const [name, { codes, codeOf }] of texts)
        columns[name] = { dictionary: [...codeOf.keys()], codes: Uint32Array.from(codes) };
      return { kind, length, identity, content: identity, columns: columns as FactTable<K>['columns'] };
    },
  };
}
