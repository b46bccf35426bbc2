/** What a finding's machine time and pieces cost, where the plant has rates. `docs/reports/findings.md` says it in words. */
import { findPieceValue, type Plant, type Rates } from '../../model/index.ts';
import type { Times } from '../figures.ts';
import type { Finding, FindingRule, Money } from '../finding-rules.ts';
import { machineTimeMoney, rounded } from '../machine-time-money.ts';
import type { FindingContext } from './context.ts';

/** So much of what a finding counts is of this unit. */
interface Share {
  readonly equipment: string;
  readonly weight: number;
}

/** The times that plant-wide figures add up over units; a rule without one has no time that was measured on units. */
const summedTimes: Readonly<Partial<Record<FindingRule, (times: Times) => number>>> = {
  'no-facts': ({ plannedMs }) => plannedMs,
  oee: ({ plannedMs, extraMs }) => plannedMs + extraMs,
  setup: ({ setupMs }) => setupMs,
  downtime: ({ downMs }) => downMs,
  coverage: ({ silentPlannedMs }) => silentPlannedMs,
};

/** The findings with their consequence in money; as they are where the plant has no rates. */
export function withMoney(findings: readonly Finding[], context: FindingContext): Finding[] {
  const { plant } = context.activity;
  const { rates } = plant;
  if (rates === undefined) return [...findings];
  return findings.map((finding): Finding => {
    const rate = meanRate(sharesOf(finding, context), plant, rates);
    const time = machineTimeMoney(finding.consequenceMs, rate, rates.currency);
    return { ...finding, money: withPieces(finding, time, rates) };
  });
}

/**
 * Machine time with the pieces that are lost for good. Held ones are not lost yet. A product without a value, and the
 * quality of all products, leave machine time alone and so a lower bound.
 */
function withPieces(finding: Finding, time: Money, rates: Rates): Money {
  if (finding.rule === 'quality') return { ...time, atLeast: finding.params.scrap > 0 };
  if (finding.rule !== 'scrap') return time;
  const { product, scrap } = finding.params;
  const value = findPieceValue(rates, product);
  if (value === undefined) return { ...time, atLeast: true };
  return { ...time, amount: rounded(time.amount + scrap * value, rates.currency) };
}

function sharesOf(finding: Finding, { history, pieceRows }: FindingContext): readonly Share[] {
  if (finding.rule === 'scrap' || finding.rule === 'hold') {
    const { rule, params } = finding;
    return pieceRows
      .filter(({ product, operation }) => product === params.product && operation === params.operation)
      .map((row) => ({ equipment: row.equipment, weight: row[rule] }));
  }
  if (finding.equipment !== undefined) return [{ equipment: finding.equipment, weight: 1 }];
  const timeOf = summedTimes[finding.rule];
  if (timeOf === undefined) return [];
  return history.units.map(({ now }) => ({ equipment: now.equipment, weight: timeOf(now.times) }));
}

/** The rates of the units, weighed by their shares; the plant's where there is nothing to weigh. */
function meanRate(shares: readonly Share[], plant: Plant, { machineHour }: Rates): number {
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return machineHour;
  const rateOf = (id: string): number => plant.equipment.find(id)?.machineHourRate ?? machineHour;
  return shares.reduce((sum, { equipment, weight }) => sum + weight * rateOf(equipment), 0) / total;
}
