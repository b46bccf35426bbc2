/**
 * Any number of processes save and prune one place, are killed, cut off, overtaken after a hang and wake up days later, at
 * any of their calls. Whatever happens, each point that is listed is what was saved, and nothing else stays.
 */
import fc from 'fast-check';
import { openBackupRepository } from 'gemba/backup';
import { GembaError } from 'gemba/model';
import { createFaultyPlace, type FaultyPlace, type TargetFault, targetFaults } from 'gemba/testing';
import { expect, test } from 'vitest';
import { partsOf, readTexts, sha256Of, type Texts } from './support/saved-files.ts';

const hourMs = 3_600_000;

type Work =
  | { readonly kind: 'save'; readonly texts: Texts }
  | { readonly kind: 'prune'; readonly allHours: number; readonly dailies: number };

interface Run {
  readonly work: Work;
  readonly fault: { readonly at: number; readonly kind: TargetFault } | undefined;
  /** Stopped by its signal at that step of progress. */
  readonly stopAt: number | undefined;
}

type Command =
  | { readonly kind: 'run'; readonly runs: readonly Run[] }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'wake' };

const names = ['history/a', 'history/b', 'history/c/d', 'state/a', 'archive/e'];
const save = fc.record({
  kind: fc.constant('save' as const),
  texts: fc.dictionary(fc.constantFrom(...names), fc.constantFrom('', 'one', 'two', 'three', 'four'), { minKeys: 1 }),
});
const prune = fc.record({
  kind: fc.constant('prune' as const),
  allHours: fc.constantFrom(0, 1, 30),
  dailies: fc.constantFrom(0, 2),
});
const fault = fc.record({ at: fc.integer({ min: 1, max: 40 }), kind: fc.constantFrom(...targetFaults) });
const run: fc.Arbitrary<Run> = fc.record({
  work: fc.oneof({ weight: 2, arbitrary: save }, prune),
  fault: fc.option(fault, { nil: undefined }),
  stopAt: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined, freq: 6 }),
});
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('run' as const), runs: fc.array(run, { minLength: 1, maxLength: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 11 * 60_000, 26 * hourMs) }),
  },
  fc.record({ kind: fc.constant('wake' as const) }),
);

interface Tried {
  readonly texts: Texts;
  isAcknowledged: boolean;
}

class Model {
  now = Date.UTC(2012, 1, 28, 22);
  /** By the moment of the point, which no two share. */
  readonly tried = new Map<number, Tried>();
  /** The earliest moment that every prune so far keeps. */
  keptFrom = 0;
  readonly hanging = new Set<Promise<void>>();
  readonly place: FaultyPlace;
  private readonly random: () => number;

  constructor(seed: number) {
    let state = seed >>> 0;
    this.random = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const pause = async (): Promise<void> => {
      // Turns of others in between, in an order that the seed decides.
      for (let turns = Math.floor(this.random() * 4); turns > 0; turns -= 1) await new Promise(setImmediate);
    };
    this.place = createFaultyPlace({ pause, now: () => this.now });
  }

  async apply(command: Command): Promise<void> {
    if (command.kind === 'wait') this.now += command.ms;
    else if (command.kind === 'wake') await this.wake();
    else await Promise.all(command.runs.map((one) => this.start(one)));
  }

  async wake(): Promise<void> {
    while (this.hanging.size > 0) {
      this.place.wake();
      await Promise.race([...this.hanging, new Promise(setImmediate)]);
    }
  }

  /** Until it has ended, or hangs. */
  private start(run: Run): Promise<void> {
    const { promise: hung, resolve: onHang } = Promise.withResolvers<void>();
    const done = this.perform(run, onHang).finally(() => this.hanging.delete(done));
    this.hanging.add(done);
    return Promise.race([done, hung]);
  }

  private async perform({ work, fault, stopAt }: Run, onHang: () => void): Promise<void> {
    const target = this.place.open((call) => {
      if (call !== fault?.at) return undefined;
      if (fault.kind === 'hangs') onHang();
      return fault.kind;
    });
    try {
      const backups = await openBackupRepository(target, { plant: 'demo', softwareVersion: '1', now: () => this.now });
      if (work.kind === 'prune') {
        this.keptFrom = Math.max(this.keptFrom, this.now - work.allHours * hourMs);
        await backups.prune({ allMs: work.allHours * hourMs, dailies: work.dailies }, this.now);
        return;
      }
      this.now += 1_000;
      const at = this.now;
      const tried = { texts: work.texts, isAcknowledged: false };
      this.tried.set(at, tried);
      const stop = new AbortController();
      let steps = 0;
      const onProgress = (): void => {
        if (steps === stopAt) stop.abort(new GembaError('aborted', 'stopped'));
        steps += 1;
      };
      await backups.save(partsOf(work.texts), { at, signal: stop.signal, onProgress });
      tried.isAcknowledged = true;
    } catch (error) {
      const code = error instanceof GembaError ? error.code : '';
      if (!['backup-failed', 'backup-busy', 'aborted'].includes(code)) throw error;
    }
  }

  /** Each point that is listed is what was saved at it, and what was acknowledged and is kept is listed. */
  async check(): Promise<void> {
    // Before it is looked: what hangs may go on meanwhile.
    const acknowledged = [...this.tried].filter(([at, { isAcknowledged }]) => isAcknowledged && at >= this.keptFrom);
    const backups = await this.open();
    const points = await backups.listPoints();
    expect(points.map(({ at }) => at)).toEqual(points.map(({ at }) => at).sort((a, b) => a - b));
    for (const { id, at } of points)
      expect(await readTexts(backups, await backups.readPoint(id))).toEqual(this.tried.get(at)?.texts);
    const listed = new Set(points.map(({ at }) => at));
    for (const [at] of acknowledged) expect(listed).toContain(at);
    expect((await backups.verify()).damages).toEqual([]);
  }

  /** After a prune by one who is alone, there is what points need and no more. */
  async checkNothingElse(): Promise<void> {
    const backups = await this.open();
    await backups.prune({ allMs: Number.MAX_SAFE_INTEGER, dailies: 0 }, this.now);
    const needed = new Set<string>();
    const points = await backups.listPoints();
    for (const { id } of points)
      for (const part of (await backups.readPoint(id)).parts) for (const { sha256 } of part.files) needed.add(sha256);
    const stored = [...this.place.objects.keys()].filter((name) => name.startsWith('objects/'));
    const found = stored.map((name) => name.split('/')[2]?.slice(0, 64) ?? '');
    const lists = found.filter((sha256) => !needed.has(sha256));
    expect(new Set(found.filter((sha256) => needed.has(sha256)))).toEqual(needed);
    // What is no file is the list of some part of some point, each once where equal.
    expect(lists.length).toBeLessThanOrEqual(points.length * 3);
    expect(new Set(found).size).toBe(found.length);
    const records = [...this.place.objects.keys()].filter((name) => /^(steps|locks)\//.test(name));
    expect(records.length).toBe(points.length + 1);
  }

  private open(): ReturnType<typeof openBackupRepository> {
    return openBackupRepository(this.place.open(), { plant: 'demo', softwareVersion: '1', now: () => this.now });
  }
}

const runs = Number(process.env['BACKUP_MODEL_RUNS'] ?? 120);

test('each point that is listed reads back as it was saved, whoever died, hung or was overtaken, and nothing else stays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 2, maxLength: 14 }), fc.integer(), async (commands, seed) => {
      const model = new Model(seed);
      for (const one of commands) {
        await model.apply(one);
        if (one.kind !== 'wait') await model.check();
      }
      await model.wake();
      await model.check();
      model.now += 26 * hourMs;
      await model.checkNothingElse();
      await model.check();
    }),
    { numRuns: runs },
  );
});

test('equal files are stored once, in one point and over all of them', async () => {
  const place = createFaultyPlace();
  const backups = await openBackupRepository(place.open(), { plant: 'demo', softwareVersion: '1' });
  const texts = { 'history/a': 'same', 'history/b': 'same', 'state/c': 'same' };
  const first = await backups.save(partsOf(texts), { at: 1_000 });
  expect(first).toMatchObject({ writtenCount: 1, writtenBytes: 4 });
  const second = await backups.save(partsOf({ ...texts, 'archive/d': 'other' }), { at: 2_000 });
  expect(second).toMatchObject({ writtenCount: 1, writtenBytes: 5 });
  const stored = [...place.objects.keys()].filter((name) => name.includes(sha256Of('same')));
  expect(stored).toEqual([`objects/${sha256Of('same').slice(0, 2)}/${sha256Of('same')}-0000001`]);
  expect(await readTexts(backups, second.point)).toEqual({ ...texts, 'archive/d': 'other' });
});
