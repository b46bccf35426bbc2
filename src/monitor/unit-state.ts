/** What a unit is doing now. */
import { type Activity, findStateFact, lastRowBefore, stateAt, type UnitActivity } from '../analytics/index.ts';
import { signalSourceId, textAt } from '../model/index.ts';
import type { LiveState } from './live.ts';

/** @param isSilent of a unit with sensors: whether they say nothing that can be relied on; undefined where it has none */
export function liveStateOf(
  activity: Activity,
  unit: UnitActivity,
  nowMs: number,
  isSilent: boolean | undefined,
): LiveState {
  const { state, sinceAt } = stateAt(unit, nowMs);
  if (state === 'silent' || sinceAt === undefined) {
    const reason = isSilent === undefined ? 'not-reported' : isSilent ? 'tags-silent' : 'no-rule-holds';
    return { kind: 'unknown', reason, sinceAt };
  }
  const fact = findStateFact(activity, unit, state, nowMs);
  const row = lastRowBefore(unit, nowMs);
  const { product, operation, workOrder } = activity.production.columns;
  const last = (column: typeof product): string | undefined =>
    row === undefined ? undefined : textAt(column, row) || undefined;
  return {
    kind: 'known',
    state,
    origin: fact?.source === signalSourceId ? 'signals' : 'reports',
    sinceAt,
    reason: fact?.reason || undefined,
    product: last(product),
    operation: last(operation),
    workOrder: last(workOrder),
  };
}
