/** What every backup target holds to, ours and a user's. Run each `check` in a test of its `name`; free of a test runner. */
import assert from 'node:assert/strict';
import type { BackupTarget } from '../backup/index.ts';
import {
  bytesOf,
  contentOf,
  listNames,
  readBytes,
  requireBytes,
  requireCode,
  requireNone,
} from './backup-target-checks.ts';

/** An empty place for backups. */
export interface BackupTargetFixture extends AsyncDisposable {
  /** Opens the place, as each process that uses it does. */
  open(): Promise<BackupTarget>;
}

export type CreateBackupTargetFixture = () => Promise<BackupTargetFixture>;

export interface BackupTargetCheck {
  /** A rule. */
  readonly name: string;
  check(createFixture: CreateBackupTargetFixture): Promise<void>;
}

/** More than is sent in one piece. */
const largeBytes = 9_000_011;
const wrongNames = ['', '/a', 'a/', 'a//b', '../a', 'a/../b', '.a', 'a.', 'a b', 'A', 'ä', 'a\\b', 'nul', 'a/con.txt'];

/** The rules of `BackupTarget`. */
export const backupTargetConformance: readonly BackupTargetCheck[] = [
  {
    name: 'what was put is read back, by every process, of whatever length and in whatever chunks',
    async check(createFixture) {
      await using fixture = await createFixture();
      await using target = await fixture.open();
      await using other = await fixture.open();
      for (const [at, byteLength] of [0, 1, 70_000, largeBytes].entries()) {
        const bytes = bytesOf(byteLength, at);
        await target.put(`a/b-${at}/c.bin`, contentOf(bytes, { chunkBytes: 999_983 }));
        await requireBytes(other, `a/b-${at}/c.bin`, bytes);
      }
    },
  },
  {
    name: 'putting again replaces',
    async check(createFixture) {
      await using fixture = await createFixture();
      await using target = await fixture.open();
      await target.put('note', contentOf(bytesOf(5_000, 1)));
      await target.put('note', contentOf(bytesOf(10, 2)));
      await requireBytes(target, 'note', bytesOf(10, 2));
      assert.deepEqual(await listNames(target, 'note'), ['note']);
    },
  },
  {
    name: 'a content that ends early, goes on too long or fails leaves what was there, and nothing where nothing was',
    async check(createFixture) {
      await using fixture = await createFixture();
      await using target = await fixture.open();
      const failure = new Error('the file cannot be read');
      await target.put('old', contentOf(bytesOf(300, 1)));
      for (const [name, byteLength] of [
        ['old', 400],
        ['new/one', 400],
        ['new/one', largeBytes],
      ] as const) {
        const bytes = bytesOf(byteLength, 2);
        const options = { chunkBytes: 999_983 };
        const tooShort = contentOf(bytes, { ...options, sent: bytes.subarray(1) });
        await requireCode(target.put(name, tooShort), 'backup-failed');
        const tooLong = contentOf(bytes.subarray(1), { ...options, sent: bytes });
        await requireCode(target.put(name, tooLong), 'backup-failed');
        const failing = contentOf(bytes, { ...options, failure });
        await assert.rejects(target.put(name, failing), (error) => error === failure);
      }
      await requireBytes(target, 'old', bytesOf(300, 1));
      await requireNone(target, 'new/one');
    },
  },
  {
    name: 'a put that is stopped throws the reason of its signal, and leaves what was there',
    async check(createFixture) {
      await using fixture = await createFixture();
      await using target = await fixture.open();
      await target.put('old', contentOf(bytesOf(300, 1)));
      const bytes = bytesOf(largeBytes, 2);
      for (const name of ['old', 'new']) {
        const stop = new AbortController();
        const reason = new Error('stopped');
        const content = {
          byteLength: bytes.length,
          async *read() {
            yield bytes.subarray(0, 8_700_000);
            stop.abort(reason);
            yield bytes.subarray(8_700_000);
          },
        };
        await assert.rejects(target.put(name, content, stop.signal), (error) => error === reason);
        await assert.rejects(target.put(name, contentOf(bytes), stop.signal), (error) => error === reason);
      }
      await requireBytes(target, 'old', bytesOf(300, 1));
      await requireNone(target, 'new');
    },
  },
  {
    name: 'what is being put is not there before it is whole',
    async check(createFixture) {
      await using fixture = await createFixture();
      await using target = await fixture.open();
      await using other = await fixture.open();
      const bytes = bytesOf(largeBytes, 3);
      await target.put('slow', {
        byteLength: bytes.length,
        async *read() {
          yield bytes.subarray(0, 8_900_000);
          await requireNone(other, 'slow');
          yield bytes.subarray(8_900_000);
        },
      });
      await requireBytes(other, 'slow', bytes);
    },
  },
  {
    name: 'a name is created once: of all who try at once one gets true, and its bytes stay',
    async check(createFixture) {
      await using fixture = await createFixture();
      const targets = await Promise.all(Array.from({ length: 8 }, () => fixture.open()));
      const taken = await Promise.all(targets.map((target, at) => target.create('locks/1', bytesOf(100, at))));
      const first = taken.indexOf(true);
      assert.equal(taken.filter((isTaken) => isTaken).length, 1, 'one was first');
      for (const target of targets) {
        assert.equal(await target.create('locks/1', bytesOf(100, 99)), false);
        await requireBytes(target, 'locks/1', bytesOf(100, first));
      }
      await targets[0]?.remove('locks/1');
      assert.equal(await targets[1]?.create('locks/1', bytesOf(3, 1)), true, 'what was removed can be created again');
      for (const target of targets) await target[Symbol.asyncDispose]();
    },
  },
  {
    name: 'of puts of one name at once, one stays whole',
    async check(createFixture) {
      await using fixture = await createFixture();
      await using target = await fixture.open();
      await using other = await fixture.open();
      const contents = Array.from({ length: 6 }, (_, at) => bytesOf(100_000 + at, at));
      await Promise.all(contents.map((bytes, at) => (at % 2 ? target : other).put('same', contentOf(bytes))));
      const found = await readBytes(target, 'same');
      assert.ok(contents.some((bytes) => Buffer.compare(bytes, found) === 0));
    },
  },
  {
    name: 'what is not there is undefined to find, `backup-missing` to get, and nothing to remove',
    async check(createFixture) {
      await using fixture = await createFixture();
      await using target = await fixture.open();
      await requireNone(target, 'none');
      await requireNone(target, 'objects/ab/none');
      await target.remove('objects/ab/none');
      await target.put('objects/ab/one', contentOf(bytesOf(9, 1)));
      await target.remove('objects/ab/one');
      await target.remove('objects/ab/one');
      await requireNone(target, 'objects/ab/one');
    },
  },
  {
    name: 'a listing has each object whose name begins so, once, with its length and time, and no other',
    async check(createFixture) {
      await using fixture = await createFixture();
      await using target = await fixture.open();
      assert.deepEqual(await listNames(target, ''), []);
      assert.deepEqual(await listNames(target, 'objects/'), []);
      const names = [
        'a',
        'a-b',
        'a.b/c',
        'ab',
        'objects/ab/1',
        'objects/ab/2',
        'objects/ac/1',
        'objects-x/1',
        'z/y/x/w',
      ];
      await Promise.all(names.map((name, at) => target.put(name, contentOf(bytesOf(at + 1, at)))));
      for (const prefix of [
        '',
        'a',
        'a.b/',
        'objects',
        'objects/',
        'objects/a',
        'objects/ab/',
        'objects/ab/1',
        'z/y/',
        'q',
      ])
        assert.deepEqual(
          (await listNames(target, prefix)).filter((name) => names.includes(name)),
          names.filter((name) => name.startsWith(prefix)).sort(),
          `names that begin with '${prefix}'`,
        );
      for await (const { name, byteLength, modifiedAt } of target.list('objects/')) {
        assert.equal(byteLength, names.indexOf(name) + 1);
        assert.ok(Math.abs(modifiedAt - Date.now()) < 3_600_000, 'the time is that of the clock');
      }
    },
  },
  {
    name: 'who stops reading or listing amidst harms nothing',
    async check(createFixture) {
      await using fixture = await createFixture();
      await using target = await fixture.open();
      await target.put('large', contentOf(bytesOf(largeBytes, 1), { chunkBytes: 999_983 }));
      await target.put('small', contentOf(bytesOf(1, 1)));
      for (let time = 0; time < 2; time += 1) {
        for await (const chunk of target.get('large')) if (chunk.length > 0) break;
        for await (const { name } of target.list('')) if (name !== '') break;
      }
      await requireBytes(target, 'large', bytesOf(largeBytes, 1));
      const stop = new AbortController();
      const reason = new Error('stopped');
      const reading = async (): Promise<void> => {
        for await (const chunk of target.get('large', stop.signal)) if (chunk.length > 0) stop.abort(reason);
      };
      await assert.rejects(reading(), (error) => error === reason);
    },
  },
  {
    name: 'a name that leads elsewhere, or that some system does not take, is refused everywhere',
    async check(createFixture) {
      await using fixture = await createFixture();
      await using target = await fixture.open();
      for (const name of [...wrongNames, 'a'.repeat(200)]) {
        await requireCode(target.put(name, contentOf(bytesOf(1, 1))), 'usage');
        await requireCode(target.create(name, bytesOf(1, 1)), 'usage');
        await requireCode(readBytes(target, name), 'usage');
        await requireCode(target.find(name), 'usage');
        await requireCode(target.remove(name), 'usage');
      }
      assert.deepEqual(await listNames(target, ''), []);
    },
  },
];
