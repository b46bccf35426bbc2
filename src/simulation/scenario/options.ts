import { type LocalDate, parseWallTime, type WallTime } from '../../time/index.ts';

export interface PlantScenarioOptions {
  /** Whole, 0 to 2^32 − 1. Default 1. */
  readonly seed?: number;
  /** Default 24. */
  readonly machines?: number;
  /** Spread evenly over the machines, the first ones getting what is over. Default 80. */
  readonly tags?: number;
  /** Default 6; the last line has what is left. */
  readonly machinesPerLine?: number;
  /** Production days. Default 7. */
  readonly days?: number;
  /** First production day. Default 2026-03-02, a Monday. */
  readonly from?: LocalDate;
  /** When production days, and the first of their three shifts, begin. Default 06:00. */
  readonly dayStart?: WallTime;
  /** Whether all days are like Monday to Friday; otherwise there is one shift on Saturday and none on Sunday. Default false. */
  readonly worksDaily?: boolean;
  /** IANA zone. Default Europe/Berlin. */
  readonly zone?: string;
  /** Between two readings of a tag, ms. Default 1,000. */
  readonly intervalMs?: number;
  /** One measuring sensor in so many gets an anomaly. Default 10. */
  readonly sensorsPerAnomaly?: number;
  /** One line in so many gets each of: a cause of scrap, a new product, a shutdown, a shortage. Default 3. */
  readonly linesPerEvent?: number;
  /** Share of readings that never come. Default 0. */
  readonly lossRatio?: number;
  /** Whether machines tell that they are starved or blocked; else these are stops for this reason. Default false. */
  readonly tellsWaiting?: boolean;
}

/** Options with their defaults. */
export type ScenarioPlan = Required<PlantScenarioOptions>;

/** @throws RangeError for counts that are not whole or out of range */
export function planOf(options: PlantScenarioOptions): ScenarioPlan {
  const plan: ScenarioPlan = {
    seed: 1,
    machines: 24,
    tags: 80,
    machinesPerLine: 6,
    days: 7,
    from: '2026-03-02',
    dayStart: '06:00',
    worksDaily: false,
    zone: 'Europe/Berlin',
    intervalMs: 1_000,
    sensorsPerAnomaly: 10,
    linesPerEvent: 3,
    lossRatio: 0,
    tellsWaiting: false,
    ...options,
  };
  const counts = ['machines', 'machinesPerLine', 'days', 'intervalMs', 'sensorsPerAnomaly', 'linesPerEvent'] as const;
  for (const name of counts)
    if (!(Number.isInteger(plan[name]) && plan[name] >= 1))
      throw new RangeError(`${name} is a whole number from 1, got ${plan[name]}.`);
  if (!(Number.isInteger(plan.tags) && plan.tags >= 0))
    throw new RangeError(`tags is a whole number from 0, got ${plan.tags}.`);
  if (parseWallTime(plan.dayStart) === undefined)
    throw new RangeError(`dayStart is a wall time such as 06:00, got '${plan.dayStart}'.`);
  return plan;
}
