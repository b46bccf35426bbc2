/** What a cut removes, as far as the manifest says it. Pure. */
import { type RollupLevel, rollupLevels } from '../../../analytics/index.ts';
import type { FactKind } from '../../../model/index.ts';
import { dayMs, type Interval } from '../../../time/index.ts';
import type { ExpiringFacts, RetentionCut } from '../../port.ts';
import type { ManifestState } from '../manifest-state.ts';
import { dayStart } from '../reading-versions.ts';
import type { Segment } from '../segment.ts';
import { agesOf } from './ages.ts';
import { expiredTagsOf, isTagExpired } from './expired-tags.ts';
import { cutOf, planRemoval } from './plan-removal.ts';

/** Largest first. */
export function listExpiring(state: ManifestState, cut: RetentionCut): readonly ExpiringFacts[] {
  const said = cutOf(state, cut);
  const { whole, readingTrims, factTrims, rollups, expiries } = planRemoval(state, said);
  const sums = new Sums();
  const names = cut.tagGroups.map(({ name }) => name);
  const instantOf = (tagGroup: string | undefined): number | undefined =>
    tagGroup === undefined ? said.facts.reading : (said.tagGroups[names.indexOf(tagGroup)]?.beforeAt ?? undefined);
  const readings = [
    ...whole.filter(({ kind }) => kind === 'reading').map((segment) => ({ segment, isWhole: true })),
    ...readingTrims.flatMap(({ segments }) => segments.map((segment) => ({ segment, isWhole: false }))),
  ];
  for (const { segment, isWhole } of readings)
    for (const { tagGroup, share } of sharesOf(state, segment, isWhole, cut, said.facts.reading, instantOf)) {
      const beforeAt = instantOf(tagGroup);
      if (beforeAt === undefined) continue;
      sums.add(
        { kind: 'reading', ...(tagGroup === undefined ? {} : { tagGroup }) },
        beforeAt,
        segment,
        timeOf(segment),
        share,
      );
    }
  for (const segment of whole)
    if (segment.kind !== 'reading')
      sums.add({ kind: segment.kind }, expiries.facts[segment.kind] ?? 0, segment, timeOf(segment), 1);
  for (const { kind, segments, beforeAt } of factTrims)
    for (const segment of segments) {
      const time = timeOf(segment);
      const { first, last } = agesOf(segment);
      const share = partBefore(beforeAt, first, last);
      sums.add({ kind }, beforeAt, segment, time && { ...time, toAt: Math.min(time.toAt, beforeAt) }, share);
    }
  for (const path of rollups) {
    const segment = state.rollups.get(path);
    if (segment === undefined) continue;
    const { level, content, rowCount } = segment;
    sums.add(
      { level },
      expiries.rollups[level] ?? 0,
      { ...segment, rowCount: content === 'values' ? rowCount : 0 },
      segment,
      1,
    );
  }
  return sums.list();
}

/** From the first start to the last end; undefined where it has none. */
function timeOf({ role, day, minStartAt, maxEndAt }: Segment): Interval | undefined {
  if (role === 'facts' && minStartAt !== undefined && maxEndAt !== undefined)
    return { fromAt: minStartAt, toAt: maxEndAt };
  return day === 'undated' || role === 'facts' ? undefined : { fromAt: dayStart(day), toAt: dayStart(day) };
}

/** As if they aged evenly. */
function partBefore(at: number, first: number, last: number): number {
  if (at <= first) return 0;
  return Number.isFinite(last) && last > first ? Math.min(1, (at - first) / (last - first)) : 0.5;
}

/**
 * Which part of a file of readings goes for which group. How many tags the others are is not known: as many as are in groups, as
 * far as they may be in the file.
 */
function sharesOf(
  state: ManifestState,
  { day, places }: Segment,
  isWhole: boolean,
  { tagGroups }: RetentionCut,
  othersBeforeAt: number | undefined,
  instantOf: (tagGroup: string) => number | undefined,
): readonly { readonly tagGroup: string | undefined; readonly share: number }[] {
  const gone = expiredTagsOf(state.expiries, day);
  const isIn = (tag: string): boolean => places === undefined || (tag >= places[0] && tag <= places[1]);
  const endAt = dayStart(day) + dayMs;
  const groups: { readonly tagGroup: string | undefined; readonly count: number; readonly isGoing: boolean }[] =
    tagGroups.map(({ name, tags }) => ({
      tagGroup: name,
      count: tags.filter((tag) => isIn(tag) && !isTagExpired(gone, tag)).length,
      isGoing: (instantOf(name) ?? Number.NEGATIVE_INFINITY) >= endAt,
    }));
  const grouped = groups.reduce((sum, { count }) => sum + count, 0);
  const areOthersGoing = (othersBeforeAt ?? Number.NEGATIVE_INFINITY) >= endAt;
  const areOthersGone = gone.kind === 'others' || gone.kind === 'all';
  const others = { tagGroup: undefined, count: areOthersGone ? 0 : Math.max(1, grouped), isGoing: areOthersGoing };
  const all = [...groups, others];
  const going = all.filter(({ isGoing, count }) => isGoing && count > 0);
  const total = (isWhole ? going : all).reduce((sum, { count }) => sum + count, 0);
  return going.map(({ tagGroup, count }) => ({ tagGroup, share: count / total }));
}

interface Sum {
  readonly what: ExpiringFacts['what'];
  readonly beforeAt: number;
  extent: Interval | undefined;
  rowCount: number;
  byteLength: number;
}

class Sums {
  readonly #sums: Map<string, Sum> = new Map();

  add(
    what: { readonly kind: FactKind; readonly tagGroup?: string } | { readonly level: RollupLevel },
    beforeAt: number,
    { rowCount, byteLength, ...rest }: Pick<Segment, 'rowCount' | 'byteLength'> & Partial<Pick<Segment, 'role'>>,
    time: Interval | undefined,
    share: number,
  ): void {
    const key = JSON.stringify(what);
    const sum = this.#sums.get(key) ?? { what, beforeAt, extent: undefined, rowCount: 0, byteLength: 0 };
    this.#sums.set(key, sum);
    sum.rowCount += (rest.role === 'superseded' ? 0 : rowCount) * share;
    sum.byteLength += byteLength * share;
    if (time !== undefined)
      sum.extent = {
        fromAt: Math.min(sum.extent?.fromAt ?? time.fromAt, time.fromAt),
        toAt: Math.max(sum.extent?.toAt ?? time.toAt, time.toAt),
      };
  }

  list(): readonly ExpiringFacts[] {
    const order = (what: ExpiringFacts['what']): number => ('level' in what ? rollupLevels.indexOf(what.level) : -1);
    return [...this.#sums.values()]
      .map(({ rowCount, byteLength, extent, beforeAt, what }) => ({
        what,
        beforeAt,
        extent: extent ?? { fromAt: beforeAt, toAt: beforeAt },
        rowCount: Math.round(rowCount),
        byteLength: Math.round(byteLength),
      }))
      .filter((one) => one.byteLength > 0)
      .sort((a, b) => b.byteLength - a.byteLength || order(a.what) - order(b.what));
  }
}
