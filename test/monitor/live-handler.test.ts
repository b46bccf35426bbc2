import { spawn } from 'node:child_process';
import { Ajv2020 } from 'ajv/dist/2020.js';
import {
  createLiveHandler,
  type LiveMonitor,
  listLiveJsonSchemas,
  livePictureSchema,
  openLiveMonitor,
} from 'gemba/monitor';
import { type Listening, serve } from 'gemba/runtime';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { at, makePlant, report } from '../analytics/made-up-plant.ts';
import { type ReceivedEvent, readEvents } from './support/event-source.ts';
import { LiveWorld, tableOf } from './support/live-world.ts';

const today = '2024-03-13';
const validate = Object.fromEntries(
  listLiveJsonSchemas().map(({ name, schema }) => [
    name,
    new Ajv2020({ strictTypes: false, keywords: ['unit'] }).compile(schema),
  ]),
);

async function withServer(
  work: (served: {
    url: string;
    world: LiveWorld;
    monitor: LiveMonitor;
    tell: (key: string, count: number) => void;
  }) => Promise<void>,
  options: { heartbeatMs?: number } = {},
): Promise<void> {
  const world = new LiveWorld(makePlant(), at(today, 12));
  await using monitor = await openLiveMonitor({
    plant: world.plant,
    history: world.history,
    fresh: world.stream,
    clock: () => world.time.nowMs,
    pace: { refreshMs: 1, tickMs: 60_000 },
  });
  const { heartbeatMs } = options;
  const handle = createLiveHandler(monitor, heartbeatMs === undefined ? {} : { heartbeatMs });
  await using listening: Listening = await serve(handle, '127.0.0.1:0');
  const tell = (key: string, completedCount: number): void => {
    world.time.nowMs += 1_000;
    const row = report('press', today, 10, 11, { completedCount, operators: 'person-token-1' });
    world.tell('mes', [tableOf('production', [{ key, row }])]);
  };
  await work({ url: `http://127.0.0.1:${listening.port}`, world, monitor, tell });
}

/** Reads until one of these events is there. */
async function next(
  events: AsyncGenerator<ReceivedEvent>,
  wanted: (event: ReceivedEvent) => boolean,
): Promise<ReceivedEvent> {
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) throw new Error('The events ended.');
    if (wanted(value)) return value;
  }
}

async function listAll(body: ReadableStream<Uint8Array> | null): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  for await (const event of readEvents(body as ReadableStream<Uint8Array>)) events.push(event);
  return events;
}

function completedIn({ name, data }: ReceivedEvent): number | undefined {
  return name === 'unit' ? JSON.parse(data).unit.day.completedCount : undefined;
}

describe('GET /live', () => {
  it('says what is known now, as its schema has it, and nothing of persons', async () => {
    await withServer(async ({ url, monitor, tell }) => {
      tell('1', 7);
      await vi.waitFor(() => expect(monitor.current().units[0]?.day.figures.pieces.completed).toBe(7), 20_000);
      const response = await fetch(`${url}/live`);
      expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
      const text = await response.text();
      const picture = livePictureSchema.parse(JSON.parse(text));
      expect(validate['live.json']?.(JSON.parse(text)), JSON.stringify(validate['live.json']?.errors)).toBe(true);
      expect(picture.units[0]).toMatchObject({ equipment: 'press', name: 'Press', day: { completedCount: 7 } });
      expect(picture.plant?.day.completedCount).toBe(7);
      expect(text).not.toContain('person-token');
    });
  });

  it('says it of some equipment, and refuses what the plant does not have', async () => {
    await withServer(async ({ url }) => {
      const some = livePictureSchema.parse(await (await fetch(`${url}/live?equipment=lathe`)).json());
      expect([some.plant, some.units.map(({ equipment }) => equipment)]).toEqual([null, ['lathe']]);
      const both = await fetch(`${url}/live?equipment=lathe,press`);
      expect(livePictureSchema.parse(await both.json()).units).toHaveLength(2);
      for (const path of ['/live?equipment=laser', '/live/changes?equipment=laser']) {
        const refused = await fetch(url + path);
        expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([400, 'unknown-name']);
      }
    });
  });

  it('answers other methods and other paths as HTTP wants it', async () => {
    await withServer(async ({ url }) => {
      const posted = await fetch(`${url}/live`, { method: 'POST' });
      expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
      expect((await fetch(`${url}/lives`)).status).toBe(404);
      for (const path of ['/live', '/live/changes']) {
        const head = await fetch(url + path, { method: 'HEAD' });
        expect([head.status, await head.text()]).toEqual([200, '']);
      }
    });
  });
});

describe('GET /live/changes', () => {
  it('sends the picture, then changes, each as its schema has it and with the token to go on from', async () => {
    await withServer(async ({ url, tell }) => {
      const gone = new AbortController();
      const response = await fetch(`${url}/live/changes?equipment=press`, { signal: gone.signal });
      expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      const events = readEvents(response.body as ReadableStream<Uint8Array>);
      expect(await next(events, () => true)).toMatchObject({ name: 'retry', data: '2000' });
      const first = await next(events, () => true);
      expect([first.name, JSON.parse(first.data).reason]).toEqual(['reset', 'first']);
      tell('1', 7);
      const changed = await next(events, (event) => completedIn(event) === 7);
      for (const { data, id } of [first, changed]) {
        expect(id).not.toBe('');
        expect(validate['live.change.json']?.(JSON.parse(data)), data).toBe(true);
      }
      gone.abort();

      tell('2', 5);
      for (const [query, headers] of [
        ['', { 'last-event-id': changed.id }],
        [`&after=${changed.id}`, {}],
      ] as const) {
        const again = new AbortController();
        const resumed = await fetch(`${url}/live/changes?equipment=press${query}`, { headers, signal: again.signal });
        const seen: string[] = [];
        const later = await next(readEvents(resumed.body as ReadableStream<Uint8Array>), (event) => {
          seen.push(event.name);
          return completedIn(event) === 12;
        });
        expect(later.name).toBe('unit');
        expect(seen).not.toContain('reset');
        again.abort();
      }
    });
  });

  it('is followed by an EventSource we did not write, over a broken connection without a second picture', async () => {
    const world = new LiveWorld(makePlant(), at(today, 12));
    await using monitor = await openLiveMonitor({
      plant: world.plant,
      history: world.history,
      fresh: world.stream,
      clock: Date.now,
      pace: { refreshMs: 1 },
    });
    const handle = createLiveHandler(monitor, { retryMs: 20 });
    let cut = new AbortController();
    const cuttable = (request: Request): Response =>
      handle(new Request(request, { signal: AbortSignal.any([request.signal, cut.signal]) }));
    await using listening = await serve(cuttable, '127.0.0.1:0');
    const url = `http://127.0.0.1:${listening.port}/live/changes?equipment=press`;
    // Node's own, of undici.
    const program = `
      // It does not keep the process while it waits to come again.
      setInterval(() => undefined, 60_000);
      const source = new EventSource(${JSON.stringify(url)});
      for (const name of ['reset', 'unit', 'skipped'])
        source.addEventListener(name, ({ data, lastEventId }) => console.log(name, lastEventId, data));`;
    const child = spawn(process.execPath, ['--experimental-eventsource', '--no-warnings', '-e', program]);
    onTestFinished(() => void child.kill());
    let said = '';
    child.stdout.on('data', (text: Buffer) => {
      said += text;
    });
    const { fromAt } = monitor.current().windows.day;
    const tell = (key: string, completedCount: number): void => {
      const row = { equipment: 'press', startAt: fromAt, endAt: fromAt, state: 'running', completedCount };
      world.tell('mes', [tableOf('production', [{ key, row }])]);
    };
    const patience = { timeout: 20_000, interval: 20 };
    await vi.waitFor(() => expect(said).toMatch(/^reset \S+ .*"reason":"first"/m), patience);
    tell('1', 7);
    await vi.waitFor(() => expect(said).toMatch(/^unit \S+ .*"completedCount":7,/m), patience);
    const before = cut;
    cut = new AbortController();
    before.abort();
    tell('2', 5);
    await vi.waitFor(() => expect(said).toMatch(/^unit \S+ .*"completedCount":12,/m), patience);
    expect(said.match(/^reset /gm)).toHaveLength(1);
  });

  it('sends a comment where nothing else is to be sent', async () => {
    await withServer(
      async ({ url }) => {
        const gone = new AbortController();
        const { body } = await fetch(`${url}/live/changes?equipment=lathe`, { signal: gone.signal });
        const events = readEvents(body as ReadableStream<Uint8Array>);
        for (let i = 0; i < 3; i++) await next(events, ({ name }) => name === ':');
        gone.abort();
      },
      { heartbeatMs: 10 },
    );
  });

  it('keeps nothing for a client that does not read: it gets the newest later, and is told', async () => {
    const world = new LiveWorld(makePlant(), at(today, 12));
    await using monitor = await world.openMonitor({ changesMax: 8 });
    const gone = new AbortController();
    const { body } = createLiveHandler(monitor)(new Request('http://localhost/live/changes', { signal: gone.signal }));
    const events = readEvents(body as ReadableStream<Uint8Array>);
    await next(events, ({ name }) => name === 'reset');
    for (let n = 1; n <= 30; n++) {
      world.tell('mes', [
        tableOf('production', [{ key: String(n), row: report('press', today, 10, 11, { completedCount: 1 }) }]),
      ]);
      await world.time.advance(250);
    }
    const seen: ReceivedEvent[] = [];
    const newest = await next(events, (event) => {
      seen.push(event);
      return completedIn(event) === 30;
    });
    gone.abort();
    expect(newest.id).not.toBe('');
    // What was on its way when it stopped reading, what was left out, and no more than one change of each.
    expect(seen.map(({ name }) => name)).toContain('skipped');
    expect(seen.length).toBeLessThanOrEqual(8);
  });

  it('ends for all clients with the monitor, and for one that goes away at once', async () => {
    const world = new LiveWorld(makePlant(), at(today, 12));
    const monitor = await world.openMonitor();
    const handle = createLiveHandler(monitor);
    const gone = new AbortController();
    const left = handle(new Request('http://localhost/live/changes', { signal: gone.signal }));
    const stays = handle(new Request('http://localhost/live/changes'));
    gone.abort();
    const ofLeft = await listAll(left.body);
    expect(ofLeft.map(({ name }) => name).filter((name) => name !== 'retry')).toEqual(['reset']);
    await monitor[Symbol.asyncDispose]();
    await monitor[Symbol.asyncDispose]();
    const ofStays = await listAll(stays.body);
    expect(ofStays.at(-1)?.name).toBe('reset');
  });
});
