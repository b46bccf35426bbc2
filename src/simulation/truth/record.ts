/** The truth of a simulated plant as records, for scoring what is concluded from its facts. */
import type { UnitState } from '../flow/model.ts';
import { type AnomalyForm, changeForms, type ScrapCauseKind, type StopKind } from '../plant/input.ts';

export const truthSchemaVersion = 1;

/** Why there is no ratio. */
export const unknownRatioReasons = ['no-planned-time', 'no-run-time', 'no-pieces'] as const;

/** 0 to 1, or why there is none. */
export type TrueRatio = number | { readonly kind: 'unknown'; readonly reason: (typeof unknownRatioReasons)[number] };

export interface PlantTruth {
  readonly kind: 'plant';
  readonly schemaVersion: typeof truthSchemaVersion;
  readonly plant: string;
  readonly seed: number;
  readonly zone: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly machineCount: number;
  readonly sensorCount: number;
}

export interface AnomalyTruth {
  readonly kind: 'anomaly';
  readonly id: string;
  readonly tag: string;
  readonly equipment: string;
  readonly form: AnomalyForm;
  readonly startAt: number;
  readonly endAt: number;
  readonly size: number;
  readonly scrapCause?: string | undefined;
}

/** Changes that are planted, and calibrations, which follow from maintenance. */
export const trueChangeForms: readonly [...typeof changeForms, 'calibration'] = [...changeForms, 'calibration'];

export interface ChangeTruth {
  readonly kind: 'change';
  readonly id: string;
  readonly form: (typeof trueChangeForms)[number];
  readonly equipment: string;
  readonly at: number;
  readonly sizes: Readonly<Record<string, number>>;
  readonly product?: string | undefined;
}

export interface PlannedStopTruth {
  readonly kind: 'plannedStop';
  readonly id: string;
  readonly form: StopKind;
  readonly equipment: readonly string[];
  readonly startAt: number;
  readonly endAt: number;
}

export interface ScrapCauseTruth {
  readonly kind: 'scrapCause';
  readonly id: string;
  readonly form: ScrapCauseKind;
  readonly equipment: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly effectEquipment: string;
  readonly effectStartAt: number;
  readonly effectEndAt: number;
  readonly lagMs: number;
  readonly scrapRatio: number;
  readonly defect: string;
  readonly tags: readonly string[];
  readonly scrapCount: number;
  readonly workOrders: readonly string[];
  readonly firstScrapAt?: number | undefined;
  readonly lastScrapAt?: number | undefined;
}

export interface MachineDayTruth {
  readonly kind: 'machineDay';
  readonly equipment: string;
  readonly date: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly plannedMs: number;
  readonly runningMs: number;
  readonly setupMs: number;
  readonly downMs: number;
  readonly waitingRepairMs: number;
  readonly waitingOperatorMs: number;
  readonly starvedMs: number;
  readonly blockedMs: number;
  readonly completedCount: number;
  readonly scrapCount: number;
  readonly scrapByCause: Readonly<Record<string, number>>;
  readonly idealMs: number;
  readonly availability: TrueRatio;
  readonly performance: TrueRatio;
  readonly quality: TrueRatio;
  readonly oee: TrueRatio;
}

export interface LineDayTruth {
  readonly kind: 'lineDay';
  readonly line: string;
  readonly date: string;
  readonly outputCount: number;
  readonly scrapCount: number;
  readonly bottleneck?: string | undefined;
  readonly bottleneckWaitRatio?: number | undefined;
}

export interface StateTruth {
  readonly kind: 'state';
  readonly equipment: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly state: UnitState;
  readonly reason?: string | undefined;
  readonly workOrder?: string | undefined;
  readonly product?: string | undefined;
  readonly because?: string | undefined;
}

/** What each field means: `truthSchema`, `docs/simulation-truth.md`. */
export type TruthRecord =
  | PlantTruth
  | AnomalyTruth
  | ChangeTruth
  | PlannedStopTruth
  | ScrapCauseTruth
  | MachineDayTruth
  | LineDayTruth
  | StateTruth;

export type TruthOf<Kind extends TruthRecord['kind']> = Extract<TruthRecord, { readonly kind: Kind }>;
