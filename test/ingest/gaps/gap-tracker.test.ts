import { expect, test } from 'vitest';
import { fromGapTable, type GapRecord, toGapTable } from '../../../src/ingest/gaps/gap-record.ts';
import { GapTracker } from '../../../src/ingest/gaps/gap-tracker.ts';
import { gapOpenEndAt } from '../../../src/model/index.ts';
import { type Sent, toReadings } from '../pipeline/support/broker.ts';
import { tagOf } from '../pipeline/support/plant.ts';

const tags = [tagOf('temperature', { expectedIntervalMs: 1_000 }), tagOf('fan')];
const open = { endAt: gapOpenEndAt, status: 'open' } as const;

/** A tracker and a clock: readings are received at their own instant unless said otherwise. */
function makeTracker() {
  const tracker = new GapTracker(tags);
  return {
    tracker,
    read: (at: number, { tag = 'temperature', receivedAt = at } = {}) =>
      tracker.noteFacts('broker', [toReadings('broker', [{ tag, at, value: 1 }])], receivedAt),
    readAll: (readings: readonly Sent[], receivedAt: number) =>
      tracker.noteFacts('broker', [toReadings('broker', readings)], receivedAt),
    changes: () => tracker.book.takeChanges(),
  };
}

test('a tag that says nothing for longer than its interval has a gap from its last reading on, while it is silent', () => {
  const { tracker, read, changes } = makeTracker();
  read(10_000);
  tracker.noteTime(11_000);
  expect(changes()).toEqual([]);
  tracker.noteTime(11_001);
  tracker.noteTime(99_000);
  const gap = { source: 'broker', tag: 'temperature', cause: 'silence', startAt: 10_000 };
  expect(changes()).toEqual([{ ...gap, ...open }]);
  read(15_000);
  expect(changes()).toEqual([{ ...gap, endAt: 15_000, status: 'closed' }]);
  tracker.noteTime(15_900);
  expect(changes()).toEqual([]);
});

test('a tag without an expected interval is never silent', () => {
  const { tracker, read, changes } = makeTracker();
  for (const tag of ['fan', 'not in the plant any more']) {
    read(0, { tag });
    read(1_000_000, { tag });
  }
  tracker.noteTime(9_000_000);
  expect(changes()).toEqual([]);
});

test('two readings further apart than the interval have a gap between them, though they come in one message', () => {
  const { readAll, changes } = makeTracker();
  readAll(
    [
      { tag: 'temperature', at: 1_000, value: 1 },
      { tag: 'temperature', at: 2_000, value: 1 },
      { tag: 'temperature', at: 9_000, value: 1 },
    ],
    9_100,
  );
  expect(changes()).toMatchObject([{ cause: 'silence', startAt: 2_000, endAt: 9_000, status: 'closed' }]);
});

test('readings out of order make no gap', () => {
  const { readAll, changes } = makeTracker();
  const at = [1_000, 3_000, 2_000, 3_500, 2_500].map((time) => ({ tag: 'temperature', at: time, value: 1 }));
  readAll(at, 3_600);
  // 1,000 to 3,000 was a gap until 2,000 came.
  expect(changes()).toMatchObject([{ startAt: 1_000, endAt: 3_000, status: 'recovered', recoveredAt: 3_600 }]);
});

test('a gap is recovered when a reading of the time within it comes later', () => {
  const { tracker, read, changes } = makeTracker();
  read(10_000);
  tracker.noteTime(12_000);
  read(20_000);
  changes();
  read(10_000, { receivedAt: 21_000 });
  expect(changes()).toEqual([]);
  read(12_500, { tag: 'fan', receivedAt: 21_500 });
  expect(changes()).toEqual([]);
  read(12_500, { receivedAt: 22_000 });
  expect(changes()).toMatchObject([{ startAt: 10_000, endAt: 20_000, status: 'recovered', recoveredAt: 22_000 }]);
  read(13_000, { receivedAt: 23_000 });
  expect(changes()).toEqual([]);
});

test('readings that were only late in coming leave no gap: it is recovered as the next one comes', () => {
  const { tracker, read, changes } = makeTracker();
  read(10_000);
  tracker.noteTime(15_000);
  changes();
  read(10_900, { receivedAt: 15_100 });
  expect(changes()).toMatchObject([{ startAt: 10_000, endAt: 10_900, status: 'recovered', recoveredAt: 15_100 }]);
});

test('an old reading does not end a silence', () => {
  const { tracker, read, changes } = makeTracker();
  read(10_000);
  tracker.noteTime(12_000);
  changes();
  read(9_000, { receivedAt: 12_500 });
  expect(changes()).toEqual([]);
  expect(tracker.book.listOpen('broker')).toHaveLength(1);
});

test('while a source is not connected there is one gap, of the source, and none of its tags', () => {
  const { tracker, read, changes } = makeTracker();
  read(10_000);
  tracker.noteEvent('broker', { kind: 'disconnected', at: 10_500, reason: 'connection closed' });
  tracker.noteEvent('broker', { kind: 'disconnected', at: 10_700, reason: 'refused' });
  tracker.noteTime(60_000);
  const gap = { source: 'broker', tag: '', cause: 'disconnected', startAt: 10_500 };
  expect(changes()).toEqual([{ ...gap, ...open }]);
  tracker.noteEvent('broker', { kind: 'connected', at: 61_000, isSessionResumed: false });
  expect(changes()).toEqual([{ ...gap, endAt: 61_000, status: 'closed' }]);
  tracker.noteTime(61_900);
  read(61_950);
  expect(changes()).toEqual([]);
  read(62_900);
  tracker.noteTime(63_901);
  expect(changes()).toMatchObject([{ cause: 'silence', tag: 'temperature', startAt: 62_900 }]);
});

test('a session that was resumed brings what came meanwhile, so its gap is recovered', () => {
  const { tracker, read, changes } = makeTracker();
  read(10_000);
  tracker.noteEvent('broker', { kind: 'disconnected', at: 10_500, reason: 'connection closed' });
  tracker.noteEvent('broker', { kind: 'connected', at: 20_000, isSessionResumed: true });
  changes();
  for (let at = 11_000; at < 20_000; at += 1_000) read(at, { receivedAt: 20_100 });
  expect(changes()).toMatchObject([{ cause: 'disconnected', status: 'recovered', recoveredAt: 20_100, endAt: 20_000 }]);
});

test('a jump of the source’s own numbers is a gap, with how many are missing where that is known', () => {
  const { tracker, changes } = makeTracker();
  tracker.noteEvent('broker', { kind: 'sequence-jump', fromAt: 1, toAt: 5, tag: 'fan', missingCount: 3 });
  tracker.noteEvent('broker', { kind: 'sequence-jump', fromAt: 6, toAt: 7 });
  const jump = { source: 'broker', cause: 'sequence', status: 'closed' };
  expect(changes()).toEqual([
    { ...jump, tag: 'fan', startAt: 1, endAt: 5, lostCount: 3 },
    { ...jump, tag: '', startAt: 6, endAt: 7 },
  ]);
});

test('what says nothing of a gap makes none', () => {
  const { tracker, changes } = makeTracker();
  tracker.noteEvent('broker', { kind: 'skew', at: 1, skewMs: 5 });
  tracker.noteEvent('broker', { kind: 'connected', at: 1, isSessionResumed: false });
  tracker.noteFacts('broker', [toGapTable([])], 1);
  expect(changes()).toEqual([]);
  expect(tracker.findLastReadingAt('broker')).toBeUndefined();
  expect(tracker.findLastReadingAt('nobody')).toBeUndefined();
});

test('the time in which gemba did not run is a gap of the source; a clock set back makes none', () => {
  const { tracker, read, changes } = makeTracker();
  tracker.noteStopped('broker', 5_000, 5_000);
  expect(changes()).toEqual([]);
  tracker.noteStopped('broker', 5_000, 9_000);
  expect(changes()).toMatchObject([{ tag: '', cause: 'stopped', startAt: 5_000, endAt: 9_000, status: 'closed' }]);
  read(7_000, { tag: 'fan', receivedAt: 9_500 });
  expect(changes()).toMatchObject([{ cause: 'stopped', status: 'recovered', recoveredAt: 9_500 }]);
});

test('a tag whose readings a filter holds back is not silent', () => {
  const { tracker, read, changes } = makeTracker();
  read(10_000);
  tracker.noteHeard('broker', 'temperature', 10_900, 10_900);
  tracker.noteTime(11_800);
  expect(changes()).toEqual([]);
  tracker.noteTime(12_000);
  expect(changes()).toMatchObject([{ startAt: 10_900, status: 'open' }]);
  tracker.noteHeard('broker', 'temperature', 10_800, 12_100);
  tracker.noteHeard('broker', 'temperature', 13_000, 13_000);
  expect(changes()).toMatchObject([{ startAt: 10_900, endAt: 13_000, status: 'closed' }]);
});

test('a gap that lasts over a restart ends as the source is heard again', () => {
  const silence = { source: 'broker', tag: 'temperature', cause: 'silence', startAt: 1_000, ...open } as GapRecord;
  const away = { source: 'broker', tag: '', cause: 'disconnected', startAt: 2_000, ...open } as GapRecord;
  const { tracker, read, changes } = makeTracker();
  tracker.restore(silence);
  tracker.restore(away);
  tracker.noteTime(90_000);
  expect(changes()).toEqual([]);
  tracker.noteEvent('broker', { kind: 'connected', at: 91_000, isSessionResumed: false });
  read(92_000);
  expect(changes()).toMatchObject([
    { cause: 'disconnected', endAt: 91_000 },
    { cause: 'silence', endAt: 92_000 },
  ]);
});

test('a gap that is restored after its end was seen ends there', () => {
  const { tracker, read, changes } = makeTracker();
  tracker.noteEvent('broker', { kind: 'connected', at: 5_000, isSessionResumed: false });
  read(6_000);
  tracker.restore({ source: 'broker', tag: 'temperature', cause: 'silence', startAt: 1_000, ...open });
  tracker.restore({ source: 'broker', tag: '', cause: 'disconnected', startAt: 2_000, ...open });
  expect(changes()).toMatchObject([
    { cause: 'silence', endAt: 6_000, status: 'closed' },
    { cause: 'disconnected', endAt: 5_000, status: 'closed' },
  ]);
});

test('a silence that the buffer says was over is over, and its tag is expected from then on', () => {
  const silence: GapRecord = { source: 'broker', tag: 'temperature', cause: 'silence', startAt: 1_000, ...open };
  const { tracker, changes } = makeTracker();
  tracker.restore(silence);
  tracker.restore({ ...silence, endAt: 4_000, status: 'closed' });
  expect(tracker.book.listOpen()).toEqual([]);
  tracker.noteTime(5_001);
  expect(changes()).toMatchObject([{ startAt: 4_000, status: 'open' }]);
});

test('of the gaps that are over the last sixteen of a place can be recovered; memory does not grow', () => {
  const { read, changes } = makeTracker();
  for (let i = 0; i <= 20; i++) read(i * 10_000);
  expect(changes()).toHaveLength(20);
  read(5_000, { receivedAt: 300_000 });
  expect(changes()).toEqual([]);
  read(195_000, { receivedAt: 300_000 });
  expect(changes()).toMatchObject([{ startAt: 190_000, status: 'recovered' }]);
});

test('a change that could not be written is told again, unless the gap has changed since', () => {
  const { tracker, read, changes } = makeTracker();
  read(10_000);
  tracker.noteTime(12_000);
  const taken = changes();
  tracker.book.giveBack(taken);
  expect(changes()).toEqual(taken);
  read(13_000);
  tracker.book.giveBack(taken);
  expect(changes()).toMatchObject([{ status: 'closed' }]);
});

test('gaps are facts that supersede what was said of them, and read back as they were', () => {
  const gap: GapRecord = { source: 'broker', tag: '', cause: 'disconnected', startAt: 1, ...open };
  const later: GapRecord = { ...gap, endAt: 9, status: 'recovered', lostCount: 2, recoveredAt: 12 };
  const table = toGapTable([gap, later, { ...gap, tag: 'fan' }]);
  expect(fromGapTable(table)).toEqual([gap, later, { ...gap, tag: 'fan' }]);
  const part = (bytes: Uint8Array, i: number) => Buffer.from(bytes.subarray(i * 16, i * 16 + 16)).toString('hex');
  expect(part(table.identity, 0)).toBe(part(table.identity, 1));
  expect(part(table.content, 0)).not.toBe(part(table.content, 1));
  expect(part(table.identity, 2)).not.toBe(part(table.identity, 0));
});

test('tags whose device is gone have a gap each, until their next reading', () => {
  const { tracker, read, changes } = makeTracker();
  read(1_000, { tag: 'fan' });
  read(1_000);
  const gone = { kind: 'tags-unknown', cause: 'disconnected', at: 1_500, tags: ['fan'], reason: 'died' } as const;
  tracker.noteEvent('broker', gone);
  const gap = { source: 'broker', tag: 'fan', cause: 'disconnected', startAt: 1_500 };
  expect(changes()).toEqual([{ ...gap, ...open }]);
  // What was on its way when the device died is no sign of life.
  read(1_400, { tag: 'fan', receivedAt: 1_600 });
  expect(changes()).toEqual([]);
  read(3_000, { tag: 'fan' });
  expect(changes()).toEqual([{ ...gap, endAt: 3_000, status: 'closed' }]);
  // What the device kept back meanwhile comes after all.
  read(2_000, { tag: 'fan', receivedAt: 3_100 });
  expect(changes()).toEqual([{ ...gap, endAt: 3_000, status: 'recovered', recoveredAt: 3_100 }]);
});

test('a gap of tags that are unknown ends where all is said of them, though their readings are older', () => {
  const { tracker, read, changes } = makeTracker();
  read(1_000, { tag: 'fan' });
  const missing = { kind: 'tags-unknown', cause: 'sequence', at: 1_500, tags: ['fan'], reason: 'missing' } as const;
  tracker.noteEvent('broker', missing);
  tracker.noteEvent('broker', { kind: 'tags-known', at: 2_500, tags: ['fan'] });
  expect(changes()).toMatchObject([{ tag: 'fan', cause: 'sequence', startAt: 1_500, endAt: 2_500, status: 'closed' }]);
  tracker.noteEvent('broker', { kind: 'tags-known', at: 2_600, tags: ['fan', 'new'] });
  expect(changes()).toEqual([]);
});

test('a tag that is unknown is not silent as well, and what is unknown ends its silence with its next reading', () => {
  const { tracker, read, changes } = makeTracker();
  read(1_000);
  const gone = { kind: 'tags-unknown', cause: 'disconnected', tags: ['temperature'], reason: 'died' } as const;
  tracker.noteEvent('broker', { ...gone, at: 1_200 });
  tracker.noteTime(60_000);
  expect(changes()).toMatchObject([{ cause: 'disconnected', startAt: 1_200, ...open }]);
  read(61_000);
  expect(changes()).toMatchObject([{ cause: 'disconnected', endAt: 61_000, status: 'closed' }]);
  tracker.noteTime(70_000);
  expect(changes()).toMatchObject([{ cause: 'silence', startAt: 61_000, ...open }]);
  tracker.noteEvent('broker', { ...gone, at: 71_000 });
  expect(changes()).toEqual([]);
  tracker.noteHeard('broker', 'temperature', 70_500, 72_000);
  expect(changes()).toEqual([]);
  tracker.noteHeard('broker', 'temperature', 73_000, 73_000);
  expect(changes()).toMatchObject([{ cause: 'silence', endAt: 73_000, status: 'closed' }]);
});

test('a gap of a tag that lasted when gemba stopped goes on, unless this run has heard of the tag', () => {
  const gap = { source: 'broker', tag: 'fan', cause: 'disconnected', startAt: 1_000, ...open } as const;
  const lasting = makeTracker();
  lasting.tracker.restore(gap);
  lasting.read(900, { tag: 'fan' });
  expect(lasting.changes()).toEqual([]);
  lasting.read(2_000, { tag: 'fan' });
  expect(lasting.changes()).toEqual([{ ...gap, endAt: 2_000, status: 'closed' }]);
  const heard = makeTracker();
  heard.tracker.noteEvent('broker', { kind: 'tags-known', at: 5_000, tags: ['fan'] });
  heard.tracker.restore(gap);
  expect(heard.changes()).toEqual([{ ...gap, endAt: 5_000, status: 'closed' }]);
  heard.tracker.restore({ ...gap, cause: 'sequence', endAt: 3_000, status: 'closed' });
  expect(heard.changes()).toEqual([]);
});
