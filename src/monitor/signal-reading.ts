/** Readings that a unit's states, pieces and orders are worked out from. */
import { type Equipment, type FactTable, textAt } from '../model/index.ts';

/** One reading, apart from its table: the rest of a batch need not be kept for it. */
export interface SignalReading {
  readonly tag: string;
  readonly at: number;
  /** `NaN` where there is none. */
  readonly value: number;
  readonly text: string;
  readonly quality: string;
  /** `NaN` where the source has none. */
  readonly sequence: number;
  readonly source: string;
}

export function signalReadingAt({ columns }: FactTable<'reading'>, i: number): SignalReading {
  return {
    tag: textAt(columns.tag, i),
    at: columns.at[i] as number,
    value: columns.value[i] as number,
    text: textAt(columns.text, i),
    quality: textAt(columns.quality, i),
    sequence: columns.sequence[i] as number,
    source: textAt(columns.source, i),
  };
}

/** Every tag that a unit's signals name, each once. */
export function signalTagsOf({ signals }: Equipment): readonly string[] {
  if (signals === undefined) return [];
  const { states, producedTag, goodTag, scrapTag, productTag, workOrderTag } = signals;
  const tags = [...states.map(({ tag }) => tag), producedTag, goodTag, scrapTag, productTag, workOrderTag];
  return [...new Set(tags.filter((tag) => tag !== undefined))];
}

/** Whether two readings of a tag are one, told twice. */
export function isSameReading(a: SignalReading, b: SignalReading | undefined): boolean {
  return (
    b !== undefined &&
    a.at === b.at &&
    Object.is(a.sequence, b.sequence) &&
    Object.is(a.value, b.value) &&
    a.text === b.text &&
    a.quality === b.quality
  );
}
