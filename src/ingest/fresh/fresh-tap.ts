/** Tells whoever listens of batches as they come, and of what history has. Costs a few numbers a batch, and keeps few. */
import type { AnyFactTable } from '../../model/index.ts';
import type { BufferLane, BufferPlace } from '../buffer/fact-buffer.ts';
import type { FreshFacts, FreshSettled } from './fresh-item.ts';
import { factCountOf } from './fresh-size.ts';
import { LaneProgress } from './lane-progress.ts';
import { Unsettled } from './unsettled.ts';

export interface FreshTapOptions {
  readonly onFresh: (item: FreshFacts | FreshSettled) => void;
  /** What it threw: once, and again when it had worked meanwhile. */
  readonly onError: (error: unknown) => void;
  /** Number of the oldest record of a lane that the buffer holds; the next one's where it holds none. */
  readonly findOldest: (lane: BufferLane) => number;
}

export class FreshTap {
  readonly #options: FreshTapOptions;
  readonly #lanes: Readonly<Record<BufferLane, LaneProgress>>;
  readonly #sources = new Map<string, Unsettled>();
  #isFailing: boolean = false;

  constructor(options: FreshTapOptions) {
    this.#options = options;
    const progressOf = (lane: BufferLane): LaneProgress => new LaneProgress(() => options.findOldest(lane));
    this.#lanes = { kept: progressOf('kept'), droppable: progressOf('droppable') };
  }

  /** A batch was received; it is on its way to disk. */
  noteReceived(source: string, order: number, facts: readonly AnyFactTable[]): void {
    if (factCountOf(facts) === 0) return;
    this.#unsettledOf(source).add(order);
    this.#tell({ kind: 'facts', source, order, facts });
  }

  /** A batch of before this run, as it goes on from the buffer into history. */
  noteFound(source: string, order: number, facts: readonly AnyFactTable[], place: BufferPlace): void {
    if (factCountOf(facts) === 0) return;
    this.#unsettledOf(source).addDurable(order, place);
    this.#tell({ kind: 'facts', source, order, facts });
  }

  /** Facts that history has already, such as those of a loss. */
  noteStored(source: string, order: number, facts: readonly AnyFactTable[]): void {
    const unsettled = this.#unsettledOf(source);
    unsettled.addStored(order);
    this.#tell({ kind: 'facts', source, order, facts });
    this.#settle(source, unsettled);
  }

  /** A batch, or a part of it, is on disk. */
  noteDurable(source: string, order: number, place: BufferPlace): void {
    const unsettled = this.#unsettledOf(source);
    unsettled.noteDurable(order, place);
    // It may be in history by now.
    this.#settle(source, unsettled);
  }

  /** History has the records of a lane up to this number, and the buffer let go of them. */
  noteTaken(lane: BufferLane, number: number): void {
    this.#lanes[lane].noteTaken(number);
    this.#settleAll();
  }

  /** Records `[from, to)` of a lane never come, and history's accounts say so. */
  noteMissing(lane: BufferLane, from: number, to: number): void {
    this.#lanes[lane].noteMissing(from, to);
    this.#settleAll();
  }

  #settleAll(): void {
    for (const [source, unsettled] of this.#sources) this.#settle(source, unsettled);
  }

  #settle(source: string, unsettled: Unsettled): void {
    const { kept, droppable } = this.#lanes;
    const order = unsettled.settle({ kept: kept.doneTo, droppable: droppable.doneTo });
    if (order !== undefined) this.#tell({ kind: 'settled', source, order });
  }

  #tell(item: FreshFacts | FreshSettled): void {
    try {
      this.#options.onFresh(item);
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#options.onError(error);
      this.#isFailing = true;
    }
  }

  #unsettledOf(source: string): Unsettled {
    let unsettled = this.#sources.get(source);
    if (unsettled === undefined) {
      unsettled = new Unsettled();
      this.#sources.set(source, unsettled);
    }
    return unsettled;
  }
}
