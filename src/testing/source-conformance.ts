/** What every source holds to, ours and a user's. Run each `check` in a test of its `name`; free of a test runner. */
import assert from 'node:assert/strict';
import type { Source, SourceBatch, SourcePosition } from '../ingest/index.ts';
import { type AnyFactTable, factColumns, timesOf } from '../model/index.ts';

/** A source over records that stay the same, enough for several batches, some of them refused. */
export interface SourceFixture extends AsyncDisposable {
  /** Opens the source over the same records, as another process would. */
  open(): Promise<Source>;
  /** Records there are, refused ones too. */
  readonly recordCount: number;
  /** Of them, those that must be refused. */
  readonly refusedCount: number;
  /** Different facts and refusals among them: fewer where deliveries overlap, and where a key names a record again. */
  readonly distinctCount: number;
}

export type CreateSourceFixture = () => Promise<SourceFixture>;

export interface SourceCheck {
  /** A rule. */
  readonly name: string;
  check(createFixture: CreateSourceFixture): Promise<void>;
}

const identityBytes = 16;

async function readAll(source: Source, position?: SourcePosition): Promise<SourceBatch[]> {
  const batches: SourceBatch[] = [];
  for await (const batch of source.batches({ position, signal: new AbortController().signal })) batches.push(batch);
  return batches;
}

function listHashes(batches: readonly SourceBatch[], of: 'identity' | 'content'): string[] {
  return batches
    .flatMap(({ facts }) => facts as readonly AnyFactTable[])
    .flatMap((table) =>
      Array.from({ length: table.length }, (_, i) =>
        Buffer.from(table[of].subarray(i * identityBytes, (i + 1) * identityBytes)).toString('hex'),
      ),
    );
}

function areSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((element) => b.has(element));
}

function checkTable(table: AnyFactTable): void {
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

/** The rules of `Source`. */
export const sourceConformance: readonly SourceCheck[] = [
  {
    name: 'every record is received: a fact, or a refusal with its reason',
    async check(createFixture) {
      await using fixture = await createFixture();
      const batches = await readAll(await fixture.open());
      let [received, refused] = [0, 0];
      for (const { account, facts } of batches) {
        const rows = facts.reduce((sum, { length }) => sum + length, 0);
        const refusals = facts.find(({ kind }) => kind === 'refusal')?.length ?? 0;
        assert.equal(
          rows,
          account.received - account.filtered - account.expired - account.lost,
          'as many facts and refusals as received',
        );
        assert.equal(refusals, account.refused, 'each refused record is a fact of kind refusal');
        received += account.received;
        refused += account.refused;
      }
      assert.deepEqual({ received, refused }, { received: fixture.recordCount, refused: fixture.refusedCount });
    },
  },
  {
    name: 'facts are well formed: columns of their kind, codes in their dictionary, 16 bytes of identity and content',
    async check(createFixture) {
      await using fixture = await createFixture();
      for (const { facts } of await readAll(await fixture.open())) for (const table of facts) checkTable(table);
    },
  },
  {
    name: 'a source says whether it ends by itself; batches name it and count at least what they list as adjusted',
    async check(createFixture) {
      await using fixture = await createFixture();
      const source = await fixture.open();
      assert.ok(source.extent === 'finite' || source.extent === 'stream');
      for (const batch of await readAll(source)) {
        assert.equal(batch.source, source.id);
        assert.ok(batch.identityBy === 'content' || batch.identityBy === 'key');
        assert.ok(batch.adjustments.length <= 1_000 && batch.adjustments.length <= batch.adjustmentCount);
      }
    },
  },
  {
    name: 'reading again gives the same identities and contents',
    async check(createFixture) {
      await using fixture = await createFixture();
      const first = await readAll(await fixture.open());
      const second = await readAll(await fixture.open());
      for (const part of ['identity', 'content'] as const)
        assert.ok(listHashes(second, part).join() === listHashes(first, part).join(), `${part} of each record`);
    },
  },
  {
    name: 'what is different has an identity of its own, and what was delivered again has the same',
    async check(createFixture) {
      await using fixture = await createFixture();
      const identities = listHashes(await readAll(await fixture.open()), 'identity');
      assert.equal(new Set(identities).size, fixture.distinctCount);
    },
  },
  {
    name: 'from the last position on there is nothing more, and positions survive JSON',
    async check(createFixture) {
      await using fixture = await createFixture();
      const position = (await readAll(await fixture.open())).at(-1)?.position as SourcePosition;
      const again = await readAll(await fixture.open(), JSON.parse(JSON.stringify(position)) as SourcePosition);
      assert.equal(
        again.reduce((sum, { account }) => sum + account.received, 0),
        0,
      );
    },
  },
  {
    name: 'from any position on, what was not committed comes again with the same identities',
    async check(createFixture) {
      await using fixture = await createFixture();
      const all = await readAll(await fixture.open());
      const identities = new Set(listHashes(all, 'identity'));
      for (const [i, { position }] of all.entries()) {
        const rest = await readAll(await fixture.open(), position);
        const seen = new Set(listHashes([...all.slice(0, i + 1), ...rest], 'identity'));
        assert.ok(areSame(seen, identities), `after batch ${i}`);
      }
    },
  },
  {
    name: 'acknowledging in order, and twice, is harmless',
    async check(createFixture) {
      await using fixture = await createFixture();
      const batches = await readAll(await fixture.open());
      for (const batch of batches) await batch.ack();
      for (const batch of batches) await batch.ack();
      const position = batches.at(-1)?.position;
      const again = await readAll(await fixture.open(), position);
      assert.equal(
        again.reduce((sum, { account }) => sum + account.received, 0),
        0,
      );
    },
  },
  {
    name: 'stopped midway and started again, nothing is lost',
    async check(createFixture) {
      await using fixture = await createFixture();
      const all = new Set(listHashes(await readAll(await fixture.open()), 'identity'));
      const stop = new AbortController();
      const kept: SourceBatch[] = [];
      const source = await fixture.open();
      for await (const batch of source.batches({ position: undefined, signal: stop.signal })) {
        kept.push(batch);
        await batch.ack();
        stop.abort();
      }
      assert.equal(kept.length, 1, 'the batches end once the signal aborts');
      const rest = await readAll(await fixture.open(), kept[0]?.position);
      const seen = new Set(listHashes([...kept, ...rest], 'identity'));
      assert.ok(areSame(seen, all));
    },
  },
  {
    name: 'a source that is stopped before it begins yields nothing',
    async check(createFixture) {
      await using fixture = await createFixture();
      const source = await fixture.open();
      for await (const _ of source.batches({ position: undefined, signal: AbortSignal.abort() }))
        assert.fail('a batch after the abort');
    },
  },
  {
    name: 'its check says that it is there, and loads nothing',
    async check(createFixture) {
      await using fixture = await createFixture();
      const source = await fixture.open();
      const { ok, message } = await source.check(new AbortController().signal);
      assert.equal(ok, true, message);
      const received = (await readAll(source)).reduce((sum, { account }) => sum + account.received, 0);
      assert.equal(received, fixture.recordCount);
    },
  },
];
