/**
 * A point of a plant that goes on all the while: what was acknowledged before it is in it, once. The real pipeline and buffer, over a
 * history that is quick to write.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { openState, type State } from 'gemba/state';
import { expect, test, vi } from 'vitest';
import type { BackupPoint } from '../../../src/backup/index.ts';
import type { FactBuffer } from '../../../src/ingest/index.ts';
import { openIngest } from '../../../src/ingest/pipeline/open-ingest.ts';
import { parseCommittedPosition } from '../../../src/ingest/pipeline/position.ts';
import { collectPoint } from '../../../src/runtime/backup/collect-point.ts';
import { restorePlant } from '../../../src/runtime/backup/restore-plant.ts';
import { linkFile } from '../../../src/runtime/backup/work-folder.ts';
import { openPlantBuffer } from '../../../src/runtime/plant-buffer.ts';
import type { PlantLease } from '../../../src/runtime/plant-lease.ts';
import { Broker, type Message } from '../../ingest/pipeline/support/broker.ts';
import { quickTimers, tags } from '../../ingest/pipeline/support/plant.ts';
import { createMemoryBackups, type MemoryBackups } from '../../support/memory-backups.ts';
import { makeQuickFolder } from '../../support/quick-folder.ts';
import { FileHistory } from './support/file-history.ts';

/** What happens to a plant, one after the other; backups go on beside what follows. */
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('send' as const), count: fc.integer({ min: 1, max: 120 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), turns: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'backUp' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'gate' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('away' as const), isAway: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'merge' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Small enough that files go and readings are dropped. */
const sizeMax = 65_536;
const fansOfMessage = 60;

class Plant {
  readonly storeDir: string;
  readonly broker: Broker = new Broker('line');
  readonly backups: MemoryBackups = createMemoryBackups('plant');
  readonly taken: Promise<{ readonly point: BackupPoint; readonly acknowledged: readonly number[] }>[] = [];
  readonly #state: State;
  readonly #isLinking: boolean;
  messages: Message[] = [];
  #fencing = 0;
  history!: FileHistory;
  #running: { readonly buffer: FactBuffer; readonly stop: AbortController; readonly run: Promise<void> } | undefined;

  constructor(storeDir: string, state: State, isLinking: boolean) {
    this.storeDir = storeDir;
    this.#state = state;
    this.#isLinking = isLinking;
  }

  async start(): Promise<void> {
    this.history ??= await FileHistory.open(join(this.storeDir, 'history'));
    const buffer = await openBuffer(this.storeDir, ++this.#fencing);
    const stop = new AbortController();
    this.#running = { buffer, stop, run: ingestOf(buffer, this.history, this.broker).run(stop.signal) };
  }

  async stop(): Promise<void> {
    if (this.#running === undefined) return;
    const { buffer, stop, run } = this.#running;
    stop.abort();
    this.history.isAway = false;
    this.history.gate.resolve();
    await run;
    await buffer[Symbol.asyncDispose]();
    this.#running = undefined;
  }

  async do(one: Step): Promise<void> {
    if (one.kind === 'send') this.send(one.count);
    if (one.kind === 'wait') for (let i = 0; i < one.turns; i++) await turn();
    if (one.kind === 'backUp') this.taken.push(this.backUp());
    if (one.kind === 'gate') {
      this.history.gate.resolve();
      this.history.gate = Promise.withResolvers();
      if (this.messages.length % 2 === 0) this.history.gate.resolve();
    }
    if (one.kind === 'away') this.history.isAway = one.isAway;
    // Without links a backup reads files where they are.
    if (one.kind === 'merge') void this.history.merge(this.#isLinking);
    if (one.kind === 'restart') {
      await this.stop();
      await this.start();
    }
  }

  /** More than fits while history is away, so that readings are dropped. */
  async fill(): Promise<void> {
    this.history.isAway = true;
    this.send(150);
    await vi.waitFor(() => expect(this.#running?.buffer.listLosses().length).toBeGreaterThan(0), {
      interval: 1,
      timeout: 60_000,
    });
  }

  send(count: number): void {
    for (let i = 0; i < count; i++) {
      const at = this.messages.length;
      const fan = Array.from({ length: fansOfMessage }, (_, k) => ({ tag: 'fan', at: at * 100 + k, value: k }));
      const message = { readings: [{ tag: 'temperature', at, value: at }, ...fan], refused: at % 3 };
      this.messages.push(message);
      this.broker.send(message);
    }
  }

  async backUp() {
    const acknowledged = [...this.broker.acknowledged];
    await using point = await collectPoint({
      storeDir: this.storeDir,
      state: this.#state,
      clock: Date.now,
      linkFile: this.#isLinking ? linkFile : async () => false,
    });
    for (let i = 0; i < 5; i++) await turn();
    const saved = await this.backups.save(point.parts, { at: point.at });
    return { point: saved.point, acknowledged };
  }
}

function openBuffer(storeDir: string, fencing: number): Promise<FactBuffer> {
  const lease = { fencing, confirm: () => undefined } as unknown as PlantLease;
  return openPlantBuffer({ storeDir, clock: () => 1_000_000, config: { sizeMax }, lease });
}

function ingestOf(buffer: FactBuffer, history: FileHistory, broker: Broker) {
  return openIngest({
    buffer,
    sources: [broker.connect()],
    openSink: async () => ({
      sink: history.openSink(),
      committed: {
        accounts: new Map(history.memory.accounts),
        findPosition: (source) => history.memory.positions.get(source),
      },
    }),
    flushPersons: () => Promise.resolve(),
    clock: () => 1_000_000,
    random: () => 0.5,
    tags,
    timers: quickTimers,
    gatherMs: 5,
    tickMs: 5,
  });
}

/** Runs what is in a store, and what a broker sends besides, to the end. */
async function runToEnd(storeDir: string, fencing: number, messages: readonly Message[]): Promise<FileHistory> {
  const history = await FileHistory.open(join(storeDir, 'history'));
  const broker = new Broker('line');
  broker.send(...messages);
  broker.end();
  await using buffer = await openBuffer(storeDir, fencing);
  const { lanes, damages, id } = buffer.status();
  expect(damages).toEqual([]);
  const { place } = parseCommittedPosition(history.memory.positions.get('line'));
  // Numbers that history speaks of are never given again.
  if (place?.buffer === id)
    for (const lane of ['kept', 'droppable'] as const) expect(place.numbers[lane]).toBeLessThan(lanes[lane].next);
  await ingestOf(buffer, history, broker).run(new AbortController().signal);
  expect(buffer.status().pendingRecords).toBe(0);
  return history;
}

function valuesOf(history: FileHistory, tag: string): readonly number[] {
  return history.memory
    .listRows('reading')
    .filter((row) => row['tag'] === tag)
    .map((row) => Number(row['at']))
    .sort((a, b) => a - b);
}

test('restored to any point a plant has all that was acknowledged before it, once, and doubles nothing that comes again', async () => {
  const root = await makeQuickFolder();
  await using state = await openState({ dir: join(root, 'state'), clock: Date.now });
  let restoredCount = 0;
  let lostCount = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 6, maxLength: 20 }),
      fc.boolean(),
      fc.boolean(),
      async (steps, isLinking, isFull) => {
        const folder = await mkdtemp(join(root, 'run-'));
        const plant = new Plant(join(folder, 'store'), state, isLinking);
        await plant.start();
        if (isFull) await plant.fill();
        for (const one of [...steps, { kind: 'backUp' as const }]) await plant.do(one);
        const taken = await Promise.all(plant.taken);
        await plant.stop();
        for (const [i, { point, acknowledged }] of taken.entries()) {
          const storeDir = join(folder, `restored-${i}`);
          const place = {
            storeDir,
            keys: { backup: new Uint8Array(32) },
            holder: 'test',
            leaseMs: 60_000,
            clock: Date.now,
          };
          await restorePlant(place, plant.backups, point);
          // Nothing comes again: what was acknowledged is there by itself.
          const alone = await runToEnd(storeDir, 100, []);
          const account = alone.memory.accounts.get('line');
          const temperatures = valuesOf(alone, 'temperature');
          const { received = 0, stored = 0, duplicate = 0, refused = 0, lost = 0 } = account ?? {};
          expect(new Set(temperatures)).toEqual(new Set(temperatures.map((_, at) => at)));
          expect(temperatures.length).toBeGreaterThanOrEqual(acknowledged.length);
          expect(stored).toBe(temperatures.length + valuesOf(alone, 'fan').length);
          expect(received).toBe(stored + duplicate + refused + lost);
          const fans = valuesOf(alone, 'fan');
          const fanParts = (fans.length + lost + duplicate) / fansOfMessage;
          // The lanes are copied one after the other, so that more may have come to the second.
          expect(fanParts).toBeGreaterThanOrEqual(temperatures.length);
          // Each message's part once, stored or lost: numbers go up, and the last is never dropped. Only of the last message
          // before each stop the part for one lane may have been on disk: it came again, whole.
          const restarts = steps.filter(({ kind }) => kind === 'restart').length;
          const messagesOfFan = Math.floor((fans.at(-1) ?? -100) / 100) + 1;
          expect(fanParts).toBeGreaterThanOrEqual(messagesOfFan);
          expect(fanParts).toBeLessThanOrEqual(messagesOfFan + restarts);
          expect(duplicate).toBeLessThanOrEqual(fansOfMessage * restarts);
          const refusedUpTo = (count: number): number =>
            plant.messages.slice(0, count).reduce((sum, message) => sum + (message.refused ?? 0), 0);
          expect(refused).toBeGreaterThanOrEqual(refusedUpTo(temperatures.length));
          expect(refused).toBeLessThanOrEqual(refusedUpTo(fanParts) + 2 * restarts);
          lostCount += lost;
          // All comes again.
          const again = await runToEnd(storeDir, 101, plant.messages);
          expect(valuesOf(again, 'temperature')).toEqual(plant.messages.map((_, at) => at));
          restoredCount++;
        }
        await rm(folder, { recursive: true, force: true });
      },
    ),
    { numRuns: Number(process.env['GEMBA_RUNS'] ?? 3) },
  );
  expect(restoredCount).toBeGreaterThan(0);
  if (process.env['GEMBA_RUNS'] !== undefined) console.log({ restoredCount, lostCount });
}, 600_000);
