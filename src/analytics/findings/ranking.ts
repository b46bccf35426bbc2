/** The order of findings, and how many there are. */
import type { Finding } from '../finding-rules.ts';
import { findingsMax, perRuleMax } from './thresholds.ts';

/**
 * The greater consequence first: in money where findings have it, where that is equal in machine time. For a sort that
 * is stable, so that equal ones keep the order of the rules and the same facts give the same list.
 */
export function byConsequence(a: Finding, b: Finding): number {
  const inMoney = a.money === undefined || b.money === undefined ? 0 : b.money.amount - a.money.amount;
  return inMoney === 0 ? b.consequenceMs - a.consequenceMs : inMoney;
}

/** At most 12, at most 3 of a rule, those of the greatest consequence. */
export function rankedAndLimited(findings: readonly Finding[]): Finding[] {
  const counts = new Map<string, number>();
  return findings
    .toSorted(byConsequence)
    .filter(({ rule }) => {
      const count = (counts.get(rule) ?? 0) + 1;
      counts.set(rule, count);
      return count <= perRuleMax;
    })
    .slice(0, findingsMax);
}
