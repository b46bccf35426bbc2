/** What a policy keeps, what that takes, and what it removes next: worked out before anything is removed. */
import { type RollupLevel, rollupLevels } from '../../analytics/index.ts';
import type { DaySize, ExpiringFacts } from '../../history/index.ts';
import type { FactKind } from '../../model/index.ts';
import { dayMs } from '../../time/index.ts';
import { type DiskStatus, readDiskStatus } from '../disk/disk-status.ts';
import { type DailyGrowth, growthDaysMax, growthOf } from '../disk/growth.ts';
import type { OpenPlant } from '../open-plant.ts';
import { cutsNothing, retentionCut } from './cut.ts';
import { nextRetentionAt } from './due.ts';
import { readGroupShares } from './group-shares.ts';
import { daysOf, parsePeriod } from './period.ts';
import { listRetentionProblems } from './problems.ts';
import { listRetentionNotes } from './report-reach.ts';
import { usualRetention } from './usual.ts';

/** One kind of facts, one group of tags, or one level of rollups. */
export interface PlannedPart {
  readonly what: ExpiringFacts['what'];
  /** As the policy says; `forever` where it says nothing. */
  readonly kept: string;
  /** Of a group of tags about: by how many readings it has had in the last days. */
  readonly byteLength: number;
  readonly rowCount: number;
  /** At the growth of the last 30 days. */
  readonly bytesPerYear: number | undefined;
  /** Once it has been kept for its whole time; undefined for what is kept for ever, or whose growth is not known. */
  readonly fullByteLength: number | undefined;
}

export interface RetentionPlan {
  readonly at: number;
  /** Whose policy: that of the plant file, none, or the usual one. */
  readonly policy: 'plant-file' | 'none' | 'usual';
  readonly parts: readonly PlannedPart[];
  /** What it would remove now, largest first. */
  readonly removesNow: readonly ExpiringFacts[];
  /** When it removes next, where a plant runs; undefined for a policy that is not in the plant file. */
  readonly removesNextAt: number | undefined;
  /** How long records of deliveries, of runs and of what was done to the store are kept. */
  readonly auditKept: string;
  /** Why the usual policy does not go with this plant file. */
  readonly problems: readonly string[];
  /** What follows from the policy that is not in it. */
  readonly notes: readonly string[];
  readonly disk: DiskStatus;
}

export interface PlanRetentionOptions {
  /** `usual`: what `gemba init` writes. Default: what the plant file says. */
  readonly policy?: 'plant-file' | 'usual';
  readonly signal?: AbortSignal;
}

const factOrder = ['production', 'equipmentState', 'gap', 'refusal'] as const satisfies readonly FactKind[];

/**
 * Says what a policy does to a plant, without doing it.
 *
 * @example const { removesNow } = await planRetention(plant, { policy: 'usual' })
 */
export async function planRetention(plant: OpenPlant, options: PlanRetentionOptions = {}): Promise<RetentionPlan> {
  const isUsual = options.policy === 'usual';
  const file = isUsual ? { ...plant.file, retention: usualRetention } : plant.file;
  const at = plant.clock();
  const cut = retentionCut(file, at);
  const snapshot = await plant.history.snapshot();
  const sizes = (await plant.history.status()).listSizes();
  const shares = await readGroupShares(file, plant.plant.tags, snapshot, { at, signal: options.signal });
  const { readings, tagGroups = [], rollups, events, quarantine, audit } = file.retention ?? {};
  const sizeOf = sizesAt(sizes, at);
  const keptOf: Readonly<Record<(typeof factOrder)[number], string | undefined>> = {
    production: events,
    equipmentState: events,
    gap: events,
    refusal: quarantine,
  };
  const levelsKept = typeof rollups === 'object' ? rollups : undefined;
  const keptAt = (level: RollupLevel): string | undefined =>
    typeof rollups === 'string' ? rollups : levelsKept?.[level];
  return {
    at,
    policy: isUsual ? 'usual' : file.retention === undefined ? 'none' : 'plant-file',
    parts: [
      toPart({ kind: 'reading' }, readings, sizeOf({ kind: 'reading' }), shares.others),
      ...tagGroups.map((group, i) =>
        toPart(
          { kind: 'reading', tagGroup: group.name },
          group.readings,
          sizeOf({ kind: 'reading' }),
          shares.groups[i] ?? 0,
        ),
      ),
      ...rollupLevels.map((level) => toPart({ level }, keptAt(level), sizeOf({ level }), 1)),
      ...factOrder.map((kind) => toPart({ kind }, keptOf[kind], sizeOf({ kind }), 1)),
    ],
    removesNow: cutsNothing(cut) ? [] : snapshot.planExpiry(cut),
    removesNextAt: isUsual ? undefined : await nextRetentionAt(plant),
    auditKept: audit ?? 'forever',
    problems: isUsual ? listRetentionProblems(file).map(({ path, message }) => `${path}: ${message}`) : [],
    notes: listRetentionNotes(file),
    disk: await readDiskStatus(plant, { cut }),
  };
}

interface PartSize {
  readonly byteLength: number;
  readonly rowCount: number;
  readonly growth: DailyGrowth;
}

/** What a kind or level takes, and its growth by the days that are over. */
function sizesAt(sizes: readonly DaySize[], at: number): (what: DaySize['what']) => PartSize {
  const today = Math.floor(at / dayMs);
  const nameOf = (what: DaySize['what']): string => ('level' in what ? what.level : what.kind);
  const first = Math.min(today, ...sizes.map(({ day }) => Date.parse(day) / dayMs).filter((day) => !Number.isNaN(day)));
  const dayCount = Math.min(growthDaysMax, today - first);
  const days = Array.from({ length: dayCount }, (_, i) => today - dayCount + i);
  return (what) => {
    const own = sizes.filter((size) => nameOf(size.what) === nameOf(what));
    const bytesOf = new Map(own.map(({ day, byteLength }) => [Date.parse(day) / dayMs, byteLength]));
    return {
      byteLength: sum(own.map(({ byteLength }) => byteLength)),
      rowCount: sum(own.map(({ rowCount }) => rowCount)),
      growth: growthOf(days.map((day) => bytesOf.get(day) ?? 0)),
    };
  };
}

/** @param share of the readings; 1 for all else */
function toPart(
  what: PlannedPart['what'],
  kept: string | undefined,
  { byteLength, rowCount, growth }: PartSize,
  share: number,
): PlannedPart {
  const perDay = growth.kind === 'known' ? growth.bytesPerDay * share : undefined;
  const { max } = daysOf(parsePeriod(kept));
  return {
    what,
    kept: kept ?? 'forever',
    byteLength: byteLength * share,
    rowCount: Math.round(rowCount * share),
    bytesPerYear: perDay === undefined ? undefined : perDay * 365.25,
    fullByteLength: perDay === undefined || max === Number.POSITIVE_INFINITY ? undefined : perDay * max,
  };
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
