/** Nothing is said twice: what one finding accounts for, another one does not repeat. */
import type { Finding, FindingRule } from '../finding-rules.ts';
import { explainedShare } from './thresholds.ts';

interface Explanation {
  /** The finding that is left out. */
  readonly effect: FindingRule;
  /** Those that say it better, together at least half of it. */
  readonly causes: readonly FindingRule[];
  /** Whether the causes must be of the same unit. */
  readonly sameUnit: boolean;
}

/** In this order, so that a cause which is itself left out explains nothing further down. */
const explanations: readonly Explanation[] = [
  { effect: 'downtime', causes: ['breakdown'], sameUnit: false },
  { effect: 'unit-low-run', causes: ['breakdown', 'unit-setup'], sameUnit: true },
  { effect: 'coverage', causes: ['unit-silent', 'unit-low-run'], sameUnit: false },
  { effect: 'quality', causes: ['scrap', 'hold'], sameUnit: false },
  {
    effect: 'oee',
    causes: ['setup', 'downtime', 'breakdown', 'unit-silent', 'unit-low-run', 'coverage'],
    sameUnit: false,
  },
];

export function saidOnce(findings: readonly Finding[]): Finding[] {
  return explanations.reduce<Finding[]>(
    (left, explanation) => left.filter((one) => !isExplained(one, left, explanation)),
    [...findings],
  );
}

function isExplained(one: Finding, all: readonly Finding[], { effect, causes, sameUnit }: Explanation): boolean {
  if (one.rule !== effect || !isLoss(one)) return false;
  const explainedMs = all
    .filter((other) => causes.includes(other.rule) && isLoss(other) && (!sameUnit || other.equipment === one.equipment))
    .reduce((total, other) => total + other.consequenceMs, 0);
  return explainedMs > 0 && explainedMs >= one.consequenceMs * explainedShare;
}

/** A day better than usual is explained by no loss, and explains none. */
function isLoss(one: Finding): boolean {
  if (one.rule === 'oee') return one.params.oee < one.params.usualMedian;
  if (one.rule === 'setup') return one.params.setupRatio > one.params.usualMedian;
  return true;
}
