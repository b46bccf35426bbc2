/** Raw readings, as they were received. */
import { listSeries, type Series } from '../../analytics/index.ts';
import type { Tag } from '../../model/index.ts';
import { chooseTags, type TagChoice } from './names.ts';
import type { QueryContext } from './query-context.ts';
import { createWords, instants, type NumberAnswer, numbers, type QueryTable, type TextAnswer, texts } from './table.ts';
import { checkAborted, intervalOf, type QueryWindow } from './window.ts';

export interface ReadingsQuery extends TagChoice {
  readonly window: QueryWindow;
  /** Readings of a batch at most, about; default 500,000. */
  readonly rowsMax?: number;
  readonly signal?: AbortSignal;
}

export async function queryReadings(
  { snapshot, plant }: QueryContext,
  { window, signal, ...choice }: ReadingsQuery,
): Promise<ReadonlyMap<string, Series>> {
  const places = chooseTags(plant, choice).map(({ id }) => id);
  const query = { window: intervalOf(plant, window), places, ...(signal && { signal }) };
  return listSeries(await snapshot.read({ kind: 'reading', ...query }));
}

export async function* queryReadingBatches(
  { snapshot, plant }: QueryContext,
  { window, rowsMax, signal, ...choice }: ReadingsQuery,
): AsyncGenerator<ReadonlyMap<string, Series>> {
  const places = chooseTags(plant, choice).map(({ id }) => id);
  const query = { window: intervalOf(plant, window), places, ...(signal && { signal }), ...(rowsMax && { rowsMax }) };
  for await (const batch of snapshot.scan({ kind: 'reading', ...query })) {
    checkAborted(signal);
    if (batch.length > 0) yield listSeries(batch);
  }
}

export type ReadingColumns = {
  readonly tag: TextAnswer;
  readonly unit: TextAnswer;
  readonly at: NumberAnswer;
  readonly value: NumberAnswer;
  readonly text: TextAnswer;
  readonly quality: TextAnswer;
  readonly source: TextAnswer;
};

/** Series as one table, series after series. */
export function tableOfSeries(series: Iterable<Series>, tags: readonly Tag[]): QueryTable<ReadingColumns> {
  const all = [...series];
  const unitOf = new Map(tags.map(({ id, unit }) => [id, unit]));
  const length = all.reduce((sum, one) => sum + one.length, 0);
  const number = (read: (one: Series) => Float64Array): Float64Array => {
    const values = new Float64Array(length);
    let at = 0;
    for (const one of all) {
      values.set(read(one), at);
      at += one.length;
    }
    return values;
  };
  const text = (read: (one: Series) => Series['text']): TextAnswer => {
    const words = createWords();
    const codes = new Uint32Array(length);
    let at = 0;
    for (const one of all) {
      words.write(read(one), codes, at);
      at += one.length;
    }
    return texts({ dictionary: words.dictionary, codes });
  };
  const same = (read: (one: Series) => string): TextAnswer =>
    text((one) => ({ dictionary: ['', read(one)], codes: new Uint32Array(one.length).fill(1) }));
  return {
    length,
    columns: {
      tag: same(({ tag }) => tag),
      unit: same(({ tag }) => unitOf.get(tag) ?? ''),
      at: instants(number(({ at }) => at)),
      value: numbers(number(({ value }) => value)),
      text: text((one) => one.text),
      quality: text(({ quality }) => quality),
      source: text(({ source }) => source),
    },
  };
}
