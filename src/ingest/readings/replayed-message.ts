/** A message decoded again: which of its readings pass now. */
import type { BoundTag, Message, ReadingDecoder, ReadingSink } from './reading-sink.ts';

export interface ReplayedMessage {
  /** Readings of the message, added and refused. */
  readonly count: number;
  /** Numbers of those that pass, from 1 on. */
  readonly added: ReadonlySet<number>;
  /** A decoder that gives only these readings. */
  only(ordinals: ReadonlySet<number>): ReadingDecoder;
}

export function decodeAgain(message: Message, decoder: ReadingDecoder): ReplayedMessage {
  const added = new Set<number>();
  let count = 0;
  decoder.decode(message, {
    add: () => {
      added.add(++count);
    },
    refuse: () => {
      count++;
    },
    adjust: () => {},
  });
  return {
    count,
    added,
    only: (ordinals) => ({
      decode(again, sink) {
        decoder.decode(again, new ChosenReadings(sink, ordinals));
      },
    }),
  };
}

/** Passes on the readings with these numbers. */
class ChosenReadings implements ReadingSink {
  readonly #sink: ReadingSink;
  readonly #chosen: ReadonlySet<number>;
  #ordinal: number = 0;

  constructor(sink: ReadingSink, chosen: ReadonlySet<number>) {
    this.#sink = sink;
    this.#chosen = chosen;
  }

  add(tag: BoundTag, at: number, value: number, text: string, quality: 0 | 1 | 2, sequence: number): void {
    if (this.#chosen.has(++this.#ordinal)) this.#sink.add(tag, at, value, text, quality, sequence);
  }

  refuse(): void {
    this.#ordinal++;
  }

  adjust(adjustment: Parameters<ReadingSink['adjust']>[0]): void {
    if (this.#chosen.has(this.#ordinal + 1)) this.#sink.adjust(adjustment);
  }
}
