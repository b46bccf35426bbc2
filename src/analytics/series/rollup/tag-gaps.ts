/** Gaps of one tag, by source. */
import { GapCursor } from '../gap-cursor.ts';
import type { GapSpans } from '../gap-spans.ts';

export class TagGaps {
  readonly #tag: string;
  readonly #spans: GapSpans;
  readonly #any: GapCursor;
  readonly #bySource: Map<string, GapCursor> = new Map();

  constructor(tag: string, spans: GapSpans) {
    this.#tag = tag;
    this.#spans = spans;
    this.#any = new GapCursor(spans.ofAnySource(tag));
  }

  /** Whether no gap of any source lasts in `[from, end)`. */
  isClear(from: number, end: number): boolean {
    return this.#any.cut(from, end) === end;
  }

  /** The end of the part of `[from, end)` before the source's first gap in it. */
  cut(source: string, from: number, end: number): number {
    let cursor = this.#bySource.get(source);
    if (cursor === undefined) {
      cursor = new GapCursor(this.#spans.of(this.#tag, source));
      this.#bySource.set(source, cursor);
    }
    return cursor.cut(from, end);
  }
}
