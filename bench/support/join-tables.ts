/** Fact tables of one kind as one: for benches whose facts are made day by day. */
import type { FactKind, FactTable, TextColumn } from '../../src/model/index.ts';

export function joinTables<K extends FactKind>(tables: readonly FactTable<K>[]): FactTable<K> {
  const [first] = tables;
  if (first === undefined) throw new RangeError('There is no table to join.');
  const length = tables.reduce((sum, table) => sum + table.length, 0);
  const names = Object.keys(first.columns);
  const partsOf = (name: string) =>
    tables.map(({ columns }) => (columns as Readonly<Record<string, TextColumn | Float64Array>>)[name]);
  const columns = Object.fromEntries(
    names.map((name) => {
      const parts = partsOf(name);
      const isText = !(parts[0] instanceof Float64Array);
      return [name, isText ? joinTexts(parts as TextColumn[], length) : joinNumbers(parts as Float64Array[], length)];
    }),
  );
  const identity = new Uint8Array(length * 16);
  let at = 0;
  for (const table of tables) {
    identity.set(table.identity, at);
    at += table.identity.length;
  }
  return { kind: first.kind, length, identity, content: identity, columns: columns as FactTable<K>['columns'] };
}

function joinNumbers(parts: readonly Float64Array[], length: number): Float64Array {
  const out = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function joinTexts(parts: readonly TextColumn[], length: number): TextColumn {
  const codeOf = new Map<string, number>([['', 0]]);
  const codes = new Uint32Array(length);
  let at = 0;
  for (const part of parts) {
    const codesOf = part.dictionary.map((word) => {
      const code = codeOf.get(word) ?? codeOf.size;
      codeOf.set(word, code);
      return code;
    });
    for (const code of part.codes) codes[at++] = codesOf[code] as number;
  }
  return { dictionary: [...codeOf.keys()], codes };
}
