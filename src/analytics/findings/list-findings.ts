/** Findings of a window: every rule, nothing said twice, ranked by consequence. */
import type { Finding } from '../finding-rules.ts';
import { breakdownFindings } from './breakdown.ts';
import { createComparisons, type FindingContext, finding } from './context.ts';
import { withMoney } from './money.ts';
import { pieceFindings } from './piece-rules.ts';
import { plantFindings } from './plant-rules.ts';
import { rankedAndLimited } from './ranking.ts';
import { saidOnce } from './said-once.ts';
import { unitFindings } from './unit-rules.ts';

export interface RankedFindings {
  /** By money where the plant has rates, else by machine time. */
  readonly findings: readonly Finding[];
  /** By machine time, without money: what a plant without rates has. */
  readonly findingsByTime: readonly Finding[];
}

/** Both rankings keep at most 12, at most 3 of a rule. */
export function listFindings(context: FindingContext): RankedFindings {
  const found = findAll(context);
  return { findings: rankedAndLimited(withMoney(found, context)), findingsByTime: rankedAndLimited(found) };
}

/** Which findings there are is a matter of machine time alone, so rates change none of it. */
function findAll(context: FindingContext): readonly Finding[] {
  const { completeness, history, kpis } = context;
  const { plannedMs, runMs, setupMs, downMs } = history.plant.now.times;
  // What sensors tell is no report, but it is not nothing.
  if (completeness.accepted === 0 && runMs + setupMs + downMs === 0) {
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
  if (found.length > 0) return found;
  const compared = kpis.filter(({ equipment, standing }) => equipment === undefined && standing !== 'unknown');
  if (compared.length === 0) return [];
  const outside = compared.filter(({ standing }) => standing !== 'within').map(({ kpi }) => kpi);
  return [
    finding(
      'as-usual',
      { comparedCount: compared.length, outside: outside.join(' ') },
      { consequenceMs: 0, owner: 'production' },
    ),
  ];
}
