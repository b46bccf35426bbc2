/** Sums of pieces, stops and durations, grouped by anything a plant and its facts name. */
import { listCells } from './count-cells.ts';
import { type CountSum, countFacts, countSums } from './count-facts.ts';
import { CountGroups, type Group } from './count-groups.ts';
import { type CountKey, countKeys, createKeyReader, type KeyReader } from './count-keys.ts';
import { chooseUnits, listOf, type Names, throwUnknown } from './names.ts';
import type { QueryContext } from './query-context.ts';
import { sliceUnitFacts } from './slices.ts';
import { idsOf } from './states.ts';
import { instants, type NumberAnswer, numbers, type QueryTable, type TextAnswer, texts } from './table.ts';
import { intervalOf, type QueryWindow } from './window.ts';

export interface CountsQuery<Key extends CountKey = CountKey> {
  readonly window: QueryWindow;
  /** Default: all as one. */
  readonly by?: Key | readonly Key[];
  /** Ids: work units of these and of what is below them; default: of the plant. */
  readonly equipment?: Names;
  readonly signal?: AbortSignal;
}

export type CountsColumns<Key extends CountKey = CountKey> = {
  readonly [Name in Key]: Name extends 'hour' ? NumberAnswer : TextAnswer;
} & { readonly [Name in CountSum]: NumberAnswer };

/** A row for each group that a fact touches, in the order of the keys, what no fact names last; without keys one row. */
export async function queryCounts<Key extends CountKey = never>(
  context: QueryContext,
  query: CountsQuery<Key>,
): Promise<QueryTable<CountsColumns<Key>>> {
  const { plant } = context;
  const window = intervalOf(plant, query.window);
  const keys = chooseKeys(query.by);
  const readers = keys.map((key) => createKeyReader(plant, key));
  const units = chooseUnits(plant, query.equipment);
  const wanted = new Set(idsOf(units));
  const groups = new CountGroups(readers.length, countSums.length);
  for await (const slice of sliceUnitFacts(context, { window, equipment: [...wanted], signal: query.signal })) {
    countFacts(slice, { wanted, cells: listCells(plant, slice.window, new Set(keys)), readers, groups });
  }
  return tableOf(readers, groups) as QueryTable<CountsColumns<Key>>;
}

/** @throws GembaError `unknown-name` for what is no key */
function chooseKeys(by: Names | undefined): readonly CountKey[] {
  return (by === undefined ? [] : listOf(by)).map(
    (name) =>
      countKeys.find((key) => key === name) ?? throwUnknown('something that counts are grouped by', name, countKeys),
  );
}

function tableOf(readers: readonly KeyReader[], groups: CountGroups): QueryTable {
  const rows = groups.list().toSorted((a, b) => compareGroups(readers, a, b));
  const keys = readers.map(({ key, words }, i): [string, TextAnswer | NumberAnswer] => {
    const codes = Uint32Array.from(rows, (group) => group.codes[i] as number);
    if (key !== 'hour') return [key, texts({ dictionary: words.dictionary, codes })];
    return [key, instants(Float64Array.from(codes, (code) => Number(words.dictionary[code])))];
  });
  const values = countSums.map((name, place): [string, NumberAnswer] => [
    name,
    numbers(Float64Array.from(rows, ({ sums }) => sums[place] as number)),
  ]);
  return { length: rows.length, columns: Object.fromEntries([...keys, ...values]) };
}

/** By the keys in their order, the unknown last. */
function compareGroups(readers: readonly KeyReader[], a: Group, b: Group): number {
  for (const [i, { words }] of readers.entries()) {
    const [left, right] = [a.codes[i] as number, b.codes[i] as number];
    if (left === right) continue;
    if (left === 0 || right === 0) return left === 0 ? 1 : -1;
    return (words.dictionary[left] as string) < (words.dictionary[right] as string) ? -1 : 1;
  }
  return 0;
}
