/** Facts that are no longer the newest of their identity, and how segments name them. */
import { type FactKind, toTable } from '../../model/index.ts';
import type { ChunkColumn } from './chunk-columns.ts';
import { wordsPerRow } from './identity-words.ts';
import type { KnownFacts } from './known-facts.ts';
import { dayNumber } from './layout.ts';
import { findNumbers, findText } from './packed-columns.ts';
import { type Part, placeOf } from './received-facts.ts';
import type { RowHashes } from './staging.ts';

/** A fact that is no longer the newest of its identity. */
export interface SupersededRow {
  readonly kind: FactKind;
  readonly day: number;
  readonly key: RowKey;
  readonly revision: number;
}

type RowKey =
  | { readonly kind: 'hashed'; readonly identity: Uint32Array; readonly at: number }
  | { readonly kind: 'reading'; readonly tag: string; readonly at: number; readonly sequence: number };

/** A fact on record whose identity was received with another content. */
export function knownRow(known: KnownFacts, row: number): SupersededRow {
  return {
    kind: known.kinds[row] as FactKind,
    day: dayNumber(known.startAt[row] as number, known.endAt[row] as number),
    key: knownKey(known, row),
    revision: known.revision[row] as number,
  };
}

function knownKey(known: KnownFacts, row: number): RowKey {
  const reading = known.readings?.[row];
  return reading === undefined
    ? { kind: 'hashed', identity: known.identity, at: row }
    : { kind: 'reading', tag: reading.tag as string, at: reading.at as number, sequence: reading.sequence as number };
}

/** A fact that came, and was superseded by a later one of the same write. */
export function receivedRow(parts: readonly Part[], received: number): SupersededRow {
  const { part, row } = placeOf(parts, received);
  const { table, days, revision } = part;
  const key = ((): RowKey => {
    if (table.kind !== 'reading') return { kind: 'hashed', identity: (part.hashes as RowHashes).identity, at: row };
    const text = findText(table, 'tag');
    const tag = text?.dictionary[text.codes[row] as number] ?? '';
    const [at, sequence] = [findNumbers(table, 'at')?.[row], findNumbers(table, 'sequence')?.[row]];
    return { kind: 'reading', tag, at: at ?? Number.NaN, sequence: sequence ?? Number.NaN };
  })();
  return { kind: table.kind, day: days[row] as number, key, revision: revision[row] as number };
}

/** By what superseded rows of one partition are found again. */
export function keyColumns(keys: readonly RowKey[]): ChunkColumn[] {
  if (keys[0]?.kind === 'reading') {
    const rows = keys as readonly Extract<RowKey, { kind: 'reading' }>[];
    const { columns } = toTable('reading', rows);
    return [
      { name: 'tag', type: 'text', text: columns.tag },
      { name: 'at', type: 'number', values: columns.at },
      { name: 'sequence', type: 'number', values: columns.sequence },
    ];
  }
  const identity = new Uint32Array(keys.length * wordsPerRow);
  (keys as readonly Extract<RowKey, { kind: 'hashed' }>[]).forEach((key, i) => {
    identity.set(key.identity.subarray(key.at * wordsPerRow, (key.at + 1) * wordsPerRow), i * wordsPerRow);
  });
  return [{ name: 'identity', type: 'words', words: identity }];
}
