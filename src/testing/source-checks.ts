/** How the rules of sources read one, and what they look at. */
import assert from 'node:assert/strict';
import type { Source, SourceBatch, SourcePosition } from '../ingest/index.ts';
import { type AnyFactTable, factColumns, timesOf } from '../model/index.ts';

/** Longest wait for what a source should do at once; a busy machine takes its time. */
const waitMsMax = 60_000;

const identityBytes = 16;

export interface ReadOptions {
  readonly position?: SourcePosition | undefined;
  /** Records that must come before a stream is left; a finite source ends by itself. */
  readonly recordCount: number;
  /** Whether batches are acknowledged. Default: no, and a stream is left as by a process that was killed. */
  readonly isAcknowledging?: boolean;
}

/** Reads a source to its end, or until so many records have come. */
export async function readBatches(
  source: Source,
  { position, recordCount, isAcknowledging = false }: ReadOptions,
): Promise<readonly SourceBatch[]> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), waitMsMax);
  const batches: SourceBatch[] = [];
  try {
    for await (const batch of source.batches({ position, signal: stop.signal })) {
      batches.push(batch);
      if (isAcknowledging) await batch.ack();
      if (source.extent === 'finite' || receivedOf(batches) < recordCount) continue;
      if (!isAcknowledging) break;
      stop.abort();
    }
  } finally {
    clearTimeout(timer);
  }
  if (source.extent === 'stream')
    assert.ok(receivedOf(batches) >= recordCount, `${receivedOf(batches)} of ${recordCount} records came`);
  return batches;
}

/** Fails where it takes longer than anything does that is told to stop. */
export async function requireEnd<T>(what: string, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new assert.AssertionError({ message: `${what} does not end` })),
    waitMsMax,
  );
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

export function receivedOf(batches: readonly SourceBatch[]): number {
  return batches.reduce((sum, { account }) => sum + account.received, 0);
}

/** Of each fact and refusal, in order within its kind: how a stream falls into batches is a matter of time. */
export function listHashes(batches: readonly SourceBatch[], of: 'identity' | 'content'): readonly string[] {
  const tables = batches.flatMap(({ facts }) => facts as readonly AnyFactTable[]);
  return [...Map.groupBy(tables, ({ kind }) => kind).values()]
    .flat()
    .flatMap((table) =>
      Array.from({ length: table.length }, (_, i) =>
        Buffer.from(table[of].subarray(i * identityBytes, (i + 1) * identityBytes)).toString('hex'),
      ),
    );
}

export function identitiesOf(batches: readonly SourceBatch[]): ReadonlySet<string> {
  return new Set(listHashes(batches, 'identity'));
}

/** Without those of what was refused. */
export function factIdentitiesOf(batches: readonly SourceBatch[]): ReadonlySet<string> {
  return identitiesOf(
    batches.map((batch) => ({ ...batch, facts: batch.facts.filter(({ kind }) => kind !== 'refusal') })),
  );
}

export function areSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && a.isSubsetOf(b);
}

export function checkTable(table: AnyFactTable): void {
  const { kind, length, identity, content } = table;
  assert.equal(identity.length, length * identityBytes, `${kind}: identities of ${identityBytes} bytes`);
  assert.equal(content.length, length * identityBytes, `${kind}: contents of ${identityBytes} bytes`);
  assert.deepEqual(Object.keys(table.columns).sort(), Object.keys(factColumns[kind]).sort(), `columns of ${kind}`);
  for (const [name, column] of Object.entries(table.columns)) {
    const type = (factColumns[kind] as Readonly<Record<string, string>>)[name];
    if (column instanceof Float64Array) {
      assert.notEqual(type, 'text', `${kind}.${name} is text`);
      assert.equal(column.length, length, `length of ${kind}.${name}`);
      if (type === 'flag')
        assert.ok(
          column.every((value) => value === 0 || value === 1),
          `${kind}.${name} is 0 or 1`,
        );
    } else {
      assert.equal(type, 'text', `${kind}.${name} is no text`);
      assert.equal(column.codes.length, length, `length of ${kind}.${name}`);
      assert.equal(column.dictionary[0], '', `${kind}.${name}: code 0 means absent`);
      assert.equal(new Set(column.dictionary).size, column.dictionary.length, `${kind}.${name}: each text once`);
      assert.ok(
        column.codes.every((code) => code < column.dictionary.length),
        `${kind}.${name}: codes in the dictionary`,
      );
    }
  }
  if (kind === 'refusal') return;
  const { startAt, endAt } = timesOf(table);
  for (let i = 0; i < length; i++)
    assert.ok((startAt[i] as number) <= (endAt[i] as number), `${kind} ${i} ends before it starts`);
}
