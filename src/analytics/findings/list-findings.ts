/** Findings of a window: every rule, nothing said twice, ranked by consequence. */
import type { Finding } from '../finding-rules.ts';
import { breakdownFindings } from './breakdown.ts';
import { createComparisons, type FindingContext, finding } from './context.ts';
import { pieceFindings } from './piece-rules.ts';
import { plantFindings } from './plant-rules.ts';
import { saidOnce } from './said-once.ts';
import { findingsMax, perRuleMax } from './thresholds.ts';
import { unitFindings } from './unit-rules.ts';

/** At most 12, at most 3 of a rule, the one of most machine time first. */
export function listFindings(context: FindingContext): Finding[] {
  const { completeness, history, kpis } = context;
  if (completeness.accepted === 0) {
    const { plannedMs } = history.plant.now.times;
    return [
      finding(
        'no-facts',
        { plannedMs },
        { consequenceMs: plannedMs, owner: 'production', needsDecision: plannedMs > 0 },
      ),
    ];
  }
  const compare = createComparisons(kpis);
  const found = saidOnce([
    ...plantFindings(context, compare),
    ...breakdownFindings(context),
    ...unitFindings(context, compare),
    ...pieceFindings(context),
  ]);
  if (found.length > 0) return limited(ranked(found));
  const comparedCount = kpis.filter(
    ({ equipment, standing }) => equipment === undefined && standing !== 'unknown',
  ).length;
  return comparedCount === 0 ? [] : [finding('as-usual', { comparedCount }, { consequenceMs: 0, owner: 'production' })];
}

/** Equal consequences stand in the order of the rules, so that the same facts give the same list. */
function ranked(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => b.consequenceMs - a.consequenceMs);
}

function limited(findings: readonly Finding[]): Finding[] {
  const counts = new Map<string, number>();
  return findings
    .filter(({ rule }) => {
      const count = (counts.get(rule) ?? 0) + 1;
      counts.set(rule, count);
      return count <= perRuleMax;
    })
    .slice(0, findingsMax);
}
