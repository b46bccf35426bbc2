/** The lines of a scenario: crafts, paces, buffers, breakdowns, products, all drawn from the seed and the line's id. */
import { createRandom, type Random } from '../../stats/index.ts';
import { hourMs, minuteMs } from '../../time/index.ts';
import type { SimulatedCrew, SimulatedLine, SimulatedMachine, SimulatedProduct } from '../plant/input.ts';
import type { ScenarioPlan } from './options.ts';

const crafts = ['Turning', 'Milling', 'Drilling', 'Grinding', 'Washing', 'Assembly', 'Testing', 'Packing'] as const;
const failureReasons = ['mechanical', 'electrical', 'hydraulic', 'control'] as const;
const defects = ['dimension', 'surface', 'burr', 'leak'] as const;
const productsPerLine = 3;

export interface ScenarioLine {
  readonly line: SimulatedLine;
  readonly products: readonly SimulatedProduct[];
  readonly crews: readonly SimulatedCrew[];
}

/** @param introducedAt when the line's new product is first made; undefined: it has none */
export function createLine(
  index: number,
  machineCount: number,
  introducedAt: number | undefined,
  plan: ScenarioPlan,
): ScenarioLine {
  const id = `line-${index + 1}`;
  const random = createRandom(plan.seed, id, 'scenario');
  const taktMs = 1_000 * Math.round(between(random, 25, 70));
  const machines = Array.from({ length: machineCount }, (_, k) => createMachine(id, k, taktMs, plan.seed));
  const products = Array.from({ length: productsPerLine }, (_, k) => ({
    id: `${id}-product-${k + 1}`,
    pace: round(between(random, 0.85, 1.2), 2),
  }));
  const fresh: SimulatedProduct[] =
    introducedAt === undefined
      ? []
      : [
          {
            id: `${id}-product-new`,
            pace: 1.1,
            introducedAt,
            learning: { slowness: 0.35, scrap: 3, halfLifeMs: 36 * hourMs },
          },
        ];
  const all = [...products, ...fresh];
  return {
    products: all,
    crews: [
      { id: `${id}-operators`, size: 1 },
      { id: `${id}-repair`, size: 1 },
    ],
    line: {
      id,
      name: `Line ${index + 1}`,
      machines,
      products: all.map((product) => product.id),
      orderCount: { kind: 'gamma', mean: 250, scv: 0.3 },
      changeoverMs: {
        otherwise: 12 * minuteMs,
        from: Object.fromEntries(all.map((from) => [from.id, changeoversFrom(from, all, random)])),
      },
      operatorCrew: `${id}-operators`,
      operatorCount: 3,
    },
  };
}

function changeoversFrom(
  from: SimulatedProduct,
  all: readonly SimulatedProduct[],
  random: Random,
): Record<string, number> {
  return Object.fromEntries(
    all.filter((to) => to !== from).map((to) => [to.id, minuteMs * Math.round(between(random, 4, 20))]),
  );
}

function createMachine(line: string, index: number, taktMs: number, seed: number): SimulatedMachine {
  const id = `${line}-machine-${index + 1}`;
  const random = createRandom(seed, id, 'scenario');
  return {
    id,
    name: `${crafts[index % crafts.length]} ${line.slice('line-'.length)}.${index + 1}`,
    places: index === 0 ? 0 : 2 + random.nextIndex(12),
    idealTimeMs: 100 * Math.round((taktMs * between(random, 0.8, 1)) / 100),
    slowness: { kind: 'gamma', mean: round(between(random, 0.03, 0.1), 3), scv: 1.5 },
    failure: {
      timeToFailureMs: { kind: 'exponential', mean: hourMs * Math.round(between(random, 6, 30)) },
      repairTimeMs: { kind: 'lognormal', mean: minuteMs * Math.round(between(random, 8, 40)), scv: 1 },
      reason: failureReasons[random.nextIndex(failureReasons.length)] as string,
      crew: `${line}-repair`,
    },
    scrapRatio: round(between(random, 0.002, 0.015), 4),
    defect: defects[random.nextIndex(defects.length)] as string,
  };
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.nextUniform();
}

export function round(value: number, digits: number): number {
  const scale = Number(`1e${digits}`);
  return Math.round(value * scale) / scale + 0; // -0 + 0 is 0
}
