/**
 * What a simulated plant is: plain data that can be written as JSON. Everything that happens by plan stands in it with
 * its instants; everything that happens by chance is drawn from `seed` and the ids, in a stream for each machine and
 * sensor, so that adding one does not change the others.
 */
import type { UnitSignalsConfig } from '../../model/index.ts';
import type { Distribution } from '../../stats/index.ts';
import type { Interval, LocalDate, ShiftCalendarConfig, WallTime } from '../../time/index.ts';

export interface SimulatedPlantInput {
  readonly id: string;
  readonly name: string;
  /** Whole, 0 to 2^32 − 1. */
  readonly seed: number;
  /** IANA zone. */
  readonly zone: string;
  readonly dayStart: WallTime;
  readonly calendar: ShiftCalendarConfig;
  /** First production day. */
  readonly from: LocalDate;
  /** Production days, 1 to 3,700. */
  readonly days: number;
  readonly products: readonly SimulatedProduct[];
  readonly crews: readonly SimulatedCrew[];
  readonly lines: readonly SimulatedLine[];
  readonly stops: readonly SimulatedStop[];
  readonly shortages: readonly SimulatedShortage[];
  readonly scrapCauses: readonly ScrapCause[];
  readonly sensors: readonly SimulatedSensor[];
  readonly anomalies: readonly PlantedAnomaly[];
  readonly changes: readonly LegitimateChange[];
  /** Whether starved and blocked machines are reported as that; else, and where absent, as stops for this reason. */
  readonly tellsWaiting?: boolean;
}

export interface SimulatedProduct {
  readonly id: string;
  /** What a piece takes, relative to the machine's ideal time. */
  readonly pace: number;
  /** When it is first made; always, where absent. */
  readonly introducedAt?: number;
  /**
   * How a new product is learnt: pieces take `slowness` longer (a share) and scrap is `scrap` times as frequent at first,
   * both halved towards normal every `halfLifeMs`.
   */
  readonly learning?: { readonly slowness: number; readonly scrap: number; readonly halfLifeMs: number };
}

/** People of whom each does one thing at a time. */
export interface SimulatedCrew {
  readonly id: string;
  readonly size: number;
}

/** Machines in a row; the first always has material but for shortages, the last can always deliver. */
export interface SimulatedLine {
  readonly id: string;
  readonly name: string;
  readonly machines: readonly SimulatedMachine[];
  /** Products it makes, chosen order by order with equal chance among those introduced. */
  readonly products: readonly string[];
  /** Pieces of an order; rounded, at least 1. */
  readonly orderCount: Distribution;
  /** Time to change from one product to another, ms, by product before and after; where it names none, `otherwise`. */
  readonly changeoverMs: {
    readonly otherwise: number;
    readonly from?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
  /** Crew that changes over; without one, machines change over by themselves. */
  readonly operatorCrew?: string;
  /** Operators who stand in production facts, in each shift; default 1. */
  readonly operatorCount?: number;
}

export interface SimulatedMachine {
  readonly id: string;
  readonly name: string;
  /** Places for pieces in front of it; 0 for the first of a line. */
  readonly places: number;
  /** Ideal time of a piece of pace 1, ms. */
  readonly idealTimeMs: number;
  /** The share by which a piece takes longer than ideal. */
  readonly slowness: Distribution;
  readonly failure?: {
    /** Working time between failures, ms. */
    readonly timeToFailureMs: Distribution;
    readonly repairTimeMs: Distribution;
    /** Code of the stop reason. */
    readonly reason: string;
    readonly crew?: string;
  };
  /** How its sensors tell its states, pieces and product, in the plant file; nothing of the simulation. Default: they do not. */
  readonly signals?: UnitSignalsConfig;
  /** Share of pieces that are scrap without a planted cause. */
  readonly scrapRatio: number;
  /** Code of the defect of such pieces. */
  readonly defect: string;
}

export const stopKinds = ['maintenance', 'shutdown'] as const;
export type StopKind = (typeof stopKinds)[number];

/** Machines that are not meant to work for a time: planned maintenance, or a part of the plant shut down. */
export interface SimulatedStop extends Interval {
  readonly id: string;
  readonly kind: StopKind;
  readonly machines: readonly string[];
}

/** A time in which a line gets no material. */
export interface SimulatedShortage extends Interval {
  readonly line: string;
}

export const scrapCauseKinds = ['wornTool', 'supplierBatch', 'temperatureExcursion'] as const;
export type ScrapCauseKind = (typeof scrapCauseKinds)[number];

/**
 * Why pieces become scrap. The cause holds from `fromAt` to `toAt` at `machine`; pieces served at `effectMachine` from
 * `effectFromAt` to `effectToAt` are scrap with the chance `scrapRatio`, beside the machine's own. A worn tool's chance
 * grows from 0 to `scrapRatio` over the effect. Of a supplier batch only pieces of orders begun from `fromAt` to `toAt`.
 */
export interface ScrapCause extends Interval {
  readonly id: string;
  readonly kind: ScrapCauseKind;
  readonly machine: string;
  readonly effectMachine: string;
  readonly effectFromAt: number;
  readonly effectToAt: number;
  readonly scrapRatio: number;
  readonly defect: string;
}

/** What a sensor shows while its machine is in a state. */
export interface SignalLevels {
  readonly running: number;
  /** Starved, blocked, waiting or down. */
  readonly idle: number;
  readonly setup: number;
  /** Not meant to work. */
  readonly off: number;
}

export interface MeasuredSignal {
  readonly levels: SignalLevels;
  /** Added while running, by product. */
  readonly productOffsets?: Readonly<Record<string, number>>;
  /** Time constant with which it follows its level, ms; 0: at once. */
  readonly lagMs: number;
  /** Amplitudes of the seasons, in its unit; the day's peak is at 15:00 UTC, the week's on Thursday. */
  readonly dailyAmplitude: number;
  readonly weeklyAmplitude: number;
  /** Standard deviation of noise that is new with each reading. */
  readonly whiteDeviation: number;
  /** Standard deviation of noise that lasts: AR(1), `correlation` from one reading to the next. */
  readonly slowDeviation: number;
  readonly correlation: number;
  /** Ageing of the sensor, in its unit a day. */
  readonly driftPerDay: number;
  /** Whether maintenance of its machine sets the drift back to 0. */
  readonly isCalibrated: boolean;
  /** Values are whole multiples of it: a whole number, or 1 divided by one. */
  readonly resolution: number;
}

export interface SimulatedSensor {
  /** The tag's id. */
  readonly id: string;
  readonly name: string;
  readonly machine: string;
  /**
   * `counter`: pieces since the beginning, beginning anew at `rollover`; `state`: the machine's state as text; `product`:
   * what it makes or made last, as text; `none` before the first.
   */
  readonly kind: 'measure' | 'counter' | 'state' | 'product';
  /** UCUM code. */
  readonly unit: string;
  readonly intervalMs: number;
  /** Physical range; readings stay within it. */
  readonly min?: number;
  readonly max?: number;
  /** Of a `measure`. */
  readonly signal?: MeasuredSignal;
  /** Which pieces a `counter` counts; default `served`: all, good or not. */
  readonly counts?: 'served' | 'scrap';
  /** Of a `counter`; default 2^32. */
  readonly rollover?: number;
  /** Share of readings that never come, at random; default 0. */
  readonly lossRatio?: number;
}

export const anomalyForms = ['spike', 'level', 'drift', 'noise', 'stuck', 'silence'] as const;
export type AnomalyForm = (typeof anomalyForms)[number];

/**
 * What a detector should find. `spike`, `level`: `size` is added; `drift`: grows from 0 to `size`; `noise`: noise is
 * `size` times as strong; `stuck`: the last value is repeated; `silence`: no readings. Only readings within it differ.
 */
export interface PlantedAnomaly extends Interval {
  readonly id: string;
  readonly sensor: string;
  readonly form: AnomalyForm;
  /** In the sensor's unit, of `noise` a factor; 0 for `stuck` and `silence`. */
  readonly size: number;
  /** The scrap cause that shows in it. */
  readonly cause?: string;
}

export const changeForms = ['newProduct', 'newRecipe', 'maintenance'] as const;
export type ChangeForm = (typeof changeForms)[number];

/** A change of regime that is meant, and that a detector should not call an anomaly. */
export interface LegitimateChange {
  readonly id: string;
  readonly form: ChangeForm;
  readonly machine: string;
  readonly at: number;
  /** Added to these sensors from `at` on, while running; nothing for a new product, whose offsets are the sensors' own. */
  readonly sizes: Readonly<Record<string, number>>;
  /** The product, of `newProduct`. */
  readonly product?: string;
}
