/** Facts that came after they had expired: they are counted, and not stored. Pure. */
import { type FactKind, factAxes } from '../../../model/index.ts';
import type { PackedNumbers, PackedTable, PackedText } from '../messages.ts';
import { findNumbers, findText, numbersOf } from '../packed-columns.ts';
import type { PendingCommit } from '../pending-commits.ts';
import { ageOf } from './ages.ts';
import { type Expiries, expiryOf, newestExpiry, noExpiries } from './expiries.ts';

export interface AdmittedCommits {
  readonly group: readonly PendingCommit[];
  /** By commit: how many of its facts had expired; refusals are not among them, which are counted as refused. */
  readonly expiredCounts: readonly number[];
}

/** Commits without their expired facts; the same where there are none. */
export function admit(expiries: Expiries, group: readonly PendingCommit[]): AdmittedCommits {
  const admitted = expiries === noExpiries ? group : group.map((commit) => withoutExpired(expiries, commit));
  return {
    group: admitted,
    expiredCounts: group.map((commit, i) => countOf(commit) - countOf(admitted[i] as PendingCommit)),
  };
}

function countOf({ tables }: PendingCommit): number {
  return tables.reduce((sum, { kind, length }) => sum + (kind === 'refusal' ? 0 : length), 0);
}

function withoutExpired(expiries: Expiries, commit: PendingCommit): PendingCommit {
  if (commit.tables.every((table) => !hasExpired(expiries, table))) return commit;
  const tables = commit.tables.map((table) => keepRows(table, listKept(expiries, table)));
  return {
    ...commit,
    tables: tables.filter(({ length }) => length > 0),
    rowCount: tables.reduce((sum, { length }) => sum + length, 0),
  };
}

/** Mostly answered by the first end alone: what comes is new. */
function hasExpired(expiries: Expiries, table: PackedTable): boolean {
  const newest = newestOf(expiries, table.kind);
  if (newest === Number.NEGATIVE_INFINITY) return false;
  const name = table.kind === 'refusal' ? 'receivedAt' : factAxes[table.kind].end;
  const instants = findNumbers(table, name);
  if (table.kind === 'refusal') return true;
  if (instants === undefined) return false;
  for (let i = 0; i < instants.length; i++) if ((instants[i] as number) < newest) return true;
  return false;
}

const newestKnown = new WeakMap<Expiries, Map<FactKind, number>>();

function newestOf(expiries: Expiries, kind: FactKind): number {
  const known = newestKnown.get(expiries) ?? new Map<FactKind, number>();
  newestKnown.set(expiries, known);
  const newest = known.get(kind) ?? newestExpiry(expiries, kind);
  known.set(kind, newest);
  return newest;
}

function listKept(expiries: Expiries, table: PackedTable): Uint32Array {
  const { kind, length } = table;
  const { start, end } = factAxes[kind];
  const [startAt, endAt] = [numbersOf(table, start), numbersOf(table, end)];
  const receivedAt = kind === 'refusal' ? findNumbers(table, 'receivedAt') : undefined;
  const tag = kind === 'reading' ? findText(table, 'tag') : undefined;
  const expiryByCode = Float64Array.from(
    tag?.dictionary ?? [''],
    (name) => expiryOf(expiries, kind, name) ?? Number.NEGATIVE_INFINITY,
  );
  const kept = new Uint32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    const age = ageOf(kind, startAt[row] as number, endAt[row] as number, receivedAt?.[row] ?? Number.NaN);
    if (!(age < (expiryByCode[tag?.codes[row] ?? 0] as number))) kept[count++] = row;
  }
  return kept.subarray(0, count);
}

function keepRows(table: PackedTable, rows: Uint32Array): PackedTable {
  if (rows.length === table.length) return table;
  const { kind, hashes } = table;
  return {
    kind,
    length: rows.length,
    ...(hashes === undefined
      ? {}
      : { hashes: { identity: keepHashes(hashes.identity, rows), content: keepHashes(hashes.content, rows) } }),
    texts: mapValues(table.texts, ({ dictionary, codes }) => ({ dictionary, codes: keepItems(codes, rows) })),
    numbers: mapValues(table.numbers, (values) => keepItems(values, rows)),
  };
}

function keepItems<T extends PackedNumbers | PackedText['codes']>(items: T, rows: Uint32Array): T {
  const kept = new (items.constructor as new (length: number) => T)(rows.length);
  for (const [i, row] of rows.entries()) kept[i] = items[row] as number;
  return kept;
}

const hashBytes = 16;

function keepHashes(hashes: Uint8Array, rows: Uint32Array): Uint8Array {
  const kept = new Uint8Array(rows.length * hashBytes);
  for (const [i, row] of rows.entries())
    kept.set(hashes.subarray(row * hashBytes, (row + 1) * hashBytes), i * hashBytes);
  return kept;
}

function mapValues<T>(record: Readonly<Record<string, T>>, map: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
