/** By source: where history stands once all commits asked for so far are in. Commits are applied in the order of asking. */
import type { BufferLane } from '../buffer/fact-buffer.ts';
import type { SourcePosition } from '../source.ts';
import {
  type BufferedPosition,
  type CommittedPlace,
  emptyPlace,
  parseCommittedPosition,
  toCommittedPosition,
} from './position.ts';

/** Losses and damages remembered by source. */
const countedMax = 1_000;

interface State extends BufferedPosition {
  readonly place: CommittedPlace;
}

export class CommittedPlaces {
  readonly #buffer: string;
  readonly #findCommitted: (source: string) => SourcePosition | undefined;
  readonly #states = new Map<string, State>();

  constructor(buffer: string, findCommitted: (source: string) => SourcePosition | undefined) {
    this.#buffer = buffer;
    this.#findCommitted = findCommitted;
  }

  /** Whether history has this record, or a commit that was asked for will bring it. */
  has(source: string, lane: BufferLane, number: number): boolean {
    return this.#stateOf(source).place.numbers[lane] >= number;
  }

  hasCounted(source: string, key: string): boolean {
    return this.#stateOf(source).place.counted.includes(key);
  }

  /** The position to commit with records up to this number. An older position never replaces a newer one. */
  advance(source: string, lane: BufferLane, number: number, position: BufferedPosition): SourcePosition {
    const { place, ...former } = this.#stateOf(source);
    const newer = position.order >= former.order ? position : former;
    return this.#set(source, { ...newer, place: { ...place, numbers: { ...place.numbers, [lane]: number } } });
  }

  /** The position to commit with the account of a loss or damage, so that it is not counted again. */
  count(source: string, key: string, isListed: (key: string) => boolean): SourcePosition {
    const { place, ...position } = this.#stateOf(source);
    // What the buffer did not list any more when it was opened never comes again, so it need not be remembered.
    const counted = [...place.counted.filter(isListed), key].slice(-countedMax);
    return this.#set(source, { ...position, place: { ...place, counted } });
  }

  #set(source: string, state: State): SourcePosition {
    this.#states.set(source, state);
    return toCommittedPosition(state);
  }

  #stateOf(source: string): State {
    const known = this.#states.get(source);
    if (known !== undefined) return known;
    const { place, ...position } = parseCommittedPosition(this.#findCommitted(source));
    const state = { ...position, place: place?.buffer === this.#buffer ? place : emptyPlace(this.#buffer) };
    this.#states.set(source, state);
    return state;
  }
}
