/** The true times, counts and OEE of a production day. */
import type { ProductionDay } from '../../time/index.ts';
import { type UnitState, unitStates } from '../flow/model.ts';
import type { PlantRun } from '../plant/plant-run.ts';
import type { TrueStates } from '../plant/state-log.ts';
import type { TrueRatio, TruthOf } from './record.ts';

/** Times by machine and state, added up over the windows of a day. */
export class DayTimes {
  readonly #times: Float64Array;

  constructor(machineCount: number) {
    this.#times = new Float64Array(machineCount * unitStates.length);
  }

  add({ length, machine, state, startAt, endAt }: TrueStates): void {
    for (let i = 0; i < length; i++) {
      const place = (machine[i] as number) * unitStates.length + (state[i] as number);
      this.#times[place] = (this.#times[place] as number) + (endAt[i] as number) - (startAt[i] as number);
    }
  }

  get(machine: number, state: UnitState): number {
    return this.#times[machine * unitStates.length + unitStates.indexOf(state)] as number;
  }

  startDay(): void {
    this.#times.fill(0);
  }
}

export function listMachineDays(
  { layout, tally }: PlantRun,
  times: DayTimes,
  day: ProductionDay,
): TruthOf<'machineDay'>[] {
  return layout.machines.map(({ id }, m) => {
    const plannedMs = plannedMsOf(times, m);
    const runningMs = times.get(m, 'running');
    const completedCount = tally.completed[m] as number;
    const scrapCount = tally.scrap[m] as number;
    const idealMs = tally.idealMs[m] as number;
    const availability = ratioOf(runningMs, plannedMs, 'no-planned-time');
    const performance = ratioOf(idealMs, runningMs, 'no-run-time');
    const quality = ratioOf(completedCount, completedCount + scrapCount, 'no-pieces');
    return {
      kind: 'machineDay',
      equipment: id,
      date: day.date,
      startAt: day.fromAt,
      endAt: day.toAt,
      plannedMs,
      runningMs,
      setupMs: times.get(m, 'setup'),
      downMs: times.get(m, 'down'),
      waitingRepairMs: times.get(m, 'waitingRepair'),
      waitingOperatorMs: times.get(m, 'waitingOperator'),
      starvedMs: times.get(m, 'starved'),
      blockedMs: times.get(m, 'blocked'),
      completedCount,
      scrapCount,
      scrapByCause: { ...tally.scrapByCauseOf(m) },
      idealMs,
      availability,
      performance,
      quality,
      oee: productOf(availability, performance, quality),
    };
  });
}

export function listLineDays({ layout, tally }: PlantRun, times: DayTimes, day: ProductionDay): TruthOf<'lineDay'>[] {
  return layout.lines.map(({ id, machines }, line) => {
    const first = layout.firstOf[line] as number;
    let scrapCount = 0;
    let bottleneck = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let m = first; m < first + machines.length; m++) {
      scrapCount += tally.scrap[m] as number;
      const planned = plannedMsOf(times, m);
      const share = (times.get(m, 'starved') + times.get(m, 'blocked')) / planned;
      if (planned > 0 && share < least) {
        least = share;
        bottleneck = m;
      }
    }
    return {
      kind: 'lineDay',
      line: id,
      date: day.date,
      outputCount: tally.completed[first + machines.length - 1] as number,
      scrapCount,
      ...(bottleneck < 0 ? {} : { bottleneck: layout.machines[bottleneck]?.id as string, bottleneckWaitRatio: least }),
    };
  });
}

function plannedMsOf(times: DayTimes, machine: number): number {
  return unitStates.reduce((sum, state) => sum + (state === 'closed' ? 0 : times.get(machine, state)), 0);
}

function ratioOf(part: number, whole: number, reason: Extract<TrueRatio, object>['reason']): TrueRatio {
  return whole > 0 ? part / whole : { kind: 'unknown', reason };
}

function productOf(...ratios: readonly TrueRatio[]): TrueRatio {
  let product = 1;
  for (const ratio of ratios) {
    if (typeof ratio !== 'number') return ratio;
    product *= ratio;
  }
  return product;
}
