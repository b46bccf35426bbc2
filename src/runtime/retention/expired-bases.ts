/**
 * Which of the facts a report stands on are gone. Such a report can no longer be held against the facts: where it would
 * come out otherwise today, that may be for what is missing, so it is neither called changed nor sent again.
 */
import type { HistorySnapshot } from '../../history/index.ts';
import type { FactKind } from '../../model/index.ts';
import type { ReportManifest } from '../../reports/index.ts';
import { dayMs, type Interval } from '../../time/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import { policyOf, retentionRun } from './due.ts';
import { reportReach } from './report-reach.ts';
import { tagsOfSignals } from './tags-kept.ts';

/** Facts of a kind of before an instant, of which a report was made, are gone. */
export interface ExpiredBasis {
  readonly kind: FactKind;
  readonly beforeAt: number;
}

/** What of an open plant it takes. */
export type ExpiredBasesPlant = Pick<OpenPlant, 'file' | 'state'>;

const weeksBackMs = 93 * dayMs;

/** Kinds whose facts a report of the window reads and that have expired in the time it reads; one entry a kind. */
export function listExpiredBases(
  { file }: Pick<ExpiredBasesPlant, 'file'>,
  snapshot: Pick<HistorySnapshot, 'findExpiry'>,
  window: Interval,
): readonly ExpiredBasis[] {
  const { eventsFromAt = Number.NEGATIVE_INFINITY, readingsFromAt } = reportReach(file, window);
  // A day is worked out with the readings of the day before it.
  const readingsAt = Math.max(readingsFromAt ?? Number.NEGATIVE_INFINITY, window.fromAt - weeksBackMs) - dayMs;
  const read: readonly (readonly [kind: FactKind, fromAt: number, place?: string])[] = [
    ['production', eventsFromAt],
    ['equipmentState', eventsFromAt],
    ['gap', window.fromAt],
    ['refusal', window.fromAt],
    ...[...tagsOfSignals(file.equipment)].map((tag) => ['reading', readingsAt, tag] as const),
  ];
  const expired = new Map<FactKind, number>();
  for (const [kind, fromAt, place] of read) {
    const beforeAt = snapshot.findExpiry(kind, place);
    if (beforeAt !== undefined && beforeAt > fromAt)
      expired.set(kind, Math.max(beforeAt, expired.get(kind) ?? Number.NEGATIVE_INFINITY));
  }
  return [...expired].map(([kind, beforeAt]) => ({ kind, beforeAt }));
}

/**
 * Since when reports read no further back than the policy of now lets them, UTC epoch ms: those made before may have read
 * more, and would come out otherwise for that alone. Undefined where they read the same, as while history is younger than
 * the policy is long.
 */
export async function findShorterReachSince(
  { file, state }: ExpiredBasesPlant,
  snapshot: Pick<HistorySnapshot, 'findExtent'>,
  window: Interval,
): Promise<number | undefined> {
  if (file.retention === undefined) return undefined;
  const policy = policyOf(file);
  const [entry] = (await state.audit.list({ action: 'expire', limit: notesMax })).filter(
    ({ detail }) => detail['policy'] === policy && detail['isFirst'] === true,
  );
  const { eventsFromAt, readingsFromAt } = reportReach(file, window);
  const isCut =
    startsBefore(snapshot, ['production', 'equipmentState'], eventsFromAt) ||
    startsBefore(snapshot, ['reading'], readingsFromAt);
  if (entry === undefined && !isCut) return undefined;
  const runs = await state.runs.list({ kind: retentionRun, limit: notesMax });
  const own = runs.filter(({ subject }) => subject === policy);
  // Not applied yet: all there are were made before it.
  return own.at(-1)?.startedAt ?? Number.POSITIVE_INFINITY;
}

const notesMax = 10_000;

function startsBefore(
  snapshot: Pick<HistorySnapshot, 'findExtent'>,
  kinds: readonly FactKind[],
  at: number | undefined,
): boolean {
  if (at === undefined) return false;
  return kinds.some((kind) => (snapshot.findExtent(kind)?.fromAt ?? Number.POSITIVE_INFINITY) < at);
}

/**
 * What a sent report stands on that is gone, or is not read any more because the policy was made shorter since; empty where
 * it may be held against the facts of today.
 *
 * @param madeAt when it was made, UTC epoch ms
 */
export async function listMissingBases(
  plant: ExpiredBasesPlant,
  snapshot: Pick<HistorySnapshot, 'findExpiry' | 'findExtent'>,
  { window }: Pick<ReportManifest, 'window'>,
  madeAt: number,
): Promise<readonly ExpiredBasis[]> {
  const expired = listExpiredBases(plant, snapshot, window);
  if (expired.length > 0) return expired;
  const since = await findShorterReachSince(plant, snapshot, window);
  if (since === undefined || madeAt >= since) return [];
  const { eventsFromAt, readingsFromAt } = reportReach(plant.file, window);
  const unread = [
    { kind: 'production', beforeAt: eventsFromAt },
    { kind: 'equipmentState', beforeAt: eventsFromAt },
    { kind: 'reading', beforeAt: readingsFromAt },
  ] as const;
  return unread.flatMap(({ kind, beforeAt }) => (beforeAt === undefined ? [] : [{ kind, beforeAt }]));
}
