/** States and pieces of one work unit from its signals, reading by reading. */
import { type FactTable, GembaError, type Plant, type Tag } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import { createGapSpans, type GapSpans } from '../series/gap-spans.ts';
import { compareOrder, type Series } from '../series/series.ts';
import { type Counters, composePieces, composeStates, type OrderLookup } from './compose.ts';
import { CounterFold } from './counter-fold.ts';
import { type DerivedFacts, type DerivedPieces, type DerivedState, toFacts } from './signal-facts.ts';
import { StateFold } from './state-fold.ts';
import { type TextAt, TextFold } from './text-fold.ts';

/** Readings that came too late to be folded: at or before one of their tag that was. */
export interface LateReadings {
  readonly count: number;
  /** Instant of the first of them, UTC epoch ms. */
  readonly fromAt: number;
}

export interface UnitSignalsFold {
  /** Work unit id. */
  readonly equipment: string;
  /** Ids of the tags it reads. */
  readonly tags: ReadonlySet<string>;
  /**
   * Takes readings of one tag, in any portions and in any order among tags; of a tag in order of time. Late ones are left
   * out and told: then only a new fold, fed with all readings from the window's lead-in on, is right again.
   */
  add(series: Series): LateReadings | undefined;
  /**
   * What is known of the window from what was added.
   *
   * @param untilAt up to when readings are complete, such as now, UTC epoch ms: nothing is said from then on
   * @param gaps gaps that touch the readings; without them only the tags' intervals tell
   * @throws RangeError for a window that begins before what was forgotten
   */
  derive(window: Interval, untilAt: number, gaps?: FactTable<'gap'>): DerivedFacts;
  /** Lets go of readings that no window from `beforeAt` on needs. */
  forget(beforeAt: number): void;
}

interface TagFolds {
  readonly folds: { add(series: Series, first: number, end: number): void }[];
  lastAt: number;
  lastSequence: number;
}

/**
 * Folds the readings of a unit's tags. What it says depends on the readings alone: not on how they were portioned, nor on
 * how the tags' portions came among each other.
 *
 * @param equipment id of a work unit that has signals
 * @throws GembaError `unknown-name` where the plant has no such equipment, or it has no signals
 * @example
 * const unit = createUnitSignals(plant, 'saw');
 * for (const series of listSeries(readings).values()) unit.add(series);
 * unit.derive(window, nowMs, gaps).equipmentState.length;
 */
export function createUnitSignals(plant: Plant, equipment: string): UnitSignalsFold {
  return new UnitFold(plant, equipment);
}

export class UnitFold implements UnitSignalsFold {
  readonly equipment: string;
  readonly #operation: string;
  readonly #byTag = new Map<string, TagFolds>();
  readonly #states: readonly StateFold[];
  readonly #counters: Counters;
  readonly #product: TextFold | undefined;
  readonly #workOrder: TextFold | undefined;
  #forgottenBeforeAt = Number.NEGATIVE_INFINITY;

  constructor(plant: Plant, equipment: string) {
    const unit = plant.equipment.get(equipment);
    const { signals } = unit;
    if (signals === undefined) throw withoutSignals(equipment, plant);
    this.equipment = unit.id;
    this.#operation = unit.name;
    const tagOf = createTagLookup(plant);
    this.#states = signals.states.map((rule) => this.#register(rule.tag, new StateFold(rule, tagOf(rule.tag))));
    const counter = (id: string | undefined): CounterFold | undefined =>
      id === undefined ? undefined : this.#register(id, new CounterFold(tagOf(id)));
    const text = (id: string | undefined): TextFold | undefined =>
      id === undefined ? undefined : this.#register(id, new TextFold(tagOf(id)));
    this.#counters = {
      produced: counter(signals.producedTag),
      good: counter(signals.goodTag),
      scrap: counter(signals.scrapTag),
    };
    this.#product = text(signals.productTag);
    this.#workOrder = text(signals.workOrderTag);
  }

  get tags(): ReadonlySet<string> {
    return new Set(this.#byTag.keys());
  }

  add(series: Series): LateReadings | undefined {
    const own = this.#byTag.get(series.tag);
    if (own === undefined) return undefined;
    const first = countLate(series, own);
    if (first < series.length) {
      for (const fold of own.folds) fold.add(series, first, series.length);
      own.lastAt = series.at[series.length - 1] as number;
      own.lastSequence = series.sequence[series.length - 1] as number;
    }
    return first === 0 ? undefined : { count: first, fromAt: series.at[0] as number };
  }

  derive(window: Interval, untilAt: number, gaps?: FactTable<'gap'>): DerivedFacts {
    const { states, pieces } = this.list(window, untilAt, createGapSpans(gaps));
    return toFacts(states, pieces);
  }

  list(window: Interval, untilAt: number, gaps: GapSpans): { states: DerivedState[]; pieces: DerivedPieces[] } {
    if (window.fromAt < this.#forgottenBeforeAt)
      throw new RangeError(
        `A window from ${window.fromAt} begins before ${this.#forgottenBeforeAt}, up to when the readings of '${this.equipment}' were let go. Ask for a later one.`,
      );
    const within = { fromAt: window.fromAt, toAt: Math.min(window.toAt, untilAt) };
    const held = this.#states.map((fold) => ({ rule: fold.rule, set: fold.statesUntil(untilAt, gaps) }));
    const orderAt: OrderLookup = () => ({
      product: this.#product?.createLookup(untilAt, gaps) ?? nothing,
      workOrder: this.#workOrder?.createLookup(untilAt, gaps) ?? nothing,
    });
    return {
      states: composeStates(this.equipment, held, within),
      pieces: composePieces(this.equipment, this.#operation, this.#counters, orderAt, within),
    };
  }

  forget(beforeAt: number): void {
    if (!(beforeAt > this.#forgottenBeforeAt)) return;
    this.#forgottenBeforeAt = beforeAt;
    const { produced, good, scrap } = this.#counters;
    for (const fold of [...this.#states, produced, good, scrap, this.#product, this.#workOrder]) fold?.forget(beforeAt);
  }

  #register<Fold extends TagFolds['folds'][number]>(tag: string, fold: Fold): Fold {
    const own = this.#byTag.get(tag);
    if (own !== undefined) own.folds.push(fold);
    else
      this.#byTag.set(tag, {
        folds: [fold],
        lastAt: Number.NEGATIVE_INFINITY,
        lastSequence: Number.NaN,
      });
    return fold;
  }
}

const nothing: TextAt = () => '';

/** How many of the series' first readings are at or before the last that was folded. */
function countLate({ at, sequence, length }: Series, { lastAt, lastSequence }: TagFolds): number {
  let count = 0;
  while (count < length && compareOrder(at[count] as number, sequence[count] as number, lastAt, lastSequence) <= 0)
    count++;
  return count;
}

/** Tags by id, once a plant: a plant has up to 100,000, and a fold is made for each unit and day. */
const tagsById = new WeakMap<Plant['tags'], ReadonlyMap<string, Tag>>();

function createTagLookup({ tags }: Plant): (id: string) => Tag {
  const byId = tagsById.get(tags) ?? new Map(tags.map((tag) => [tag.id, tag]));
  tagsById.set(tags, byId);
  // A compiled plant has every tag that its signals name.
  return (id) => byId.get(id) as Tag;
}

function withoutSignals(equipment: string, { equipment: tree }: Plant): GembaError {
  const others = tree.workUnits.filter(({ signals }) => signals !== undefined).map(({ id }) => id);
  const next = others.length === 0 ? 'No work unit of this plant has any.' : `Those that do: ${others.join(', ')}.`;
  return new GembaError('unknown-name', `'${equipment}' has no signals in the plant file. ${next}`, {
    details: { equipment },
  });
}
