/** Random batches, kills and failures at any point: what the sender sent is stored once, and the account adds up. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { openIngest } from '../../../src/ingest/pipeline/open-ingest.ts';
import { Broker, type Message } from './support/broker.ts';
import { Life } from './support/life.ts';
import { MemoryDisk } from './support/memory-buffer.ts';
import { MemoryHistory, openMemorySink } from './support/memory-history.ts';
import { optionsOf, type World } from './support/plant.ts';

const reading = fc.record({
  tag: fc.constantFrom('temperature', 'fan'),
  at: fc.integer({ min: 0, max: 200 }),
  value: fc.integer({ min: 0, max: 3 }),
});
const message: fc.Arbitrary<Message> = fc.record({
  readings: fc.array(reading, { maxLength: 4 }),
  refused: fc.integer({ min: 0, max: 2 }),
  filtered: fc.integer({ min: 0, max: 2 }),
});
const sent = fc.record({ broker: fc.constantFrom(0, 1), messages: fc.array(message, { minLength: 1, maxLength: 4 }) });

/** One life of the process: what comes meanwhile, and how it ends. */
const life = fc.record({
  sent: fc.array(sent, { maxLength: 6 }),
  /** The process ends at this step; with a large one it is stopped in order. */
  killAtStep: fc.integer({ min: 1, max: 60 }),
  /** This commit fails, before or after it was applied. */
  failAtCommit: fc.integer({ min: 1, max: 12 }),
  isAppliedThen: fc.boolean(),
  isHistoryAway: fc.boolean(),
});

const eventually = { interval: 2, timeout: 30_000 };

class Kill extends Error {}

test('over kills at any step and failures of history, each reading is stored once and nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 5 }), async (lives) => {
      const disk = new MemoryDisk();
      const history = new MemoryHistory();
      const brokers = [new Broker('one'), new Broker('two')];
      const expected = new Set<string>();
      const counts = { refused: 0, filtered: 0 };
      const send = (i: number, messages: readonly Message[]) => {
        const broker = brokers[i] as Broker;
        for (const { readings, refused = 0, filtered = 0 } of messages) {
          for (const { tag, at, value } of readings) expected.add(JSON.stringify([broker.id, tag, at, value]));
          counts.refused += refused;
          counts.filtered += filtered;
        }
        broker.send(...messages);
      };

      for (const scenario of lives) {
        const world: World = { life: new Life(), disk, history, brokers };
        const stop = new AbortController();
        let step = 0;
        let commits = 0;
        const count = () => {
          step++;
          if (step === scenario.killAtStep) world.life.end();
          if (world.life.isOver) throw new Kill('killed');
        };
        const fail = () => {
          commits++;
          if (commits === scenario.failAtCommit) throw new Error('The disk of history failed.');
        };
        const sink = {
          life: world.life,
          onCommit: () => {
            count();
            if (!scenario.isAppliedThen) fail();
          },
          onCommitted: () => {
            count();
            if (scenario.isAppliedThen) fail();
          },
        };
        const options = optionsOf(world, {
          onStep: count,
          openSink: async () => {
            await world.life.during(Promise.resolve());
            if (scenario.isHistoryAway) throw new Error('History is away.');
            return openMemorySink(history, sink);
          },
        });
        const ingest = openIngest(options);
        let isOver = false;
        const running = ingest.run(stop.signal).then(
          () => {
            isOver = true;
          },
          () => {
            isOver = true;
          },
        );
        for (const { broker, messages } of scenario.sent) {
          send(broker, messages);
          await new Promise((resolve) => setTimeout(resolve, 1));
          // At each moment what is received is what is committed and what waits: all that was acknowledged.
          if (!world.life.isOver)
            for (const { committed, waitingCount, uncountedCount } of ingest.status().sources) {
              expect(waitingCount).toBeGreaterThanOrEqual(0);
              expect(uncountedCount).toBe(0);
              const { received, stored, duplicate, refused, filtered, expired, lost } = committed;
              expect(received).toBe(stored + duplicate + refused + filtered + expired + lost);
            }
        }
        if (!world.life.isOver)
          await vi.waitFor(() =>
            expect(world.life.isOver || brokers.every(({ waitingCount }) => waitingCount === 0)).toBe(true),
          );
        stop.abort();
        await vi.waitFor(() => expect(isOver || world.life.isOver).toBe(true), eventually);
        world.life.end();
        void running;
      }

      for (const broker of brokers) broker.end();
      const last: World = { life: new Life(), disk, history, brokers };
      const ingest = openIngest(optionsOf(last));
      await ingest.run(new AbortController().signal);

      const stored = history.listRows('reading').map(({ source, tag, at }) => `${source} ${tag} ${at}`);
      const identities = [...expected].map((text) => (JSON.parse(text) as unknown[]).slice(0, 3).join(' '));
      expect(stored.sort()).toEqual([...new Set(identities)].sort());
      expect(brokers.map(({ waitingCount }) => waitingCount)).toEqual([0, 0]);
      expect(disk.records).toEqual({ kept: [], droppable: [] });
      const accounts = [...history.accounts]
        .filter(([source]) => source !== 'gemba.gaps')
        .map(([, account]) => account);
      const sum = (pick: 'stored' | 'refused' | 'filtered' | 'lost') =>
        accounts.reduce((total, account) => total + account[pick], 0);
      // Each content of an identity is stored once: a correction supersedes.
      expect(sum('stored')).toBe(expected.size);
      expect(sum('lost')).toBe(0);
      // What was not acknowledged is sent again, so refused readings may be counted again, but never be missing.
      expect(sum('refused')).toBeGreaterThanOrEqual(counts.refused);
      expect(sum('filtered')).toBeGreaterThanOrEqual(counts.filtered);
      for (const { waitingCount } of ingest.status().sources) expect(waitingCount).toBe(0);
    }),
    { numRuns: 60, endOnFailure: true },
  );
}, 240_000);

test('without a kill the account is exactly the sender’s, however often history fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(message, { maxLength: 5 }), { maxLength: 12 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.boolean()), { maxLength: 6 }),
      async (rounds, failures) => {
        const world: World = {
          life: new Life(),
          disk: new MemoryDisk(),
          history: new MemoryHistory(),
          brokers: [new Broker('one')],
        };
        const [broker] = world.brokers as readonly [Broker];
        let commits = 0;
        const failWhere = (isApplied: boolean) => {
          if (failures.some(([at, applied]) => at === commits && applied === isApplied)) throw new Error('failed');
        };
        const sink = {
          life: world.life,
          onCommit: () => {
            commits++;
            failWhere(false);
          },
          onCommitted: () => failWhere(true),
        };
        const options = optionsOf(world, { openSink: async () => openMemorySink(world.history, sink) });
        const ingest = openIngest(options);
        const running = ingest.run(new AbortController().signal);
        for (const messages of rounds) {
          broker.send(...messages);
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        broker.end();
        await running;
        const all = rounds.flat();
        const sum = (pick: (of: Message) => number) => all.reduce((total, of) => total + pick(of), 0);
        const received = sum(({ readings, refused = 0, filtered = 0 }) => readings.length + refused + filtered);
        const { committed, waitingCount } = ingest.status().sources[0] as { committed: object; waitingCount: number };
        const expected = {
          received,
          refused: sum(({ refused = 0 }) => refused),
          filtered: sum(({ filtered = 0 }) => filtered),
          lost: 0,
        };
        expect(committed).toMatchObject(expected);
        expect(waitingCount).toBe(0);
        if (received > 0) expect(world.history.accounts.get('one')).toEqual(committed);
      },
    ),
    { numRuns: 60, endOnFailure: true },
  );
}, 240_000);
