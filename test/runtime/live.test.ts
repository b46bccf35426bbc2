/** Live figures of a plant that runs, on its own store. */
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePlant, type OpenPlant, openPlant } from 'gemba';
import { computeFigures, createActivity } from 'gemba/analytics';
import { type LiveMonitor, livePictureSchema } from 'gemba/monitor';
import { createRunHandler, parsePlantFile, type RunEvent, runPlant } from 'gemba/runtime';
import { expect, onTestFinished, test, vi } from 'vitest';

const patience = { timeout: 40_000, interval: 20 };
/** Within the shift, on a day without a change of clocks. */
const startAt = Date.UTC(2024, 2, 13, 10);

async function makePlant(clock: () => number): Promise<{ plant: OpenPlant; log: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'gemba-live-'));
  const log = join(folder, 'mes.csv');
  await writeFile(
    log,
    'key,machine,from,to,good,scrap,worker\n1,Lathe 7,2024-03-12T08:00Z,2024-03-12T09:00Z,60,0,Kim\n',
  );
  const shift = { name: 'early', start: '06:00', end: '14:00' };
  const file = definePlant({
    id: 'live',
    name: 'Live plant',
    zone: 'UTC',
    dayStart: '06:00',
    secret: { env: 'SECRET' },
    equipment: [
      { id: 'lathe-7', name: 'Lathe 7', idealTimes: [{ secondsPerPiece: 30 }] },
      { id: 'mill', name: 'Mill' },
    ],
    calendar: { shifts: [shift], rotation: { anchor: '2024-01-01', days: [['early']] } },
    sources: [
      {
        kind: 'csv',
        id: 'mes',
        path: 'mes.csv',
        followSeconds: 0.1,
        mapping: {
          fact: { kind: 'production', state: 'running' },
          key: ['key'],
          equipment: 'machine',
          startAt: 'from',
          endAt: 'to',
          completedCount: 'good',
          scrapCount: 'scrap',
          operators: 'worker',
        },
      },
    ],
  });
  const env = { SECRET: 'a long random text for the test' };
  const plant = await openPlant({ file: parsePlantFile(file, 'live.test.ts'), folder, env, clock });
  onTestFinished(async () => {
    await plant[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  return { plant, log };
}

test('live figures of a plant that runs are those of its history, over late rows and corrections, and are served', async () => {
  const beganAt = Date.now();
  const clock = (): number => startAt + Date.now() - beganAt;
  const { plant, log } = await makePlant(clock);
  const stop = new AbortController();
  const events: RunEvent[] = [];
  let live: LiveMonitor | undefined;
  const handle = createRunHandler({ status: () => ({ kind: 'starting' }), live: () => live, clock });
  const get = (path: string): Promise<Response> => Promise.resolve(handle(new Request(`http://localhost${path}`)));
  expect((await get('/live')).status).toBe(503);
  const running = runPlant(plant, {
    signal: stop.signal,
    onEvent: (event) => events.push(event),
    onLive: (monitor) => {
      live = monitor;
    },
    pace: { gatherMs: 20, tickMs: 20 },
  });
  await vi.waitFor(() => expect(live).toBeDefined(), patience);
  const monitor = live as unknown as LiveMonitor;
  const lathe = () => monitor.current().units[0];
  const expectPieces = (completed: number, scrap: number): Promise<void> =>
    vi.waitFor(() => {
      expect(lathe()?.shift?.figures.pieces).toMatchObject({ completed, scrap });
      expect(lathe()?.isCatchingUp).toBe(false);
    }, patience);

  await appendFile(log, '2,Lathe 7,2024-03-13T08:00Z,2024-03-13T09:00Z,100,2,Kim\n');
  await expectPieces(100, 2);
  await appendFile(log, '3,Lathe 7,2024-03-13T06:30Z,2024-03-13T07:30Z,50,1,Kim\n');
  await expectPieces(150, 3);
  // Corrected, and moved to the other machine.
  await appendFile(log, '2,Lathe 7,2024-03-13T08:00Z,2024-03-13T09:00Z,90,2,Kim\n');
  await expectPieces(140, 3);
  await appendFile(log, '3,Mill,2024-03-13T06:30Z,2024-03-13T07:30Z,50,1,Kim\n');
  await expectPieces(90, 2);

  const snapshot = await plant.history.snapshot();
  const activity = createActivity(
    plant.plant,
    await snapshot.read({ kind: 'production' }),
    await snapshot.read({ kind: 'equipmentState' }),
  );
  for (const { day, shift, asOfAt, isCatchingUp } of monitor.current().units) {
    expect(isCatchingUp).toBe(false);
    for (const of of [day, shift]) {
      if (of === undefined) throw new Error('The shift has begun.');
      const [batch] = computeFigures(activity, [{ fromAt: of.window.fromAt, toAt: asOfAt }]);
      expect(batch?.units).toContainEqual(of.figures);
    }
  }

  const text = await (await get('/live')).text();
  expect(livePictureSchema.parse(JSON.parse(text)).units[0]).toMatchObject({ name: 'Lathe 7', day: { scrapCount: 2 } });
  expect(text).not.toContain(plant.persons.tokenOf('Kim'));
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toContain('gemba_completed_pieces{equipment="lathe-7",window="shift"} 90\n');
  expect(metrics).toMatch(/gemba_oee_ratio\{equipment="lathe-7",window="day"\} 0\.\d+\n/);

  stop.abort();
  await running;
  expect(events.filter(({ kind }) => kind === 'failed')).toEqual([]);
  // It ended with the run.
  const left: unknown[] = [];
  for await (const change of monitor.changes()) left.push(change);
  expect(left).toHaveLength(1);
});
