import { describe, expect, it } from 'vitest';
import type { ComparedKpi, Finding } from '../../../src/analytics/index.ts';
import { exactly } from '../../../src/model/index.ts';
import { allFindingRules } from '../../../src/reports/documents/findings.ts';
import { rankedFindings } from '../../../src/reports/documents/ranked-findings.ts';

const hour = 3_600_000;
const usual = { usualP10: 7, usualP90: 204, usualCount: 8 };
const run = (median: number | undefined): ComparedKpi => ({
  kpi: 'runMs',
  equipment: undefined,
  value: exactly(100 * hour),
  usual:
    median === undefined
      ? { kind: 'unknown', reason: 'too-little-history', count: 2 }
      : { kind: 'known', count: 8, median, p10: 0, p90: 2 * median },
  standing: 'within',
  target: undefined,
  last28: [],
});
const finished = (value: number, median: number): Finding => ({
  rule: 'finished',
  equipment: undefined,
  consequenceMs: hour,
  money: undefined,
  params: { ...usual, usualMedian: median, finished: value, low: value, high: value },
  sinceAt: undefined,
  owner: 'production',
  needsDecision: true,
});
const breakdown = (ms: number): Finding => ({
  rule: 'breakdown',
  equipment: 'm',
  consequenceMs: ms,
  money: undefined,
  params: { downMs: ms, stopCount: 1, longestMs: ms, reason: '', open: 'no' },
  sinceAt: undefined,
  owner: 'maintenance',
  needsDecision: true,
});
const rulesOf = (found: readonly Finding[]): string[] => found.map(({ rule }) => rule);

describe('a shortfall in finished pieces', () => {
  it.each([
    [4, 40, 90 * hour, 'the share that is missing, in the run time of a usual day'],
    [80, 40, 50 * hour, 'the share that is on top'],
    [0, 40, 100 * hour, 'a whole usual day where nothing was finished'],
    [0, 0, hour, 'its own where nothing is usual'],
  ])('of %d against a usual %d weighs %d ms: %s', (value, median, expected) => {
    const [found] = rankedFindings({ findings: [finished(value, median)], kpis: [run(100 * hour)] }, 'director', [
      'finished',
    ]);
    expect(found?.consequenceMs).toBe(expected);
  });

  it('leads before a breakdown of half a day, and stays behind one where no usual day is known', () => {
    const findings = [breakdown(12 * hour), finished(4, 40)];
    const order = (median: number | undefined): string[] =>
      rulesOf(rankedFindings({ findings, kpis: [run(median)] }, 'director', allFindingRules));
    expect(order(100 * hour)).toEqual(['finished', 'breakdown']);
    expect(order(undefined)).toEqual(['breakdown', 'finished']);
  });
});

describe('with rates', () => {
  const rates = { currency: 'EUR', machineHour: 50, pieceValues: {} };
  const priced = (one: Finding, amount: number): Finding => ({
    ...one,
    money: { amount, currency: 'EUR', atLeast: false },
  });
  const findings = [priced(breakdown(2 * hour), 5000), priced(finished(4, 40), 65)];
  const rank = (of: readonly Finding[]) =>
    rankedFindings({ findings: of, kpis: [run(100 * hour)] }, 'director', allFindingRules, rates);

  it('a shortfall costs the weighed time at the plant’s rate, and ranks by that', () => {
    const [first, second] = rank(findings);
    expect(first).toMatchObject({ rule: 'breakdown', money: { amount: 5000 } });
    expect(second).toMatchObject({
      rule: 'finished',
      consequenceMs: 90 * hour,
      money: { amount: 4500, currency: 'EUR' },
    });
    expect(rulesOf(rank([priced(breakdown(100 * hour), 4499), findings[1] as Finding]))).toEqual([
      'finished',
      'breakdown',
    ]);
  });

  it('a shortfall that weighs no more than its pieces keeps their money', () => {
    const long = priced({ ...finished(4, 40), consequenceMs: 91 * hour }, 66);
    expect(rank([long])).toEqual([long]);
  });
});

describe('a role', () => {
  const findings = [breakdown(hour), finished(4, 40)];
  const kpis = [run(100 * hour)];

  it('reads first what it can act on, then the rest; the director by consequence alone', () => {
    expect(rulesOf(rankedFindings({ findings, kpis }, 'maintenance', allFindingRules))).toEqual([
      'breakdown',
      'finished',
    ]);
    expect(rulesOf(rankedFindings({ findings, kpis }, 'production', allFindingRules))).toEqual([
      'finished',
      'breakdown',
    ]);
    expect(rulesOf(rankedFindings({ findings, kpis }, 'director', allFindingRules))).toEqual(['finished', 'breakdown']);
  });

  it('reads nothing of a rule that is not its own', () => {
    expect(rankedFindings({ findings, kpis }, 'quality', ['scrap', 'hold'])).toEqual([]);
  });
});
