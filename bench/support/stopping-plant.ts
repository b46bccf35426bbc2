/**
 * A made-up plant whose machines stop for eight causes, each with marks of its own in length, place, product, time or in
 * what the neighbours do, and where a tenth of what people say is wrong. The same facts each time.
 */
import { compilePlant, type FactRow, type FactTable, type Plant, plantSchema, toTable } from '../../src/model/index.ts';
import { hourMs, minuteMs } from '../../src/time/index.ts';
import { mulberry32 } from './random.ts';

/** So often somebody names any of the causes instead of the true one. */
export const wrongRatio = 0.1;

const areaCount = 4;
const machinesPerArea = 5;
const productCount = 6;
const shiftMs = 8 * hourMs;
const firstAt = Date.UTC(2026, 0, 5, 6);
const causes = ['break', 'material', 'jam', 'tool', 'adjustment', 'check', 'electrical', 'mechanical'] as const;
type Cause = (typeof causes)[number];

export interface StoppingPlant {
  readonly plant: Plant;
  readonly production: FactTable<'production'>;
  readonly equipmentState: FactTable<'equipmentState'>;
  readonly days: number;
  readonly firstAt: number;
}

export function makeStoppingPlant(days: number): StoppingPlant {
  const random = mulberry32(9);
  const production: FactRow<'production'>[] = [];
  const states: FactRow<'equipmentState'>[] = [];
  for (let area = 0; area < areaCount; area++) {
    const shared = listShared(days, random);
    for (let machine = 0; machine < machinesPerArea; machine++)
      runMachine({ area, machine, days, shared, random, production, states });
  }
  return {
    plant: compilePlant(plantOf()),
    production: toTable('production', production),
    equipmentState: toTable('equipmentState', states),
    days,
    firstAt,
  };
}

function plantOf() {
  return plantSchema.parse({
    id: 'made-up',
    name: 'Made-up plant',
    zone: 'UTC',
    dayStart: '06:00',
    equipment: [
      {
        id: 'made-up',
        name: 'Made-up plant',
        level: 'site',
        children: Array.from({ length: areaCount }, (_, area) => ({
          id: `area-${area}`,
          name: `Area ${area}`,
          level: 'area',
          children: Array.from({ length: machinesPerArea }, (_, machine) => ({
            id: unitOf(area, machine),
            name: `Machine ${area}.${machine}`,
            level: 'workUnit',
          })),
        })),
      },
    ],
    calendar: {
      shifts: [
        { name: 'early', start: '06:00', end: '14:00' },
        { name: 'late', start: '14:00', end: '22:00' },
        { name: 'night', start: '22:00', end: '06:00' },
      ],
      rotation: { anchor: '2026-01-05', days: [['early', 'late', 'night']] },
    },
    reasons: causes.map((code) => ({ code, name: code })),
  });
}

const unitOf = (area: number, machine: number): string => `machine-${area}-${machine}`;

interface SharedStop {
  readonly cause: Cause;
  readonly at: number;
  readonly ms: number;
}

/** What stops a whole area: two breaks a shift, and now and then no material. */
function listShared(days: number, random: () => number): SharedStop[] {
  const stops: SharedStop[] = [];
  for (let shift = 0; shift < days * 3; shift++) {
    const at = firstAt + shift * shiftMs;
    for (const hours of [2.5, 5.5]) stops.push({ cause: 'break', at: at + hours * hourMs, ms: 12 * minuteMs });
    if (random() < 0.25)
      stops.push({ cause: 'material', at: at + random() * 7 * hourMs, ms: (15 + random() * 45) * minuteMs });
  }
  return stops.sort((a, b) => a.at - b.at);
}

interface MachineRun {
  readonly area: number;
  readonly machine: number;
  readonly days: number;
  readonly shared: readonly SharedStop[];
  readonly random: () => number;
  readonly production: FactRow<'production'>[];
  readonly states: FactRow<'equipmentState'>[];
}

function runMachine({ area, machine, days, shared, random, production, states }: MachineRun): void {
  const endAt = firstAt + days * 24 * hourMs;
  const jamsPerHour = 0.05 + 0.25 * random() ** 2;
  const failsPerHour = { electrical: 0.004 + 0.03 * random() ** 4, mechanical: 0.004 + 0.03 * random() ** 4 };
  let [at, order, product, orderEndAt, nextShared] = [firstAt, 0, 0, firstAt, 0];
  let toolLeftMs = 4 * hourMs * random();
  let adjustAt = Number.POSITIVE_INFINITY;
  const common = () => ({
    equipment: unitOf(area, machine),
    workOrder: `${unitOf(area, machine)}/${order}`,
    product: `product-${product}`,
    operation: `Operation ${area}`,
  });
  const stop = (cause: Cause, ms: number): void => {
    const told = random() < wrongRatio ? causes[Math.floor(random() * causes.length)] : cause;
    const toAt = Math.round(at + ms);
    states.push({ ...common(), startAt: Math.round(at), endAt: toAt, state: 'down', reason: told as string });
    at = toAt;
  };
  while (at < endAt) {
    if (at >= orderEndAt) {
      order++;
      product = Math.floor(random() * productCount);
      const toAt = Math.round(at + (15 + random() * 30) * minuteMs);
      production.push({ ...common(), startAt: Math.round(at), endAt: toAt, state: 'setup' });
      at = toAt;
      orderEndAt = at + Math.round((4 + random() * 12) * hourMs);
      adjustAt = random() < 0.6 ? at + (2 + random() * 10) * minuteMs : Number.POSITIVE_INFINITY;
    }
    while (nextShared < shared.length && (shared[nextShared] as SharedStop).at < at) nextShared++;
    const next = shared[nextShared];
    const jamRate = jamsPerHour * (product % 3 === 0 ? 3 : 0.6);
    const waits: readonly (readonly [Cause, number])[] = [
      [next?.cause ?? 'break', (next?.at ?? endAt) + random() * 2 * minuteMs],
      ['adjustment', adjustAt],
      ['tool', at + toolLeftMs],
      ['jam', at + exponential(random, jamRate)],
      ['check', at + exponential(random, 0.06)],
      ['electrical', at + exponential(random, failsPerHour.electrical)],
      ['mechanical', at + exponential(random, failsPerHour.mechanical)],
    ];
    const [cause, stopAt] = waits.reduce((first, one) => (one[1] < first[1] ? one : first));
    const toAt = Math.round(Math.min(stopAt, orderEndAt, endAt));
    if (toAt > at)
      production.push({ ...common(), startAt: Math.round(at), endAt: toAt, state: 'running', completedCount: 1 });
    toolLeftMs -= toAt - at;
    at = toAt;
    if (toAt < stopAt - 1) continue;
    if (cause === 'tool') toolLeftMs = (2 + 3 * random()) * hourMs;
    if (cause === 'adjustment') adjustAt = Number.POSITIVE_INFINITY;
    stop(cause, lengthOf(cause, next, random));
  }
}

function exponential(random: () => number, perHour: number): number {
  return (-Math.log(1 - random()) / perHour) * hourMs;
}

/** Lengths spread over a factor around their middle. */
function lengthOf(cause: Cause, shared: SharedStop | undefined, random: () => number): number {
  const around = (minutes: number, factor: number): number => minutes * minuteMs * factor ** (random() + random() - 1);
  switch (cause) {
    case 'break':
    case 'material':
      return (shared?.ms ?? hourMs) + random() * 3 * minuteMs;
    case 'jam':
      return around(2, 4);
    case 'tool':
      return around(10, 2);
    case 'adjustment':
      return around(6, 3);
    case 'check':
      return around(6, 2);
    case 'electrical':
      return around(60, 5);
    case 'mechanical':
      return around(90, 5);
  }
}
