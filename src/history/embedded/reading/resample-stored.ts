/** Buckets out of the coarsest rows that say the same as the readings, and out of readings where there are none. */
import {
  createFigureFold,
  type FigureFold,
  type FigureNeeds,
  figureNeeds,
  hasRule,
  plainRule,
  type Resampled,
  type RollupLevel,
  type RollupRule,
  rollupHoldMaxMs,
} from '../../../analytics/index.ts';
import { GembaError } from '../../../model/index.ts';
import type { Interval } from '../../../time/index.ts';
import type { ResampleQuery, ResampleSources } from '../../port.ts';
import { requireResample } from '../../resample-limits.ts';
import { expiryOf } from '../retention/expiries.ts';
import { keptFor } from '../retention/kept-rollups.ts';
import { coverOf } from '../rollups/cover.ts';
import { expiredBuckets, listExpired } from './expired-buckets.ts';
import { findTags, lookBack } from './look-back.ts';
import type { ReadContext } from './read-context.ts';
import type { ScannedRollups } from './read-rollups.ts';
import { countReadings } from './reading-slices.ts';
import { RefusedRows, type TagGroup } from './refused-rows.ts';
import { planResample, type ResamplePiece } from './rollup-plan.ts';
import { type PieceVisitor, visitPieces } from './visit-pieces.ts';

/** From coarse to fine; sketches are kept from hours up. */
const sketchedLevels: readonly RollupLevel[] = ['day', 'shift', 'hour'];
const allLevels: readonly RollupLevel[] = [...sketchedLevels, 'minute'];

/**
 * `HistorySnapshot.resample` of the embedded store. That rows were worked out by another rule than is asked for shows as they
 * are read; then it is begun anew without them.
 */
export async function resampleStored(context: ReadContext, query: ResampleQuery): Promise<Resampled & ResampleSources> {
  requireResample(query);
  const { signal } = query;
  const refused = new RefusedRows();
  try {
    for (;;) {
      signal?.throwIfAborted();
      const answer = await new Resampling(context, query, refused).run();
      if (answer !== undefined) return answer;
    }
  } catch (cause) {
    if (signal?.aborted !== true || cause instanceof GembaError) throw cause;
    throw new GembaError('aborted', 'Resampling readings was stopped.', { cause });
  }
}

/** So far before a bucket a production day that ends with it may have begun, ms. */
const unitMsMax = 2 * rollupHoldMaxMs;

interface AskedTags extends TagGroup {
  /** Minus infinity where none has. */
  readonly expiredBefore: number;
}

class Resampling {
  readonly #context: ReadContext;
  readonly #query: ResampleQuery;
  readonly #refused: RefusedRows;
  readonly #rules: ReadonlyMap<string, RollupRule>;
  readonly #needs: FigureNeeds;
  readonly #rowCounts: Record<RollupLevel | 'reading', number> = { minute: 0, hour: 0, day: 0, shift: 0, reading: 0 };

  constructor(context: ReadContext, query: ResampleQuery, refused: RefusedRows) {
    this.#context = context;
    this.#query = query;
    this.#refused = refused;
    this.#rules = new Map(query.tags.map(({ id, rule }) => [id, rule]));
    this.#needs = figureNeeds(query);
  }

  /** Undefined where rows were found that do not count. */
  async run(): Promise<(Resampled & ResampleSources) | undefined> {
    const { edges, untilAt, tags } = this.#query;
    const window = { fromAt: edges[0] as number, toAt: Math.min(edges.at(-1) as number, untilAt) };
    const fold = await this.#createFold();
    const refusedBefore = this.#refused.count;
    for (const group of this.#groupsOf(tags.map(({ id }) => id))) {
      if (window.fromAt >= window.toAt) break;
      const feed = this.#feed(fold);
      const pieces = this.#planKept(window, group);
      if (this.#needs.isAcross) await this.#lookBack(window.fromAt, group, feed);
      await this.#visit(pieces, group.tags, feed);
      const tagsAhead = this.#tagsAhead(group);
      if (tagsAhead.length > 0) await this.#visit(this.#planAhead(window.toAt, group), tagsAhead, feed);
    }
    if (this.#refused.count > refusedBefore) return undefined;
    return { ...fold.finish(), rowCounts: this.#rowCounts };
  }

  /** Tags that are read from the same files, and whose readings have expired before the same instant. */
  #groupsOf(tags: readonly string[]): readonly AskedTags[] {
    const { expiries } = this.#context.state;
    return this.#refused.groupsOf(tags).flatMap(({ tags: some, refused }) => {
      const byExpiry = Map.groupBy(some, (tag) => expiryOf(expiries, 'reading', tag) ?? Number.NEGATIVE_INFINITY);
      return [...byExpiry].map(([expiredBefore, ofExpiry]) => ({ tags: ofExpiry, refused, expiredBefore }));
    });
  }

  /** What was before the first bucket; what of it is known follows on all that has expired. */
  async #lookBack(at: number, group: AskedTags, feed: PieceVisitor): Promise<void> {
    const { state } = this.#context;
    const { tags, expiredBefore } = group;
    const plan = (of: Interval): readonly ResamplePiece[] => this.#plan(of, group);
    const visit = (pieces: readonly ResamplePiece[], of: readonly string[], visitor: PieceVisitor): Promise<void> =>
      this.#visit(pieces, of, visitor);
    const isExpired = (lengthMs: number): Interval | undefined =>
      listExpired(state, plan({ fromAt: at - lengthMs, toAt: at }), expiredBefore).at(-1);
    if (isExpired(rollupHoldMaxMs) === undefined) {
      const count = (of: Interval): number => countReadings(state, of, tags);
      await lookBack({ at, tags, ruleOf: this.#ruleOf, plan, countReadings: count, visit, feed });
      return;
    }
    // A production day is looked at whole, though it began earlier.
    const time = isExpired(unitMsMax);
    const pieces = plan({ fromAt: time?.toAt ?? at - unitMsMax, toAt: at });
    const found = time === undefined ? new Set(tags) : await findTags(pieces, tags, this.#ruleOf, visit);
    const missing = tags.filter((tag) => !found.has(tag));
    if (time !== undefined && missing.length > 0) throw this.#expired({ ...group, tags: missing }, time);
    await visit(pieces, tags, feed);
  }

  #planKept(window: Interval, group: AskedTags): readonly ResamplePiece[] {
    const pieces = this.#plan(window, group);
    const [time] = listExpired(this.#context.state, pieces, group.expiredBefore);
    if (time !== undefined) throw this.#expired(group, time);
    return pieces;
  }

  /** Where readings have expired, rows that begin in the time ahead say as well when the next reading was. */
  #planAhead(fromAt: number, group: AskedTags): readonly ResamplePiece[] {
    const { state } = this.#context;
    const ahead = this.#ahead(fromAt);
    const pieces = this.#plan(ahead, group);
    if (listExpired(state, pieces, group.expiredBefore).length === 0) return pieces;
    const wider = this.#plan({ fromAt, toAt: fromAt + unitMsMax }, group, allLevels);
    const first = listExpired(state, wider, group.expiredBefore)[0];
    if (first !== undefined && first.fromAt < ahead.toAt) throw this.#expired(group, first);
    return wider.filter((piece) => piece.fromAt < ahead.toAt);
  }

  #expired({ tags, expiredBefore }: AskedTags, time: Interval): GembaError {
    const { state, calendar } = this.#context;
    const hasQuantiles = (this.#query.quantiles ?? []).length > 0;
    return expiredBuckets({ state, calendar, tags, beforeAt: expiredBefore, time, hasQuantiles });
  }

  readonly #ruleOf = (tag: string): RollupRule => this.#rules.get(tag) ?? plainRule;

  async #createFold(): Promise<FigureFold> {
    const { tags, edges, untilAt, figures, quantiles, states, signal } = this.#query;
    const gaps = await this.#context.read({
      kind: 'gap',
      window: { fromAt: (edges[0] as number) - rollupHoldMaxMs, toAt: edges.at(-1) as number },
      ...(signal === undefined ? {} : { signal }),
    });
    return createFigureFold({
      tags: tags.map(({ id }) => id),
      edges,
      untilAt,
      ruleOf: this.#ruleOf,
      gaps,
      figures,
      ...(quantiles === undefined ? {} : { quantiles }),
      ...(states === undefined ? {} : { states }),
    });
  }

  /** Whether the last reading is followed in time shows within the longest expected interval. */
  #ahead(fromAt: number): Interval {
    const intervals = [...this.#rules.values()].map(({ expectedIntervalMs = 0 }) => expectedIntervalMs);
    const longestMs = intervals.reduce((longest, interval) => Math.max(longest, interval), 0);
    return { fromAt, toAt: Math.min(this.#query.untilAt, fromAt + longestMs) };
  }

  #tagsAhead({ tags }: TagGroup): readonly string[] {
    if (!this.#needs.columns.has('lastReadingAt')) return [];
    return tags.filter((tag) => this.#ruleOf(tag).expectedIntervalMs !== undefined);
  }

  #plan(window: Interval, { refused, expiredBefore }: AskedTags, levels = this.#levels): readonly ResamplePiece[] {
    const { state, calendar } = this.#context;
    const kept = keptFor(state, expiredBefore);
    return planResample({
      window,
      edges: this.#query.edges,
      levels,
      coverOf: (level, of) => coverOf(kept, level, of, calendar).filter(({ values }) => !refused.has(values.path)),
      listUnits: (level, of) => (level === 'day' ? calendar?.listDays(of) : calendar?.listShifts(of)) ?? [],
    });
  }

  get #levels(): readonly RollupLevel[] {
    return (this.#query.quantiles ?? []).length > 0 ? sketchedLevels : allLevels;
  }

  async #visit(pieces: readonly ResamplePiece[], tags: readonly string[], visitor: PieceVisitor): Promise<void> {
    const { columns } = this.#needs;
    await visitPieces(this.#context, { pieces, tags, columns, signal: this.#query.signal }, visitor);
  }

  #feed(fold: FigureFold): PieceVisitor {
    return {
      rows: (rows, level, pieces) => {
        this.#rowCounts[level] += rows.length;
        // What does not count is looked for to the end, but nothing is made of the rest.
        if (this.#areRuled(rows, (row) => pieces[rows.file[row] as number]?.part.values.path ?? '')) fold.add(rows);
      },
      readings: (readings) => {
        this.#rowCounts.reading += readings.length;
        fold.addReadings(readings);
      },
    };
  }

  #areRuled(rows: ScannedRollups, pathOf: (row: number) => string): boolean {
    const { dictionary, codes } = rows.tag;
    const { expiries } = this.#context.state;
    let areRuled = true;
    for (let row = 0; row < rows.length; row++) {
      const tag = dictionary[codes[row] as number] as string;
      if (hasRule(rows, row, this.#ruleOf(tag))) continue;
      // Its readings are gone: what it says by its own rule is all there is.
      if ((rows.fromAt[row] as number) < (expiryOf(expiries, 'reading', tag) ?? Number.NEGATIVE_INFINITY)) continue;
      this.#refused.add(pathOf(row), tag);
      areRuled = false;
    }
    return areRuled;
  }
}
