import { createReadingTable, type FactRow, toTable } from 'gemba/model';
import type { LiveChange, LiveMonitor, MonitorEvent } from 'gemba/monitor';
import { describe, expect, it } from 'vitest';
import { at, makePlant, report } from '../analytics/made-up-plant.ts';
import { expectedFigures, LiveWorld, tableOf } from './support/live-world.ts';

const minuteMs = 60_000;
const today = '2024-03-13';
const plant = makePlant({
  dayStart: '06:00',
  calendar: {
    shifts: [
      { name: 'early', start: '06:00', end: '14:00' },
      { name: 'late', start: '14:00', end: '22:00' },
    ],
    rotation: { anchor: '2024-01-01', days: [[{ shift: 'early' }, { shift: 'late' }]] },
  },
});

/** A report of the press, by hours of today. */
function made(key: string, from: number, to: number, rest: FactRow<'production'> = {}) {
  return tableOf('production', [{ key, row: report('press', today, from, to, { completedCount: 10, ...rest }) }]);
}

function pressOf(monitor: LiveMonitor) {
  const press = monitor.current().units.find(({ equipment }) => equipment === 'press');
  if (press === undefined) throw new Error('There is no press.');
  return press;
}

describe('a fact that is told', () => {
  it('is in the figures at once, and however many come, a unit is worked out four times a second', async () => {
    const world = new LiveWorld(plant, at(today, 13));
    await using monitor = await world.openMonitor();
    const seen: LiveChange[] = [];
    const stop = new AbortController();
    const reading = collect(monitor.changes({ signal: stop.signal, equipment: ['press'] }), seen);
    await world.time.advance(1_000);
    seen.length = 0;
    world.tell('mes', [made('1', 12, 12.5)]);
    await world.time.settle();
    expect(pressOf(monitor).shift?.figures.pieces.completed).toBe(10);
    for (let i = 2; i <= 101; i++) {
      world.tell('mes', [made(String(i), 12, 12.5)]);
      await world.time.advance(10);
    }
    await world.time.advance(250);
    expect(pressOf(monitor).shift?.figures.pieces.completed).toBe(1_010);
    // The first at once, then for 1.25 s each quarter; catching up with what was told before adds no more than one.
    expect(seen.length).toBeLessThanOrEqual(7);
    stop.abort();
    await reading;
  });

  it('changes nothing where it is told again', async () => {
    const world = new LiveWorld(plant, at(today, 13));
    world.tell('mes', [made('1', 12, 12.5)]);
    world.settleAll();
    await using monitor = await world.openMonitor();
    await world.time.advance(10_000);
    const before = pressOf(monitor);
    for (let i = 0; i < 5; i++) world.tell('mes', [made('1', 12, 12.5)]);
    world.settleAll();
    await world.time.advance(2_000);
    expect(pressOf(monitor)).toMatchObject({ state: before.state, isCatchingUp: false });
    expect(pressOf(monitor).day.figures.pieces).toEqual(before.day.figures.pieces);
  });

  it('is seen though it was received before the monitor began, once history has it', async () => {
    const world = new LiveWorld(plant, at(today, 13));
    world.tell('mes', [made('1', 12, 12.5)]);
    await using monitor = await world.openMonitor();
    expect(pressOf(monitor).day.figures.pieces.completed).toBe(0);
    world.tell('mes', [made('2', 12, 12.5)]);
    await world.time.advance(300);
    expect(pressOf(monitor)).toMatchObject({ isCatchingUp: true, day: { figures: { pieces: { completed: 10 } } } });
    world.settleAll();
    await world.time.advance(2_000);
    expect(pressOf(monitor)).toMatchObject({ isCatchingUp: false, day: { figures: { pieces: { completed: 20 } } } });
  });

  it('that a correction brings into the windows from before them is unlearned as an ideal time', async () => {
    const world = new LiveWorld(plant, at(today, 13));
    for (let i = 0; i < 6; i++)
      world.tell('mes', [
        tableOf('production', [
          { key: `old ${i}`, row: report('press', '2024-03-12', i + 7, i + 7 + (i + 1) / 60, { completedCount: 1 }) },
        ]),
      ]);
    world.settleAll();
    await using monitor = await world.openMonitor();
    world.tell('mes', [made('now', 12, 12.5)]);
    world.settleAll();
    await world.time.advance(2 * minuteMs);
    const before = pressOf(monitor).shift?.figures.ratios.performance;
    // The fastest of six: with it gone, five teach another ideal time.
    world.tell('mes', [made('old 0', 12.5, 12.6, { completedCount: 1 })]);
    world.settleAll();
    await world.time.advance(2 * minuteMs);
    const press = pressOf(monitor);
    expect(press.isCatchingUp).toBe(false);
    expect(press.shift?.figures.ratios.performance).not.toEqual(before);
    expect([press.day.figures, press.shift?.figures]).toEqual(expectedFigures(world, press, world.history));
  });
});

describe('time', () => {
  it('begins the next shift and the next day as they come, each from what history holds of it', async () => {
    const world = new LiveWorld(plant, at(today, 13.99));
    await using monitor = await world.openMonitor({ pace: { tickMs: 2 * minuteMs } });
    world.tell('mes', [made('1', 13.5, 14.5)]);
    await world.time.advance(300);
    expect(pressOf(monitor).shift).toMatchObject({ window: { name: 'early' }, figures: { pieces: { completed: 4 } } });
    await world.time.advance(minuteMs);
    expect(pressOf(monitor).shift?.window).toMatchObject({ name: 'late', fromAt: at(today, 14), toAt: at(today, 22) });
    await world.time.advance(45 * minuteMs);
    expect(pressOf(monitor).shift?.figures.pieces.completed).toBe(5);
    expect(pressOf(monitor).day).toMatchObject({ window: { name: today }, figures: { pieces: { completed: 10 } } });
    await world.time.advance(8 * 60 * minuteMs);
    expect(pressOf(monitor).shift).toBeUndefined();
    await world.time.advance(8 * 60 * minuteMs);
    expect(pressOf(monitor).day.window).toMatchObject({ name: '2024-03-14', fromAt: at('2024-03-14', 6) });
    expect(pressOf(monitor).day.figures.pieces.completed).toBe(0);
  });

  it('is elapsed time over a change of clocks, and a clock that was set back is followed back', async () => {
    const berlin = makePlant({ zone: 'Europe/Berlin', dayStart: '00:00' });
    // 31 March 2024 has 23 hours.
    const world = new LiveWorld(berlin, Date.UTC(2024, 2, 31, 21, 59, 59));
    await using monitor = await world.openMonitor();
    const { windows } = monitor.current();
    expect(windows.day).toMatchObject({ name: '2024-03-31', toAt: Date.UTC(2024, 2, 31, 22) });
    expect(windows.day.toAt - windows.day.fromAt).toBe(23 * 60 * minuteMs);
    await world.time.advance(2_000);
    expect(monitor.current().windows.day.name).toBe('2024-04-01');
    world.time.nowMs = Date.UTC(2024, 2, 31, 21, 30);
    await world.time.advance(11_000);
    expect(monitor.current().windows.day.name).toBe('2024-03-31');
    expect(pressOf(monitor).asOfAt).toBeLessThan(Date.UTC(2024, 2, 31, 21, 31));
  });

  it('alone changes what a reader sees of planned time, and nothing outside it', async () => {
    const world = new LiveWorld(plant, at(today, 21.9));
    await using monitor = await world.openMonitor();
    await world.time.advance(1_000);
    const before = pressOf(monitor).day.figures.times.silentPlannedMs;
    await world.time.advance(20_000);
    expect(pressOf(monitor).day.figures.times.silentPlannedMs).toBe(before + 20_000);
    await world.time.advance(10 * minuteMs);
    const { token } = monitor.current();
    await world.time.advance(10 * minuteMs);
    expect(monitor.current().token).toBe(token);
    expect(pressOf(monitor).day.figures.times.windowMs).toBeGreaterThan(16.2 * 60 * minuteMs);
  });
});

describe('history', () => {
  it('that cannot be read leaves the figures as they are, and is asked again less and less often', async () => {
    const world = new LiveWorld(plant, at(today, 13));
    world.tell('mes', [made('1', 12, 12.5)]);
    world.settleAll();
    const events: MonitorEvent[] = [];
    await using monitor = await world.openMonitor({ onEvent: (event) => events.push(event) });
    const before = world.history.snapshots;
    world.history.failures = 6;
    world.tell('mes', [made('1', 12, 12.6, { completedCount: 12 })]);
    world.settleAll();
    await world.time.advance(30_000);
    expect(pressOf(monitor)).toMatchObject({ isCatchingUp: true, day: { figures: { pieces: { completed: 12 } } } });
    const retries = events.flatMap((event) => (event.kind === 'failed' ? [event.retryMs] : []));
    expect(retries).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
    expect(world.history.snapshots - before).toBe(5);
    await world.time.advance(90_000);
    expect(pressOf(monitor).isCatchingUp).toBe(false);
  });

  it('that cannot be read at the start is said so', async () => {
    const world = new LiveWorld(plant, at(today, 13));
    world.history.failures = 1;
    await expect(world.openMonitor()).rejects.toThrow('The disk is away.');
  });

  it('is read once a second at most, and not at all while all is well, however fast readings come', async () => {
    const sensed = makePlant({
      equipment: [
        {
          id: 'press',
          name: 'Press',
          level: 'workUnit',
          signals: { states: [{ state: 'running', tag: 'speed', above: 1 }], producedTag: 'count' },
        },
      ],
      tags: [
        { id: 'speed', equipment: 'press', expectedIntervalSeconds: 60 },
        { id: 'count', equipment: 'press', kind: 'counter' },
      ],
    });
    const world = new LiveWorld(sensed, at(today, 13));
    await using monitor = await world.openMonitor();
    const say = (n: number, late = 0) => {
      const rows = [
        { tag: 'speed', value: 2 },
        { tag: 'count', value: n },
      ].map((one) => ({
        ...one,
        at: world.time.nowMs - late,
        source: 'plc',
      }));
      world.tell('plc', [createReadingTable(toTable('reading', rows).columns)]);
    };
    const run = async (seconds: number, late: (n: number) => number) => {
      const before = world.history.snapshots;
      for (let n = 0; n < seconds * 5; n++) {
        say(n, late(n));
        // History has it a little before it is said.
        if (n % 5 === 3) world.commit('plc');
        await world.time.advance(200);
        if (n % 5 === 4) world.settle('plc');
      }
      return world.history.snapshots - before;
    };
    await run(5, () => 0);
    expect(await run(20, () => 0)).toBe(0);
    expect(pressOf(monitor)).toMatchObject({ state: { kind: 'known', state: 'running', origin: 'signals' } });
    expect(await run(20, (n) => (n % 2) * 500)).toBeLessThanOrEqual(20);
    expect(await run(20, () => 0)).toBeLessThanOrEqual(3);
    await world.time.advance(5_000);
    world.settle('plc');
    await world.time.advance(5_000);
    expect(pressOf(monitor).isCatchingUp).toBe(false);
    await world.time.advance(60_000);
    expect(pressOf(monitor).state).toMatchObject({ kind: 'unknown', reason: 'tags-silent' });
  });
});

describe('the state of a unit', () => {
  it('is what a report reaches up to now says, with its reason, product and order; else unknown, with since when', async () => {
    const world = new LiveWorld(plant, at(today, 13));
    await using monitor = await world.openMonitor();
    expect(pressOf(monitor).state).toEqual({ kind: 'unknown', reason: 'not-reported', sinceAt: undefined });
    world.tell('mes', [made('1', 12, 13.5, { workOrder: 'W7', operation: 'form', product: 'cup' })]);
    await world.time.advance(300);
    const running = { kind: 'known', state: 'running', origin: 'reports', sinceAt: at(today, 12), reason: undefined };
    expect(pressOf(monitor).state).toEqual({ ...running, workOrder: 'W7', operation: 'form', product: 'cup' });
    const row = {
      equipment: 'press',
      startAt: at(today, 12.5),
      endAt: at(today, 13.25),
      state: 'down',
      reason: 'breakdown',
    };
    world.tell('mes', [tableOf('equipmentState', [{ key: 'stop', row }])]);
    await world.time.advance(300);
    expect(pressOf(monitor).state).toMatchObject({ state: 'down', reason: 'breakdown', sinceAt: at(today, 12.5) });
    expect(monitor.current().plant?.unitCounts).toEqual({
      running: 0,
      setup: 0,
      down: 1,
      starved: 0,
      blocked: 0,
      idle: 0,
      unknown: 1,
    });
    await world.time.advance(20 * minuteMs);
    expect(pressOf(monitor).state).toMatchObject({ state: 'running' });
    await world.time.advance(20 * minuteMs);
    expect(pressOf(monitor).state).toEqual({ kind: 'unknown', reason: 'not-reported', sinceAt: at(today, 13.5) });
  });
});

async function collect(changes: AsyncIterable<LiveChange>, into: LiveChange[]): Promise<void> {
  for await (const change of changes) into.push(change);
}
