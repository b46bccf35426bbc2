/** Breakdowns of one unit: its reported stops that no plan foresaw. */
import { totalMs, union } from '../../time/index.ts';
import type { StopRow } from '../daily-analysis.ts';
import type { Finding } from '../finding-rules.ts';
import { type FindingContext, finding } from './context.ts';
import { breakdownDecisionMsMin, breakdownMsMin } from './thresholds.ts';

export function breakdownFindings({ activity, stops, window }: FindingContext): Finding[] {
  const found: Finding[] = [];
  for (const { equipment } of activity.units) {
    const own = stops.filter((stop) => stop.equipment === equipment.id && !stop.isPlanned);
    const starts = own.map(({ startAt }) => Math.max(startAt, window.fromAt));
    const ends = own.map(({ endAt }) => Math.min(endAt, window.toAt));
    const down = union(starts, ends);
    const downMs = totalMs(down);
    const isOpen = own.some(({ endAt }) => endAt > window.toAt);
    if (downMs < breakdownMsMin) continue;
    found.push(
      finding(
        'breakdown',
        {
          downMs,
          stopCount: own.length,
          longestMs: Math.max(...ends.map((end, i) => end - (starts[i] as number))),
          reason: mainReason(own, starts, ends),
          open: isOpen ? 'yes' : 'no',
        },
        {
          equipment: equipment.id,
          consequenceMs: downMs,
          sinceAt: Math.min(...own.map(({ startAt }) => startAt)),
          owner: 'maintenance',
          needsDecision: isOpen || downMs >= breakdownDecisionMsMin,
        },
      ),
    );
  }
  return found;
}

/** The reason with the most time; of equal ones the first in the alphabet. */
function mainReason(stops: readonly StopRow[], starts: readonly number[], ends: readonly number[]): string {
  const msOf = new Map<string, number>();
  stops.forEach(({ reason }, i) => {
    msOf.set(reason, (msOf.get(reason) ?? 0) + (ends[i] as number) - (starts[i] as number));
  });
  return [...msOf].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0] ?? '';
}
