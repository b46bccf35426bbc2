/** The facts of a write, of kinds that share their identities, with who they are. Runs in the child process. */
import { type FactKind, factAxes, identifyReadings } from '../../model/index.ts';
import { toWords, wordsPerRow } from './identity-words.ts';
import { dayNumber } from './layout.ts';
import type { PackedTable } from './messages.ts';
import { doublesOf, numbersOf, textColumnOf } from './packed-columns.ts';
import type { IdentifiedRows } from './resolution.ts';
import type { KeptRows, RowHashes } from './staging.ts';

/** A received table, and which commit it came in. */
export interface ReceivedTable {
  readonly table: PackedTable;
  readonly commit: number;
}

/** A received table with what is worked out about it. */
export interface Part extends KeptRows {
  readonly commit: number;
}

export function listReceived(
  commits: readonly (readonly PackedTable[])[],
  scope: readonly FactKind[],
): readonly ReceivedTable[] {
  return commits.flatMap((tables, commit) =>
    tables.filter((table) => scope.includes(table.kind) && table.length > 0).map((table) => ({ table, commit })),
  );
}

/** Who the facts are, one after the other; those of readings are worked out here. */
export function identifyReceived(received: readonly ReceivedTable[]): IdentifiedRows {
  const hashes = received.map(({ table }) => table.hashes ?? hashesOfReadings(table));
  return {
    length: received.reduce((sum, { table }) => sum + table.length, 0),
    identity: joinWords(hashes.map(({ identity }) => identity)),
    content: joinWords(hashes.map(({ content }) => content)),
  };
}

function hashesOfReadings(table: PackedTable): ReturnType<typeof identifyReadings> {
  return identifyReadings({
    tag: textColumnOf(table, 'tag'),
    at: doublesOf(table, 'at'),
    value: doublesOf(table, 'value'),
    text: textColumnOf(table, 'text'),
    quality: textColumnOf(table, 'quality'),
    sequence: doublesOf(table, 'sequence'),
    source: textColumnOf(table, 'source'),
  });
}

function joinWords(parts: readonly Uint8Array[]): Uint32Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return toWords(only);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return toWords(bytes);
}

/** Parts as if every fact were new: of facts that are in no segment and differ among themselves, they are the answer. */
export function partsOfNew(received: readonly ReceivedTable[]): Part[] {
  return received.map(({ table, commit }) => {
    const rows = new Uint32Array(table.length);
    for (let i = 0; i < rows.length; i++) rows[i] = i;
    const revision = new Uint32Array(table.length).fill(1);
    return { table, commit, rows, revision, days: daysOf(table), hashes: undefined };
  });
}

/** @param revision by received row: as which it is stored, 0 where it is a duplicate */
export function partsOf(
  received: readonly ReceivedTable[],
  { identity, content }: RowHashes,
  revisions: Uint32Array,
): Part[] {
  let offset = 0;
  return received.map(({ table, commit }) => {
    const end = offset + table.length;
    const revision = revisions.subarray(offset, end);
    const words = (all: Uint32Array): Uint32Array => all.subarray(offset * wordsPerRow, end * wordsPerRow);
    const hashes = { identity: words(identity), content: words(content) };
    offset = end;
    const rows = new Uint32Array(table.length);
    let kept = 0;
    for (let i = 0; i < table.length; i++) if (revision[i] !== 0) rows[kept++] = i;
    return { table, commit, rows: rows.subarray(0, kept), revision, days: daysOf(table), hashes };
  });
}

function daysOf(table: PackedTable): Float64Array {
  const { start, end } = factAxes[table.kind];
  const startAt = numbersOf(table, start);
  const endAt = numbersOf(table, end);
  const days = new Float64Array(table.length);
  for (let i = 0; i < days.length; i++) days[i] = dayNumber(startAt[i] as number, endAt[i] as number);
  return days;
}

/** The part in which a received row lies, and its row there. */
export function placeOf(parts: readonly Part[], row: number): { readonly part: Part; readonly row: number } {
  let at = row;
  for (const part of parts) {
    if (at < part.table.length) return { part, row: at };
    at -= part.table.length;
  }
  throw new RangeError(`Row ${row} is in none of the tables received.`);
}
