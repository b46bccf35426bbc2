import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Inbox, type InboxMessage } from '../../../src/ingest/mqtt/inbox.ts';
import { PubackQueue, toPubacks } from '../../../src/ingest/mqtt/puback.ts';

/** A connection, with what was written to it. */
function openConnection() {
  const stream = new PassThrough();
  const pubacks = new PubackQueue(stream);
  return { pubacks, sent: () => (stream.read() as Buffer | null) ?? Buffer.alloc(0) };
}

it('messages of any size over any connections: batches hold their bound, and every message is taken once and in order', () => {
  const sizes = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 2 })), { maxLength: 60 });
  fc.assert(
    fc.property(sizes, (messages) => {
      const readingsMax = 20;
      const inbox = new Inbox({ readingsMax, bytesMax: 1_000_000 });
      const connections = [0, 1, 2].map(() => ({ ...openConnection(), queue: [] as InboxMessage[], isPaused: false }));
      const taken: number[][] = [[], [], []];
      let inBatch: number[] = [];
      messages.forEach(([readings, connection], i) => {
        const to = connections[connection] as (typeof connections)[0];
        to.queue.push({
          topic: 't',
          payload: Buffer.alloc(0),
          packetId: i + 1,
          pubacks: to.pubacks,
          decode: () => {
            taken[connection]?.push(i + 1);
            inBatch.push(readings);
            return readings;
          },
          resume: () => {
            to.isPaused = false;
          },
        });
      });
      const sendAll = (): void => {
        for (const connection of connections)
          while (!connection.isPaused && connection.queue.length > 0)
            connection.isPaused = !inbox.offer(connection.queue.shift() as InboxMessage);
      };
      sendAll();
      while (!inbox.isEmpty) {
        const sum = inBatch.reduce((total, readings) => total + readings, 0);
        expect(sum - (inBatch.at(-1) as number)).toBeLessThan(readingsMax);
        inBatch = [];
        inbox.take((held) => {
          for (const { pubacks, held: batch } of held) pubacks.release(batch);
        });
        sendAll();
      }
      expect(taken.flat()).toHaveLength(messages.length);
      connections.forEach(({ sent }, i) => {
        const ids = messages.flatMap(([, connection], id) => (connection === i ? [id + 1] : []));
        expect(taken[i]).toEqual(ids);
        expect(sent()).toEqual(toPubacks(ids));
      });
    }),
  );
});

it('a closed inbox takes nothing and holds nobody up', async () => {
  const inbox = new Inbox({ readingsMax: 1, bytesMax: 1 });
  inbox.close();
  const { pubacks } = openConnection();
  const message = { topic: 't', payload: Buffer.alloc(0), packetId: 1, pubacks, decode: () => 1, resume: () => {} };
  expect(inbox.offer(message)).toBe(true);
  expect(inbox.isEmpty).toBe(true);
  await inbox.wait();
});

it('a PUBACK is 40 02 and the packet id', () => {
  expect([...toPubacks([1, 0xabcd])]).toEqual([0x40, 2, 0, 1, 0x40, 2, 0xab, 0xcd]);
});

it('facts that no message brings make a batch of their own, and acknowledge the messages they are of', async () => {
  const { pubacks, sent } = openConnection();
  const inbox = new Inbox({ readingsMax: 10, bytesMax: 1_000 });
  let held: ReturnType<PubackQueue['defer']> | undefined;
  const decode = (): number => {
    held = pubacks.defer();
    return 0;
  };
  inbox.offer({ topic: 't', payload: Buffer.alloc(0), packetId: 1, pubacks, decode, resume: () => {} });
  const takeAndRelease = (): void =>
    inbox.take((all) => {
      for (const batch of all) batch.pubacks.release(batch.held);
    });
  takeAndRelease();
  expect(sent()).toHaveLength(0);
  inbox.add(() => 0);
  expect(inbox.isEmpty).toBe(true);
  inbox.add(() => {
    inbox.settle({ pubacks, held: held as NonNullable<typeof held> });
    return 2;
  });
  expect(inbox.isEmpty).toBe(false);
  takeAndRelease();
  expect(sent()).toEqual(toPubacks([1]));
  inbox.close();
  inbox.add(() => expect.fail('It takes no more.'));
});
