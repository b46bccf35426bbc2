import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Confirmations } from '../../../src/ingest/mqtt/confirmations.ts';
import { parsePosition, toPosition } from '../../../src/ingest/mqtt/position.ts';
import { ReceiptClock, Receipts, type ReceivedPacket } from '../../../src/ingest/mqtt/receipts.ts';

const now = Date.parse('2026-11-21T06:00:00Z');
const packetOf = (packetId: number, text: string, isRepeated = false): ReceivedPacket => ({
  packetId,
  topic: 'plant/1',
  payload: Buffer.from(text),
  isRepeated,
});

it('no two messages have the same receipt, even at history’s resolution of a microsecond and with a clock set back', () => {
  const steps = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 500 });
  fc.assert(
    fc.property(steps, (changes) => {
      let at = now;
      const clock = new ReceiptClock(() => at);
      const micros = changes.map((change) => {
        at += change;
        return Math.floor(clock.next() * 1_000);
      });
      for (let i = 1; i < micros.length; i++) expect(micros[i]).toBeGreaterThan(micros[i - 1] as number);
    }),
  );
});

it('a message that is repeated has the receipt of its first delivery, over a restart too', () => {
  const before = new Receipts(new ReceiptClock(() => now));
  const first = packetOf(7, '21.5');
  const at = before.receive(first);
  before.remember(first, at);
  expect(before.receive(packetOf(7, '21.5', true))).toBe(at);
  const clock = new ReceiptClock(() => now - 60_000);
  const after = new Receipts(clock);
  after.read(before.write());
  expect(after.receive(packetOf(7, '21.5', true))).toBe(at);
  expect(after.receive(packetOf(8, '21.5'))).toBeGreaterThan(at);
});

it('a packet id that was given to another message meanwhile gives it a receipt of its own', () => {
  const receipts = new Receipts(new ReceiptClock(() => now));
  const first = packetOf(7, '21.5');
  const at = receipts.receive(first);
  receipts.remember(first, at);
  expect(receipts.receive(packetOf(7, '21.6', true))).toBeGreaterThan(at);
  expect(receipts.receive(packetOf(7, '21.5'))).toBeGreaterThan(at);
});

it('what the broker is known to have forgotten is forgotten', () => {
  const receipts = new Receipts(new ReceiptClock(() => now));
  const remember = (packetId: number): number => {
    const packet = packetOf(packetId, `${packetId}`);
    const at = receipts.receive(packet);
    receipts.remember(packet, at);
    return at;
  };
  const isKnown = (packetId: number, at: number) => receipts.receive(packetOf(packetId, `${packetId}`, true)) === at;
  const [one, two, three] = [remember(1), remember(2), remember(3)];
  expect([isKnown(1, one), isKnown(2, two), isKnown(3, three)]).toEqual([true, true, true]);
  receipts.confirm([1, 2, 9], three);
  expect([isKnown(2, two), isKnown(3, three)]).toEqual([false, true]);
  receipts.confirm([3], two);
  expect(isKnown(3, three)).toBe(true);
  expect(receipts.isEmpty).toBe(false);
  receipts.clear();
  expect(receipts.isEmpty).toBe(true);
});

it('as many messages as there are packet ids may be on their way, and each is known when it is repeated', () => {
  const receipts = new Receipts(new ReceiptClock(() => now));
  const ats = Array.from({ length: 65_535 }, (_, i) => {
    const packet = packetOf(i + 1, '21.5');
    const at = receipts.receive(packet);
    receipts.remember(packet, at);
    return at;
  });
  const after = new Receipts(new ReceiptClock(() => now));
  after.read(receipts.write());
  expect(ats.map((_, i) => after.receive(packetOf(i + 1, '21.5', true)))).toEqual(ats);
});

it('receipts are the same after they were written and read', () => {
  const packets = fc.uniqueArray(fc.integer({ min: 1, max: 65_535 }), { maxLength: 50 });
  fc.assert(
    fc.property(packets, (packetIds) => {
      const receipts = new Receipts(new ReceiptClock(() => now));
      for (const packetId of packetIds)
        receipts.remember(packetOf(packetId, 'x'), receipts.receive(packetOf(packetId, 'x')));
      const read = new Receipts(new ReceiptClock(() => now));
      read.read(receipts.write());
      expect(read.write()).toBe(receipts.write());
    }),
  );
});

it('a position of another kind of source, or none, says nothing', () => {
  const nothing = { filters: [], receipts: [] };
  expect(parsePosition(undefined)).toEqual(nothing);
  expect(parsePosition({ filters: 3, receipts: [7] })).toEqual(nothing);
  const position = { filters: ['plant/#'], receipts: ['AAAA'] };
  expect(parsePosition(toPosition(position))).toEqual(position);
});

it('an answered ping confirms what was acknowledged before it was sent, and nothing after', () => {
  const confirmed: unknown[] = [];
  let at = 0;
  const confirmations = new Confirmations(
    () => at,
    (packetIds, sentAt) => confirmed.push([packetIds, sentAt]),
  );
  expect(confirmations.acknowledged([1, 2])).toBe(true);
  at = 10;
  confirmations.pinged();
  expect(confirmations.acknowledged([3])).toBe(false);
  expect(confirmations.answered()).toBe(true);
  at = 20;
  confirmations.pinged();
  // The keep-alive's own.
  confirmations.pinged();
  expect(confirmations.answered()).toBe(false);
  expect(confirmations.answered()).toBe(false);
  // Of a ping nobody knows of.
  expect(confirmations.answered()).toBe(false);
  expect(confirmed).toEqual([
    [[1, 2], 10],
    [[3], 20],
    [[], 20],
  ]);
});
