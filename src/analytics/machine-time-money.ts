/** Machine time in money, to the currency's smallest unit. */
import { hourMs } from '../time/index.ts';
import type { Money } from './finding-rules.ts';

/**
 * Machine time in money, rounded to the currency's smallest unit.
 *
 * @param machineHourRate for an hour, in `currency`
 * @example machineTimeMoney(5_400_000, 65, 'EUR') // { amount: 97.5, currency: 'EUR', atLeast: false }
 */
export function machineTimeMoney(ms: number, machineHourRate: number, currency: string): Money {
  return { amount: rounded((ms / hourMs) * machineHourRate, currency), currency, atLeast: false };
}

/** An amount to the currency's smallest unit. */
export function rounded(amount: number, currency: string): number {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return Math.round(amount * 10 ** digits) / 10 ** digits;
}
