/** What a plant sets of its KPIs, where standards leave it open or disagree. */
import { compileYieldSettings, type YieldSettings, type YieldsConfig } from './yield-settings.ts';

/**
 * By what the sum of periods is divided for a mean: the failures in the window, or the periods that they and the window's ends
 * cut it into. Editions and commentaries of ISO 22400-2 differ.
 */
export const failureDivisors = ['failures', 'failures-and-one'] as const;
export type FailureDivisor = (typeof failureDivisors)[number];

/**
 * What tells delay (ADET) from down time (ADOT). `order`: delay is lost while an order is on the unit, down time while none
 * is, as ISO 22400-2 and OPC 40001-1 have it. `state`: delay is any reported stop (OutOfService), down time the rest that is
 * lost (NotExecuting), as OPC 40501 has it.
 */
export const delayTimes = ['order', 'state'] as const;
export type DelayTime = (typeof delayTimes)[number];

/** As the plant file says it. */
export interface KpisConfig extends YieldsConfig {
  /** Default: none, and no stop is minor. */
  readonly microStopSeconds?: number | undefined;
  /** Default: `failures-and-one`. */
  readonly mtbfDivisor?: FailureDivisor | undefined;
  /** Default: `failures-and-one`. */
  readonly mttfDivisor?: FailureDivisor | undefined;
  /** Default: `failures`. */
  readonly mttrDivisor?: FailureDivisor | undefined;
  /** Default: `order`. */
  readonly delayTime?: DelayTime | undefined;
}

/** With every default filled in. */
export interface KpiSettings extends YieldSettings {
  /** An unplanned stop or wait that is shorter is a minor stop; 0: none is. Whole ms. */
  readonly microStopMs: number;
  readonly mtbfDivisor: FailureDivisor;
  readonly mttfDivisor: FailureDivisor;
  readonly mttrDivisor: FailureDivisor;
  readonly delayTime: DelayTime;
}

/** @example compileKpiSettings({ microStopSeconds: 120 }).microStopMs // 120000 */
export function compileKpiSettings(config: KpisConfig = {}): KpiSettings {
  const { microStopSeconds = 0, delayTime = 'order' } = config;
  const { mtbfDivisor = 'failures-and-one', mttfDivisor = 'failures-and-one', mttrDivisor = 'failures' } = config;
  return {
    microStopMs: Math.round(microStopSeconds * 1_000),
    mtbfDivisor,
    mttfDivisor,
    mttrDivisor,
    delayTime,
    ...compileYieldSettings(config),
  };
}
