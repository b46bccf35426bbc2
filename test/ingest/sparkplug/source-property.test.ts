/** The session of the fixtures, replayed with messages in any order, lost and repeated, as the source sees it. */
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { draftTags } from '../../../src/ingest/sparkplug/draft-tags.ts';
import { fixture } from './support/fixtures.ts';
import { HostRig, nodeBirth, options, type Sent, send, startMs } from './support/host.ts';
import { clock, Replay, say } from './support/replay.ts';
import { sparkplugContext } from './support/source.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Step extends Sent {
  /** What it says of tags, `tag at value`; the fixtures' own tests hold it to what their makers expect. */
  readonly says: readonly string[];
  /** Readings of it, with those that no number holds exactly. */
  readonly readingCount: number;
}

/** Births, data by alias, historical data, and two messages whose numbers are in another order than their names. */
const rig = new HostRig();
const steps: readonly Step[] = ['01', '02', '03', '04', '06', '05'].map((start) => {
  const { topic, bytes } = fixture(start);
  const { readings } = rig.receive({ topic, payload: bytes });
  const kept = readings.filter(({ value }) => typeof value !== 'bigint');
  return {
    topic,
    payload: bytes,
    says: kept.map(({ tag, at, value }) => say(tag, at, value)),
    readingCount: readings.length,
  };
});

const context = sparkplugContext({
  clock: () => clock.nowMs,
  tags: draftTags(rig.host.listBirths(), () => 'press-1').map(({ id, valueType = 'number' }) => ({
    id,
    name: id,
    equipment: 'press-1' as never,
    kind: 'measure' as const,
    valueType,
    unit: '1',
    isDroppable: false,
    sourceNames: [id],
  })),
});
/** Lost seldom enough that many sessions come whole. */
const copies = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.constant(1) },
  { weight: 4, arbitrary: fc.constant(2) },
);
/** Each message comes so often, and so many places later than it should. */
const fates = fc.array(fc.record({ copies, late: fc.array(fc.nat(6), { minLength: 2, maxLength: 2 }) }), {
  minLength: steps.length,
  maxLength: steps.length,
});
const batchEnds = fc.array(fc.boolean(), { minLength: 12, maxLength: 12 });

function arrivalsOf(each: readonly { readonly copies: number; readonly late: readonly number[] }[]): readonly Step[] {
  return steps
    .flatMap((step, i) => {
      const { copies, late } = each[i] as (typeof each)[0];
      return late.slice(0, copies).map((places) => ({ step, place: i + places }));
    })
    .sort((a, b) => a.place - b.place)
    .map(({ step }) => step);
}

const sorted = (texts: readonly string[]): readonly string[] => [...texts].sort();
const distinct = (texts: readonly string[]): readonly string[] => sorted([...new Set(texts)]);

test('in any order, with any loss and repetition: values as they were sent, a rebirth asked for exactly where one is needed, every message acknowledged once, in order, after its readings', async () => {
  await fc.assert(
    fc.asyncProperty(fates, batchEnds, async (each, ends) => {
      clock.nowMs = startMs;
      const replay = await Replay.open({ context });
      const arrivals = arrivalsOf(each);
      const has = (i: number): boolean => (each[i]?.copies ?? 0) > 0;
      const isMissing = steps.some((_, i) => !has(i) && steps.some((_step, later) => later > i && has(later)));
      arrivals.forEach((step, i) => {
        replay.receive(step);
        if (ends[i] === true) replay.settle();
        const known = arrivals.slice(0, replay.acknowledged.length).flatMap(({ says }) => says);
        if (!isMissing) expect(known.filter((text) => !replay.rows.includes(text))).toEqual([]);
      });
      replay.wait(options.reorderTimeoutMs + 400);
      const said = arrivals.flatMap(({ says }) => says);
      expect(replay.rows.filter((row) => !said.includes(row))).toEqual([]);
      if (arrivals.length > 0) expect(replay.rebirthCount).toBe(isMissing ? 1 : 0);
      const { received, refused, filtered } = replay.account;
      expect(received).toBe(replay.rows.length + refused + filtered);
      if (!isMissing) {
        expect(sorted(replay.rows)).toEqual(distinct(said));
        expect(received).toBe(arrivals.reduce((sum, { readingCount }) => sum + readingCount, 0));
      }
      replay.finish();
      expect(replay.acknowledged).toEqual(arrivals.map((_, i) => i + 1));
    }),
    { numRuns: 400 },
  );
});

test('after a loss the births of the answer make all known again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: steps.length - 2 }), async (lost) => {
      clock.nowMs = startMs;
      const replay = await Replay.open({ context });
      for (const [i, step] of steps.entries()) if (i !== lost) replay.receive(step);
      replay.wait(options.reorderTimeoutMs + 400);
      expect(replay.rebirthCount).toBe(1);
      const before = replay.events.filter(({ kind }) => kind === 'tags-unknown').length;
      if (lost > 0) expect(before).toBeGreaterThan(0);
      const temperature = { name: 'Temperature', alias: 10n, type: 'Float', float_value: 20 };
      replay.receive(nodeBirth(clock.nowMs));
      replay.receive(send({ verb: 'DBIRTH', device: 'Press01', seq: 1, at: clock.nowMs, metrics: [temperature] }));
      expect(replay.events.at(-1)).toMatchObject({ kind: 'tags-known', tags: ['Plant1/EdgeA/Press01/Temperature'] });
      replay.wait(60_000);
      expect(replay.rebirthCount).toBe(1);
      replay.finish();
    }),
  );
});
