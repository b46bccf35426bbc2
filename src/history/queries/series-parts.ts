/** Readings of several batches as one series. */
import type { Series } from '../../analytics/index.ts';
import type { TextColumn } from '../../model/index.ts';
import { createWords } from './table.ts';

/** A series from a place on, in arrays of its own: a batch is not held for the sake of its last reading. */
export function seriesFrom(series: Series, from: number): Series {
  const text = ({ dictionary, codes }: TextColumn): TextColumn => ({ dictionary, codes: codes.slice(from) });
  return {
    tag: series.tag,
    length: series.length - from,
    at: series.at.slice(from),
    value: series.value.slice(from),
    text: text(series.text),
    quality: text(series.quality),
    sequence: series.sequence.slice(from),
    source: text(series.source),
  };
}

/** Two series of a tag, the second of which begins after the first ends. */
export function joinSeries(first: Series, second: Series): Series {
  return {
    tag: second.tag,
    length: first.length + second.length,
    at: joinNumbers(first.at, second.at),
    value: joinNumbers(first.value, second.value),
    text: joinTexts(first.text, second.text),
    quality: joinTexts(first.quality, second.quality),
    sequence: joinNumbers(first.sequence, second.sequence),
    source: joinTexts(first.source, second.source),
  };
}

function joinNumbers(first: Float64Array, second: Float64Array): Float64Array {
  const joined = new Float64Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

function joinTexts(first: TextColumn, second: TextColumn): TextColumn {
  const words = createWords();
  const codes = new Uint32Array(first.codes.length + second.codes.length);
  words.write(first, codes, 0);
  words.write(second, codes, first.codes.length);
  return { dictionary: words.dictionary, codes };
}
