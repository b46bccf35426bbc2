/** KPIs of windows that move on, kept up with facts as they come. */
import { type FactTable, type Plant, type TextColumn, textAt } from '../../../model/index.ts';
import { dayMs, hourMs, type Interval, type IntervalSet } from '../../../time/index.ts';
import type { IdealTimeLookup } from '../../ideal-times.ts';
import type { LearnedIdealTimes } from '../../learn-ideal-times.ts';
import type { PieceGroup } from '../../piece-groups.ts';
import { createElementRows, type ElementRows } from '../element-rows.ts';
import type { KpiRow } from '../kpi-row.ts';
import { listKpis } from '../kpis.ts';
import { asOfAtOf, hullOf, learnFor } from '../unit-elements.ts';
import type { KpiAnswer } from './answer.ts';
import { answerOf, answerOfPieces } from './compute-kpis.ts';
import { HeldFacts } from './held-facts.ts';
import type { HeldKind, HeldRows } from './held-rows.ts';
import { HeldUnit } from './held-unit.ts';
import { isOfPieces, type PieceFacts } from './piece-elements.ts';
import { type KpiPlan, planKpis, type WindowPart } from './plan.ts';
import type { KpiQuestion, KpiWindow } from './question.ts';
import { Words } from './words.ts';

export interface KpiStreamQuestion extends Omit<KpiQuestion, 'windows'> {
  /** The windows that are asked for at an instant. */
  readonly windowsAt: (nowMs: number) => readonly KpiWindow[];
}

export interface KpiStreamOptions {
  readonly plant: Plant;
  /** UTC epoch ms. */
  readonly nowMs: number;
  /** Facts that ended longer before the first window than this are let go, and teach no ideal time any more. Default: none are. */
  readonly keepMs?: number;
  /** Ideal times known at an instant, where others learn them. Default: they are learned from the facts that are held. */
  readonly idealTimes?: (asOfAt: number) => LearnedIdealTimes;
}

export interface KpiStream {
  /**
   * Takes facts in, in any order, late ones too. Of one identity, a content seen before is a duplicate, and one not seen before
   * takes the place of the last.
   *
   * @returns how many were new or corrected another
   */
  add(facts: FactTable<HeldKind>): number;
  /** Says in what time nobody could have heard of a unit, in the place of what was said before. */
  setUnheard(equipment: string, time: IntervalSet): void;
  /** Moves on to an instant; windows are those of that instant. */
  advanceTo(nowMs: number): void;
  /** What `computeKpis` answers of the facts that are held. Only what changed since the last answer is worked out again. */
  answer(): KpiAnswer;
}

/** Planned time is worked out for so much more than the windows, so that they can move on in it. */
const hullAheadMs = dayMs;
const forgetEveryMs = hourMs;

/**
 * @throws GembaError `unknown-name` for equipment that the plant does not have
 * @example
 * const windowsAt = (nowMs: number) => [{ fromAt: nowMs - 8 * hourMs, toAt: nowMs, name: 'last 8 hours' }];
 * const stream = createKpiStream({ windowsAt, groupBy: ['workUnit'] }, { plant, nowMs: clock.now() });
 * stream.add(production);
 * stream.advanceTo(clock.now());
 * stream.answer().columns;
 */
export function createKpiStream(question: KpiStreamQuestion, options: KpiStreamOptions): KpiStream {
  return new Stream(question, options);
}

class Stream implements KpiStream {
  readonly #plant: Plant;
  readonly #question: KpiStreamQuestion;
  readonly #options: KpiStreamOptions;
  readonly #kpis: readonly KpiRow[];
  readonly #units: readonly HeldUnit[];
  readonly #production: HeldFacts<'production'>;
  readonly #states: HeldFacts<'equipmentState'>;
  readonly #groups: PieceGroup[] = [];
  readonly #groupOf = new Map<string, number>();
  #plan: KpiPlan;
  #hull: Interval;
  /** Where the last window ends. */
  #untilAt: number;
  /** When the latest ideal times of the windows were known. */
  #knownUntilAt: number;
  #rows: ElementRows;
  /** Parts whose rows are of other windows. */
  #staleParts: ReadonlySet<number>;
  /** By part; undefined where what was learned no longer holds. */
  #learned: readonly IdealTimeLookup[] | undefined;
  #forgotUntilAt = Number.NEGATIVE_INFINITY;

  constructor(question: KpiStreamQuestion, options: KpiStreamOptions) {
    const { plant } = options;
    this.#plant = plant;
    this.#question = question;
    this.#options = options;
    this.#kpis = question.kpis ?? listKpis(plant.kpis);
    const ids = plant.equipment.workUnits.map(({ id }) => id);
    const words = new Words();
    this.#production = new HeldFacts('production', ids, words);
    this.#states = new HeldFacts('equipmentState', ids, words);
    this.#units = plant.equipment.workUnits.map(
      (equipment, place) =>
        new HeldUnit(
          equipment,
          this.#production.rows[place] as HeldRows<'production'>,
          this.#states.rows[place] as HeldRows<'equipmentState'>,
        ),
    );
    this.#plan = this.#planAt(options.nowMs);
    const hull = hullOf(this.#plan.parts);
    this.#hull = ahead(hull);
    this.#untilAt = hull.toAt;
    this.#knownUntilAt = instantsOf(this.#plan.parts).at(-1) ?? Number.NEGATIVE_INFINITY;
    this.#rows = createElementRows(this.#units.length * this.#plan.parts.length);
    this.#staleParts = new Set();
  }

  add(facts: FactTable<HeldKind>): number {
    if (isProduction(facts)) {
      const markAt = (row: number): number => this.#groupAt(facts, row);
      return this.#production.add(facts, markAt, (unit, startAt) => {
        (this.#units[unit] as HeldUnit).isDirty = true;
        this.#noteReport(Math.round(startAt));
      });
    }
    return this.#states.add(
      facts as FactTable<'equipmentState'>,
      () => 0,
      (unit) => {
        (this.#units[unit] as HeldUnit).isDirty = true;
      },
    );
  }

  /** A report teaches, or shares the time of one that does, only where it began before ideal times were known. */
  #noteReport(startAt: number): void {
    if (startAt <= this.#knownUntilAt) this.#learned = undefined;
  }

  #groupAt({ columns: { product, operation } }: FactTable<'production'>, row: number): number {
    const named = {
      product: product.dictionary[product.codes[row] as number] as string,
      operation: operation.dictionary[operation.codes[row] as number] as string,
    };
    const key = `${named.product}\0${named.operation}`;
    let group = this.#groupOf.get(key);
    if (group === undefined) {
      group = this.#groups.push(named) - 1;
      this.#groupOf.set(key, group);
      this.#learned = undefined;
    }
    return group;
  }

  setUnheard(equipment: string, time: IntervalSet): void {
    const { id } = this.#plant.equipment.get(equipment);
    const unit = this.#units.find((one) => one.equipment.id === id);
    if (unit === undefined) return;
    unit.unheard = time;
    unit.isDirty = true;
  }

  advanceTo(nowMs: number): void {
    const before = this.#plan.parts;
    this.#plan = this.#planAt(nowMs);
    const { parts } = this.#plan;
    const hull = hullOf(parts);
    this.#moveStops(hull.toAt);
    if (hull.fromAt < this.#hull.fromAt || hull.toAt > this.#hull.toAt) {
      this.#hull = ahead(hull);
      for (const unit of this.#units) unit.isDirty = true;
    }
    if (!hasSameInstants(before, parts)) this.#learned = undefined;
    this.#knownUntilAt = instantsOf(parts).at(-1) ?? Number.NEGATIVE_INFINITY;
    if (parts.length !== before.length) {
      this.#rows = createElementRows(this.#units.length * parts.length);
      this.#staleParts = new Set(parts.keys());
    } else {
      const changed = parts.flatMap((part, place) => (isSameTime(part, before[place]) ? [] : [place]));
      this.#staleParts = new Set([...this.#staleParts, ...changed]);
    }
    this.#forget(hull.fromAt);
  }

  /** A stop that began after all windows is of none; once a window reaches it, it is. */
  #moveStops(untilAt: number): void {
    const [fromAt, toAt] = [Math.min(untilAt, this.#untilAt), Math.max(untilAt, this.#untilAt)];
    this.#untilAt = untilAt;
    if (fromAt < toAt) for (const unit of this.#units) unit.isDirty ||= unit.hasStopIn(fromAt, toAt);
  }

  #forget(firstAt: number): void {
    const { keepMs } = this.#options;
    if (keepMs === undefined || firstAt - keepMs < this.#forgotUntilAt + forgetEveryMs) return;
    const beforeAt = firstAt - keepMs;
    this.#forgotUntilAt = beforeAt;
    const note = (unit: number): void => {
      (this.#units[unit] as HeldUnit).isDirty = true;
      this.#learned = undefined;
    };
    this.#production.forget(beforeAt, note);
    this.#states.forget(beforeAt, note);
  }

  answer(): KpiAnswer {
    const { parts } = this.#plan;
    const dirty = this.#units.filter(({ isDirty }) => isDirty);
    for (const unit of dirty) unit.prepare(this.#plant, this.#groups, this.#hull, this.#untilAt);
    const isLearning = this.#learned === undefined;
    this.#learned ??= this.#learn(parts);
    if (isOfPieces(this.#question)) return this.#answerOfPieces(this.#learned);
    const isDirty = new Set(dirty);
    for (const [u, unit] of this.#units.entries()) {
      const isWhole = isLearning || isDirty.has(unit);
      if (!isWhole && this.#staleParts.size === 0) continue;
      for (const [p, part] of parts.entries())
        if (isWhole || this.#staleParts.has(p))
          this.#rows.fill(u * parts.length + p, unit.prepared, part, this.#learned[p] as IdealTimeLookup);
    }
    this.#staleParts = new Set();
    return answerOf(this.#plan, this.#rows.table(), this.#kpis);
  }

  /** What is made is put together anew of the units as they are prepared. */
  #answerOfPieces(learned: readonly IdealTimeLookup[]): KpiAnswer {
    const { parts, windows } = this.#plan;
    const units = this.#units.map(({ prepared }) => prepared);
    const wordsOf = new Map(this.#units.map((unit) => [unit.prepared, unit.production.table().columns.workOrder]));
    const pieces: PieceFacts = {
      plant: this.#plant,
      units,
      groups: this.#groups,
      parts,
      learned,
      orderAt: (unit, report) => textAt(wordsOf.get(unit) as TextColumn, unit.activity.reports.row[report] as number),
    };
    return answerOfPieces(pieces, this.#question, windows, this.#kpis);
  }

  #learn(parts: readonly WindowPart[]): readonly IdealTimeLookup[] {
    const { idealTimes } = this.#options;
    const groups = this.#groups;
    if (idealTimes !== undefined)
      return parts.map((part) => {
        const known = idealTimes(asOfAtOf(part));
        return (group) => {
          const named = groups[group];
          return named === undefined ? undefined : known.find(named.product, named.operation);
        };
      });
    return learnFor({ units: this.#units.map(({ activity }) => activity), groups }, parts);
  }

  #planAt(nowMs: number): KpiPlan {
    return planKpis(this.#plant, this.#plant.equipment.workUnits, this.#question.windowsAt(nowMs), this.#question);
  }
}

function isProduction(facts: FactTable<HeldKind>): facts is FactTable<'production'> {
  return facts.kind === 'production';
}

function ahead({ fromAt, toAt }: Interval): Interval {
  return { fromAt, toAt: toAt + hullAheadMs };
}

function instantsOf(parts: readonly WindowPart[]): readonly number[] {
  return [...new Set(parts.map(asOfAtOf))].sort((a, b) => a - b);
}

function hasSameInstants(a: readonly WindowPart[], b: readonly WindowPart[]): boolean {
  return a.length === b.length && a.every((part, place) => asOfAtOf(part) === asOfAtOf(b[place] as WindowPart));
}

function isSameTime(a: WindowPart, b: WindowPart | undefined): boolean {
  return b !== undefined && a.fromAt === b.fromAt && a.toAt === b.toAt && asOfAtOf(a) === asOfAtOf(b);
}
