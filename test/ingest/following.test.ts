/** Files that are looked at again and again while a plant runs, as an MES drops or writes them. */
import { appendFileSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { DataFile } from '../../src/ingest/data-file.ts';
import { FileLooks } from '../../src/ingest/file-looks.ts';
import type { IngestEvent } from '../../src/ingest/pipeline/ingest.ts';
import { openIngest } from '../../src/ingest/pipeline/open-ingest.ts';
import type { Source, SourceBatch, SourcePosition } from '../../src/ingest/source.ts';
import { Life } from './pipeline/support/life.ts';
import { MemoryDisk } from './pipeline/support/memory-buffer.ts';
import { MemoryHistory, openMemorySink } from './pipeline/support/memory-history.ts';
import { optionsOf, quickTimers } from './pipeline/support/plant.ts';
import { createFolder } from './support/folder.ts';
import { contextOf, loadedOf, sourceOf } from './support/plant.ts';

const folder = createFolder();
const header = 'machine,from,to,good,order\n';
const mapping = {
  fact: { kind: 'production', state: 'running' },
  equipment: 'machine',
  startAt: 'from',
  endAt: 'to',
  completedCount: 'good',
  workOrder: 'order',
};
const row = (order: number | string) => `Lathe 7,2012-02-29T07:00,2012-02-29T09:00,1,${order}\n`;
const restSeconds = 60;

/** A folder, and a source that follows it; `lookAt` looks as a running plant does, at a time of its own. */
function follow(name: string, more: object = {}) {
  const dir = join(folder.dir, name);
  mkdirSync(dir);
  const clock = { nowMs: Date.now() };
  const config = { kind: 'csv', id: 'mes', path: name, followSeconds: restSeconds, mapping, ...more };
  const source = sourceOf(config, { ...contextOf(folder.dir), clock: () => clock.nowMs });
  let position: SourcePosition | undefined;
  const look = async (isFollowed = true) => {
    const batches: SourceBatch[] = [];
    const start = { position, signal: new AbortController().signal, isFollowed };
    let failure: unknown;
    try {
      for await (const batch of source.batches(start)) {
        batches.push(batch);
        position = batch.position;
      }
    } catch (error) {
      failure = error;
    }
    const { rows } = loadedOf(batches);
    return { orders: rows('production').map(({ workOrder }) => workOrder), failure };
  };
  return { source, look, clock, path: (file: string) => join(dir, file) };
}

const opened = () => vi.spyOn(DataFile, 'open').mockClear();

describe('how often it is looked', () => {
  const followMsOf = (more: object) =>
    sourceOf({ kind: 'csv', id: 'mes', path: 'x', mapping, ...more }, contextOf('/'));

  test('every minute, or as the plant file says; 0 means once', () => {
    expect(followMsOf({}).followMs).toBe(60_000);
    expect(followMsOf({ followSeconds: 5 }).followMs).toBe(5_000);
    expect(followMsOf({ followSeconds: 0 }).followMs).toBeUndefined();
  });
});

describe('what is looked at', () => {
  test('a look takes new and grown files; what is done and untouched is not even opened', async () => {
    const { look, path } = follow('new');
    writeFileSync(path('a.csv'), header + row(1));
    expect(await look()).toEqual({ orders: ['1'], failure: undefined });
    writeFileSync(path('b.csv'), header + row(2));
    const open = opened();
    expect(await look()).toEqual({ orders: ['2'], failure: undefined });
    expect(open.mock.calls.map(([{ baseName }]) => baseName)).toEqual(['b.csv']);
    appendFileSync(path('a.csv'), row(3));
    // A file that has grown is read from its start: identities tell what is new.
    expect((await look()).orders).toEqual(['1', '3']);
    rmSync(path('a.csv'));
    open.mockClear();
    expect(await look()).toEqual({ orders: [], failure: undefined });
    expect(open).not.toHaveBeenCalled();
  });

  test('a look sees a file that was rewritten in the same size with its time set back', async () => {
    const { look, path } = follow('rewritten');
    writeFileSync(path('a.csv'), header + row(1));
    utimesSync(path('a.csv'), 1_000, 1_000);
    expect((await look()).orders).toEqual(['1']);
    writeFileSync(path('a.csv'), header + row(2));
    utimesSync(path('a.csv'), 1_000, 1_000);
    expect((await look()).orders).toEqual(['2']);
  });

  test('a file that is gone by the time it is looked at is not there, and no error', async () => {
    const looks = new FileLooks();
    const listed = { name: 'gone.csv', path: join(folder.dir, 'gone.csv'), baseName: 'gone.csv', isNamed: false };
    writeFileSync(listed.path, header);
    const file = (await DataFile.open(listed)) as DataFile;
    await file.close();
    looks.note(file);
    const progress = file.progress(0, true);
    expect(await looks.isDoneStill(listed, progress)).toBe(true);
    rmSync(listed.path);
    expect(await looks.isDoneStill(listed, progress)).toBe(false);
  });

  test('where the position was not kept all is read again, whatever was seen', async () => {
    const { source, look, path } = follow('position');
    writeFileSync(path('a.csv'), header + row(1));
    await look();
    const batches: SourceBatch[] = [];
    for await (const batch of source.batches({ position: undefined, signal: new AbortController().signal }))
      batches.push(batch);
    expect(loadedOf(batches).received).toBe(1);
  });
});

describe('what may still be being written', () => {
  const half = 'Lathe 7,2012-02-29T07:00,2012-02-29T09:00,1,4';

  test('a last row without a line end is left for the next look, and read whole then', async () => {
    const { look, path } = follow('half');
    writeFileSync(path('a.csv'), header + row(1) + half);
    expect((await look()).orders).toEqual(['1']);
    appendFileSync(path('a.csv'), '2\n');
    expect((await look()).orders).toEqual(['1', '42']);
  });

  test('a file that is the same at the next look is taken for finished', async () => {
    const { look, path } = follow('same');
    writeFileSync(path('a.csv'), header + row(1) + half);
    await look();
    expect((await look()).orders).toEqual(['1', '4']);
    expect((await look()).orders).toEqual([]);
  });

  test('a file that was last changed long enough ago, or that nobody follows, is taken for finished at once', async () => {
    const { look, path, clock } = follow('old');
    writeFileSync(path('a.csv'), header + half);
    clock.nowMs += 2_000 * restSeconds;
    expect((await look()).orders).toEqual(['4']);
    const once = follow('once');
    writeFileSync(once.path('a.csv'), header + half);
    expect((await once.look(false)).orders).toEqual(['4']);
  });

  test('a file may not have its header yet; one that stays without is an error, and holds back no other file', async () => {
    const { look, path } = follow('header');
    writeFileSync(path('a.csv'), '');
    writeFileSync(path('b.csv'), header + row(2));
    expect(await look()).toEqual({ orders: ['2'], failure: undefined });
    writeFileSync(path('c.csv'), header + row(3));
    const { orders, failure } = await look();
    expect([orders, failure]).toEqual([['3'], expect.objectContaining({ code: 'data-file-header' })]);
    appendFileSync(path('a.csv'), header + row(1));
    expect(await look()).toEqual({ orders: ['1'], failure: undefined });
  });

  test('a file that is not there at all is an error at once', async () => {
    const { look } = follow('none', { path: 'none.csv' });
    expect((await look()).failure).toMatchObject({ code: 'data-file-missing' });
  });
});

describe('while a plant runs', () => {
  const eventually = { interval: 5, timeout: 60_000 };

  function makeWorld() {
    return { disk: new MemoryDisk(), history: new MemoryHistory() };
  }

  const ordersIn = (history: MemoryHistory) => history.listRows('production').map(({ workOrder }) => workOrder);

  test('files go on being taken until it is stopped, and their failure is said and mended', async () => {
    const { source, path } = follow('runs');
    const world = { ...makeWorld(), life: new Life(), brokers: [] };
    const events: IngestEvent[] = [];
    const waits: number[] = [];
    const timers = {
      wait: (ms: number, signal: AbortSignal) => {
        waits.push(ms);
        return quickTimers.wait(ms, signal);
      },
    };
    const options = {
      sources: [source],
      isFollowing: true,
      timers,
      onEvent: (event: IngestEvent) => events.push(event),
    };
    const ingest = openIngest(optionsOf(world, options));
    const stop = new AbortController();
    const running = ingest.run(stop.signal);
    writeFileSync(path('a.csv'), header + row(1));
    await vi.waitFor(() => expect(ordersIn(world.history)).toEqual(['1']), eventually);
    expect(waits).toContain(1_000 * restSeconds);
    expect(ingest.status().sources[0]).toMatchObject({ state: 'running', failure: undefined });
    writeFileSync(path('b.csv'), 'nothing of the kind\n');
    await vi.waitFor(
      () => expect(events.filter(({ kind }) => kind === 'source-failed').length).toBeGreaterThan(1),
      eventually,
    );
    writeFileSync(path('b.csv'), header + row(2));
    await vi.waitFor(() => expect(ordersIn(world.history)).toEqual(['1', '2']), eventually);
    await vi.waitFor(() => expect(ingest.status().sources[0]).toMatchObject({ failure: undefined }), eventually);
    stop.abort();
    await running;
    expect(ingest.status().sources[0]).toMatchObject({ state: 'ended' });
    expect(world.history.accounts.get('mes')).toMatchObject({ stored: 2, refused: 0, lost: 0 });
  });

  test('a source that is not followed ends a run as it ever did', async () => {
    const { source, path } = follow('ends', { followSeconds: 0 });
    const world = { ...makeWorld(), life: new Life(), brokers: [] };
    writeFileSync(path('a.csv'), header + row(1));
    const events: IngestEvent[] = [];
    const options = { sources: [source], isFollowing: true, onEvent: (event: IngestEvent) => events.push(event) };
    await openIngest(optionsOf(world, options)).run(new AbortController().signal);
    expect(ordersIn(world.history)).toEqual(['1']);
    expect(events.filter(({ kind }) => kind === 'source-ended')).toHaveLength(1);
  });

  test('over kills and failures of history, each row of files that come and grow is stored once', async () => {
    const step = fc.record({ file: fc.constantFrom('a.csv', 'b.csv', 'c.csv'), rows: fc.integer({ min: 1, max: 3 }) });
    const life = fc.record({
      steps: fc.array(step, { minLength: 1, maxLength: 4 }),
      isKilled: fc.boolean(),
      failAtCommit: fc.integer({ min: 1, max: 6 }),
      isAppliedThen: fc.boolean(),
    });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), async (lives) => {
        const name = `kills-${runs++}`;
        const first = follow(name);
        const world = makeWorld();
        const written: string[] = [];
        const started = new Set<string>();
        const openOf = (now: Life, source: Source, sink: object = {}) =>
          openIngest(
            optionsOf(
              { ...world, life: now, brokers: [] },
              {
                sources: [source],
                isFollowing: true,
                openSink: async () => {
                  await now.during(Promise.resolve());
                  return openMemorySink(world.history, { life: now, ...sink });
                },
              },
            ),
          );
        const sourceAgain = (): Source =>
          sourceOf({ kind: 'csv', id: 'mes', path: name, mapping }, contextOf(folder.dir));
        for (const { steps, isKilled, failAtCommit, isAppliedThen } of lives) {
          let commits = 0;
          const fail = () => {
            commits++;
            if (commits === failAtCommit) throw new Error('The disk of history failed.');
          };
          const now = new Life();
          const stop = new AbortController();
          const ingest = openOf(now, sourceAgain(), isAppliedThen ? { onCommitted: fail } : { onCommit: fail });
          const running = ingest.run(stop.signal);
          for (const { file, rows } of steps) {
            const orders = Array.from({ length: rows }, (_, i) => String(written.length + i));
            written.push(...orders);
            appendFileSync(first.path(file), (started.has(file) ? '' : header) + orders.map(row).join(''));
            started.add(file);
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
          if (isKilled) now.end();
          stop.abort();
          if (!isKilled) await running;
        }
        const stop = new AbortController();
        const ingest = openOf(new Life(), sourceAgain());
        const running = ingest.run(stop.signal);
        await vi.waitFor(() => {
          expect(ordersIn(world.history)).toHaveLength(written.length);
          expect(ingest.status().sources[0]).toMatchObject({ waitingCount: 0 });
        }, eventually);
        stop.abort();
        await running;
        expect(ordersIn(world.history).sort()).toEqual(written.sort());
        const account = world.history.accounts.get('mes');
        expect(account).toMatchObject({ stored: written.length, refused: 0, lost: 0 });
        expect(account?.received).toBe(written.length + (account?.duplicate ?? 0));
      }),
      { numRuns: 25, endOnFailure: true },
    );
  }, 240_000);
});
