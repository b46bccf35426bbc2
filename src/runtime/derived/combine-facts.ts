/** Facts of several tables as one, in the order in which history reads them: by equipment, start, end, identity. */
import { selectRows } from '../../ingest/index.ts';
import { type ColumnType, type FactTable, factColumns, type TextColumn } from '../../model/index.ts';

type UnitKind = 'production' | 'equipmentState';

/** Facts with how many contents each had; without `versions` none was corrected. */
export type UnitFacts<K extends UnitKind> = FactTable<K> & { readonly versions?: Uint32Array };

export function combineFacts<K extends UnitKind>(kind: K, tables: readonly UnitFacts<K>[]): Required<UnitFacts<K>> {
  const whole = concatenate(kind, tables);
  const order = orderOf(whole);
  if (order === undefined) return whole;
  return { ...selectRows(whole, order), versions: Uint32Array.from(order, (row) => whole.versions[row] as number) };
}

function concatenate<K extends UnitKind>(kind: K, tables: readonly UnitFacts<K>[]): Required<UnitFacts<K>> {
  const length = tables.reduce((sum, table) => sum + table.length, 0);
  const columns: Record<string, TextColumn | Float64Array> = {};
  for (const [name, type] of Object.entries(factColumns[kind]) as [string, ColumnType][]) {
    const parts = tables.map((table) => (table.columns as Record<string, TextColumn | Float64Array>)[name]);
    columns[name] =
      type === 'text' ? concatenateTexts(parts as TextColumn[], length) : joinNumbers(parts as Float64Array[], length);
  }
  const versions = new Uint32Array(length).fill(1);
  let at = 0;
  for (const table of tables) {
    if (table.versions !== undefined) versions.set(table.versions, at);
    at += table.length;
  }
  return {
    kind,
    length,
    identity: Buffer.concat(tables.map(({ identity }) => identity)),
    content: Buffer.concat(tables.map(({ content }) => content)),
    columns: columns as FactTable<K>['columns'],
    versions,
  };
}

function joinNumbers(parts: readonly Float64Array[], length: number): Float64Array {
  const joined = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function concatenateTexts(parts: readonly TextColumn[], length: number): TextColumn {
  const dictionary = [''];
  const codeOf = new Map([['', 0]]);
  const codes = new Uint32Array(length);
  let at = 0;
  for (const part of parts) {
    const newCodes = part.dictionary.map((word) => {
      const known = codeOf.get(word);
      if (known !== undefined) return known;
      codeOf.set(word, dictionary.length);
      return dictionary.push(word) - 1;
    });
    for (const code of part.codes) codes[at++] = newCodes[code] as number;
  }
  return { dictionary, codes };
}

/** Rows in order; undefined where they are in order as they lie. */
function orderOf({ length, identity, columns }: FactTable<UnitKind>): number[] | undefined {
  const { equipment, startAt, endAt } = columns;
  const words = equipment.dictionary.toSorted();
  const rankOf = new Map(words.map((word, rank) => [word, rank]));
  const ranks = equipment.dictionary.map((word) => rankOf.get(word) as number);
  const bytes = Buffer.from(identity.buffer, identity.byteOffset, identity.byteLength);
  const compare = (a: number, b: number): number =>
    (ranks[equipment.codes[a] as number] as number) - (ranks[equipment.codes[b] as number] as number) ||
    compareTimes(startAt[a] as number, startAt[b] as number) ||
    compareTimes(endAt[a] as number, endAt[b] as number) ||
    bytes.compare(bytes, b * 16, (b + 1) * 16, a * 16, (a + 1) * 16);
  let isSorted = true;
  for (let row = 1; row < length && isSorted; row++) isSorted = compare(row - 1, row) <= 0;
  return isSorted ? undefined : Array.from({ length }, (_, row) => row).sort(compare);
}

/** An absent time comes last. */
function compareTimes(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}
