/** A buffer that was written in format 1 is read, written on and let go of, whenever it is cut off. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BufferedRecord, type BufferLane, openFactBuffer } from 'gemba/ingest';
import { type AnyFactTable, rowAt } from 'gemba/model';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../history/store.ts';
import { takeAll, valuesOf } from '../ingest/buffer/support/batches.ts';
import { root } from '../support/demo-plant.ts';

const fixture = join(import.meta.dirname, '../fixtures/buffer/format-1');
interface Expected {
  readonly id: string;
  readonly lanes: Readonly<Record<BufferLane, { readonly next: number; readonly oldest: number }>>;
  readonly losses: readonly object[];
  readonly positions: Readonly<Record<string, object>>;
  readonly records: Readonly<Record<BufferLane, readonly object[]>>;
}
const expected = JSON.parse(await readFile(join(fixture, 'expected.json'), 'utf8')) as Expected;
const sizes = { sizeBytesMax: 65_536, segmentBytes: 2_048, clock: Date.now };

async function copyOf() {
  const folder = await temporaryFolder();
  const dir = join(folder.dir, 'segments');
  await cp(join(fixture, 'segments'), dir, { recursive: true });
  return { dir, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

function saidOf(table: AnyFactTable): object {
  return {
    kind: table.kind,
    identities: Buffer.from(table.identity.subarray(0, 32)).toString('hex'),
    rows: Array.from({ length: table.length }, (_, i) => rowAt(table, i)),
  };
}

/** As the program that wrote `expected.json` says a record. */
function describe({ place, batch: { facts, ...batch } }: BufferedRecord): object {
  const said = facts.map(saidOf);
  const digest = createHash('sha256').update(JSON.stringify(said)).digest('hex');
  return { number: place.number, ...batch, ...(place.lane === 'kept' ? { facts: said } : { digest }) };
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('every batch, position and loss reads as the version that wrote it read it, and nothing is damaged', async () => {
  await using copy = await copyOf();
  await using buffer = await openFactBuffer({ dir: copy.dir, ...sizes });
  expect(buffer.id).toBe(expected.id);
  const { lanes, damages, truncations, ignored } = buffer.status();
  expect({ lanes, damages, truncations, ignored }).toEqual({
    lanes: expected.lanes,
    damages: [],
    truncations: [],
    ignored: [],
  });
  for (const [source, position] of Object.entries(expected.positions))
    expect(buffer.findPosition(source)).toEqual(position);
  const losses = buffer.listLosses().map((loss) => ({ ...loss, accounts: Object.fromEntries(loss.accounts) }));
  expect(losses).toEqual(expected.losses);
  const { kept, droppable } = await takeAll(buffer);
  expect(plain(kept.map(describe))).toEqual(expected.records.kept);
  expect(plain(droppable.map(describe))).toEqual(expected.records.droppable);
});

test('killed at each step of its first writes, what it held is still there, and what was acknowledged since', async () => {
  await using copy = await copyOf();
  let last = 119;
  for (const step of ['record-written', 'segment-synced']) {
    const program = join(root, 'test/ingest/buffer/programs/append.ts');
    const argv = ['--conditions=gemba-source', program, copy.dir, step, '2'];
    const child = spawn(process.execPath, argv, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    expect(await once(child, 'close'), step).toEqual([null, 'SIGKILL']);
    for (const line of said.trim().split('\n')) if (line !== '') last = Number(line.split(' ')[0]);
    await using buffer = await openFactBuffer({ dir: copy.dir, ...sizes, sizeBytesMax: 200_000, segmentBytes: 4_000 });
    const { kept, droppable } = await takeAll(buffer);
    expect(plain(kept.slice(0, expected.records.kept.length).map(describe)), step).toEqual(expected.records.kept);
    expect(plain(droppable.slice(0, expected.records.droppable.length).map(describe))).toEqual(
      expected.records.droppable,
    );
    const since = [...kept.slice(expected.records.kept.length), ...droppable.slice(expected.records.droppable.length)];
    const values = new Set(since.flatMap(({ batch }) => valuesOf(batch)));
    for (let n = 120; n <= last; n++) expect(values.has(n), `${step}: ${n}`).toBe(true);
  }
  expect(last).toBeGreaterThan(119);
});

test('what it held is let go of, file by file, once history has it', async () => {
  await using copy = await copyOf();
  await using buffer = await openFactBuffer({ dir: copy.dir, ...sizes });
  await buffer.release('kept', expected.lanes.kept.next - 1);
  await buffer.release('droppable', expected.lanes.droppable.next - 1);
  expect(buffer.status().pendingRecords).toBe(0);
  // Of each lane the one that is written on stays.
  expect((await readdir(copy.dir)).filter((name) => name.endsWith('.segment'))).toHaveLength(2);
});
