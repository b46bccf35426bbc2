/** What every source holds to, ours and a user's. Run each `check` in a test of its `name`; free of a test runner. */
import assert from 'node:assert/strict';
import type { Source, SourceBatch, SourcePosition } from '../ingest/index.ts';
import {
  areSame,
  checkTable,
  factIdentitiesOf,
  identitiesOf,
  listHashes,
  type ReadOptions,
  readBatches,
  receivedOf,
  requireEnd,
} from './source-checks.ts';

/**
 * A source over records that stay the same, enough for several batches, some of them refused, the last one different
 * from all others.
 */
export interface SourceFixture extends AsyncDisposable {
  /** Opens the source over the same records, as another process would. */
  open(): Promise<Source>;
  /** Opens one like it over something that is not there: a file that is missing, a broker that does not run. */
  openMissing(): Promise<Source>;
  /**
   * Streams only: has the records from `from` on (0 is the first) and before `to` come. Whoever sends them keeps them
   * until the source has acknowledged them, whether it listens at the moment or not; in files they are always there.
   */
  send?(from: number, to: number): Promise<void>;
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

/** Opens the source and reads all there is from a position on. */
async function readAll(fixture: SourceFixture, options: Partial<ReadOptions> = {}): ReturnType<typeof readBatches> {
  return readBatches(await fixture.open(), { recordCount: fixture.recordCount, ...options });
}

/** The first reading of a fixture: of a stream, its records are sent before. */
async function sendAndRead(fixture: SourceFixture, options: Partial<ReadOptions> = {}): ReturnType<typeof readBatches> {
  await fixture.send?.(0, fixture.recordCount);
  return readAll(fixture, options);
}

/** Where to start for all of it again: who sends a stream repeats it, and the position tells what it was received as. */
function positionToRepeat({ send }: SourceFixture, batches: readonly SourceBatch[]): SourcePosition | undefined {
  return send === undefined ? undefined : batches.at(-1)?.position;
}

/** The rules of `Source`. */
export const sourceConformance: readonly SourceCheck[] = [
  {
    name: 'every record is received: a fact, or a refusal with its reason',
    async check(createFixture) {
      await using fixture = await createFixture();
      const batches = await sendAndRead(fixture);
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
      for (const { facts } of await sendAndRead(fixture)) for (const table of facts) checkTable(table);
    },
  },
  {
    name: 'a source says whether it ends by itself; batches name it and count at least what they list as adjusted',
    async check(createFixture) {
      await using fixture = await createFixture();
      const { id, extent } = await fixture.open();
      assert.ok(extent === 'finite' || extent === 'stream');
      assert.equal(extent === 'stream', fixture.send !== undefined, 'the fixture of a stream sends its records');
      for (const batch of await sendAndRead(fixture)) {
        assert.equal(batch.source, id);
        assert.ok(batch.identityBy === 'content' || batch.identityBy === 'key');
        assert.ok(batch.adjustments.length <= 1_000 && batch.adjustments.length <= batch.adjustmentCount);
      }
    },
  },
  {
    name: 'what was not acknowledged comes again with the same identities and contents, in the same order',
    async check(createFixture) {
      await using fixture = await createFixture();
      const first = await sendAndRead(fixture);
      const second = await readAll(fixture, { position: positionToRepeat(fixture, first) });
      for (const part of ['identity', 'content'] as const)
        assert.ok(listHashes(second, part).join() === listHashes(first, part).join(), `${part} of each record`);
    },
  },
  {
    name: 'what is different has an identity of its own, and what was delivered again has the same',
    async check(createFixture) {
      await using fixture = await createFixture();
      assert.equal(identitiesOf(await sendAndRead(fixture)).size, fixture.distinctCount);
    },
  },
  {
    name: 'what was acknowledged does not come again, and positions survive JSON',
    async check(createFixture) {
      await using fixture = await createFixture();
      const { recordCount } = fixture;
      const isStream = fixture.send !== undefined;
      const before = isStream ? recordCount - 1 : recordCount;
      await fixture.send?.(0, before);
      const first = await readAll(fixture, { recordCount: before, isAcknowledging: true });
      assert.equal(receivedOf(first), before);
      const position = JSON.parse(JSON.stringify(first.at(-1)?.position)) as SourcePosition;
      // What would come again comes before what is new.
      await fixture.send?.(before, recordCount);
      const then = await readAll(fixture, { position, recordCount: 1, isAcknowledging: true });
      assert.equal(receivedOf(then), recordCount - before);
      assert.ok(identitiesOf(then).isDisjointFrom(identitiesOf(first)), 'only what is new');
    },
  },
  {
    name: 'from any position on, what was not acknowledged comes again with the same identities',
    async check(createFixture) {
      await using fixture = await createFixture();
      const all = await sendAndRead(fixture);
      // What a stream refused is known by its receipt, which only the position of its own batch tells.
      const listed = fixture.send === undefined ? identitiesOf : factIdentitiesOf;
      for (const [i, { position }] of all.entries()) {
        const rest = await readAll(fixture, { position });
        assert.ok(areSame(listed([...all.slice(0, i + 1), ...rest]), listed(all)), `after batch ${i}`);
      }
    },
  },
  {
    name: 'acknowledging in order, and twice, is harmless',
    async check(createFixture) {
      await using fixture = await createFixture();
      const batches = await sendAndRead(fixture, { isAcknowledging: true });
      for (const batch of batches) await batch.ack();
      assert.equal(receivedOf(batches), fixture.recordCount);
    },
  },
  {
    name: 'stopped midway and started again, nothing is lost',
    async check(createFixture) {
      await using fixture = await createFixture();
      const all = await sendAndRead(fixture);
      const stop = new AbortController();
      const kept: SourceBatch[] = [];
      const source = await fixture.open();
      const start = { position: positionToRepeat(fixture, all), signal: stop.signal };
      for await (const batch of source.batches(start)) {
        kept.push(batch);
        await batch.ack();
        stop.abort();
      }
      // A stream hands over what it has begun with.
      if (source.extent === 'finite') assert.equal(kept.length, 1, 'the batches end once the signal aborts');
      const recordCount = fixture.recordCount - receivedOf(kept);
      const position = kept.at(-1)?.position;
      const rest = recordCount === 0 ? [] : await readAll(fixture, { position, recordCount, isAcknowledging: true });
      if (source.extent === 'stream')
        assert.equal(receivedOf(kept) + receivedOf(rest), fixture.recordCount, 'each once');
      assert.ok(areSame(identitiesOf([...kept, ...rest]), identitiesOf(all)));
    },
  },
  {
    name: 'told to stop while nothing comes, its batches end',
    async check(createFixture) {
      await using fixture = await createFixture();
      const { position } = (await sendAndRead(fixture, { isAcknowledging: true })).at(-1) ?? {};
      const stop = new AbortController();
      const source = await fixture.open();
      const batches = source.batches({ position, signal: stop.signal })[Symbol.asyncIterator]();
      const next = batches.next();
      stop.abort();
      assert.equal((await requireEnd('a source that was told to stop', next)).done, true);
    },
  },
  {
    name: 'a source that is stopped before it begins yields nothing',
    async check(createFixture) {
      await using fixture = await createFixture();
      const source = await fixture.open();
      await fixture.send?.(0, fixture.recordCount);
      for await (const _ of source.batches({ position: undefined, signal: AbortSignal.abort() }))
        assert.fail('a batch after the abort');
    },
  },
  {
    name: 'its check says that it is there, and loads nothing',
    async check(createFixture) {
      await using fixture = await createFixture();
      await fixture.send?.(0, fixture.recordCount);
      const source = await fixture.open();
      const { ok, message } = await requireEnd('the check', source.check(new AbortController().signal));
      assert.equal(ok, true, message);
      assert.equal(receivedOf(await readAll(fixture)), fixture.recordCount);
    },
  },
  {
    name: 'its check says that what it reads from is not there, and ends when told to',
    async check(createFixture) {
      await using fixture = await createFixture();
      const source = await fixture.openMissing();
      const { ok, message } = await requireEnd('the check', source.check(new AbortController().signal));
      assert.equal(ok, false);
      assert.ok(message.length > 0, 'a reason');
      // It may have looked before it is told, or throw what it was told: only it may not go on.
      await requireEnd('a check that was told to stop', Promise.allSettled([source.check(AbortSignal.abort())]));
    },
  },
];
