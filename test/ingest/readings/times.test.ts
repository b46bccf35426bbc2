import type { ReadingMapping } from 'gemba/ingest';
import { describe, expect, it } from 'vitest';
import { type Decoded, type DecodeOptions, decode, receivedAt, tagOf } from './support/decode.ts';

const tags = [tagOf('a')];
const minute = 60_000;

function decodeTime(
  time: unknown,
  mapping: Partial<Extract<ReadingMapping, { form: 'object' }>> = {},
  options: DecodeOptions = {},
): Promise<Decoded> {
  return decode({ form: 'object', time: 't', ...mapping }, { t: time, a: 1 }, { tags, ...options });
}

async function instantOf(...given: Parameters<typeof decodeTime>): Promise<number | string | undefined> {
  const { added, refused } = await decodeTime(...given);
  return added[0]?.at ?? refused[0]?.code;
}

describe('times of readings', () => {
  it.each([
    ['2026-11-20T06:04:59Z', '2026-11-20T06:04:59Z'],
    ['2026-11-20T08:04:59.5+02:00', '2026-11-20T06:04:59.5Z'],
    [' 2026-11-20 06:04:59.123456789123Z ', '2026-11-20T06:04:59.123456789Z'],
  ])('iso with zone or offset is an instant: %s', async (text, same) => {
    expect(await instantOf(text, { time: { path: 't', format: 'iso' } })).toBeCloseTo(
      Date.parse(same) + (text.includes('456789') ? 0.456789 : 0),
      6,
    );
  });

  it.each(['auto', 'iso'] as const)(
    'a time without an offset is refused where the mapping names no zone (%s)',
    async (format) => {
      expect(await instantOf('2026-11-20T06:04:59', { time: { path: 't', format } })).toBe('ambiguous-time');
    },
  );

  it('a time without an offset is read in the mapping’s zone; skipped and repeated ones are counted', async () => {
    const time = { path: 't', zone: 'Europe/Berlin' };
    const late = { receivedAt: Date.parse('2027-01-01T00:00:00Z') };
    const plain = await decodeTime('2026-11-20T06:04:59', { time });
    expect(plain.added[0]?.at).toBe(Date.parse('2026-11-20T05:04:59Z'));
    expect(plain.adjusted).toEqual([]);
    const skipped = await decodeTime('2026-03-29T02:30', { time }, late);
    expect(skipped.added[0]?.at).toBe(Date.parse('2026-03-29T01:30:00Z'));
    expect(skipped.adjusted).toEqual([
      {
        code: 'local-time-skipped',
        field: 't',
        received: '2026-03-29T02:30',
        takenAs: '2026-03-29T03:30:00+02:00',
      },
    ]);
    const repeated = await decodeTime('2026-10-25T02:30', { time }, late);
    expect(repeated.added[0]?.at).toBe(Date.parse('2026-10-25T00:30:00Z'));
    expect(repeated.adjusted).toMatchObject([{ code: 'local-time-repeated', takenAs: '2026-10-25T02:30:00+02:00' }]);
  });

  const instant = Date.parse('2026-11-20T06:04:59.125Z');

  it.each([
    ['epoch-s', instant / 1_000],
    ['epoch-s', String(instant / 1_000)],
    ['epoch-ms', instant],
    ['epoch-ms', String(instant)],
    ['epoch-us', instant * 1_000],
    ['epoch-us', `${instant}000`],
    ['epoch-ns', instant * 1e6],
    ['epoch-ns', `${instant}000000`],
  ] as const)('%s: %s, and auto tells it by its magnitude', async (format, written) => {
    expect(await instantOf(written, { time: { path: 't', format } })).toBe(instant);
    expect(await instantOf(written)).toBe(instant);
  });

  it('nanoseconds as text are kept to 1/8,192 ms, as JSON numbers to the 256 ns these have', async () => {
    const nanos = `${instant}123456`;
    expect(Math.abs(((await instantOf(nanos)) as number) - (instant + 0.123456))).toBeLessThanOrEqual(1 / 8_192);
    const asNumber = await decode({ form: 'object', time: 't' }, Buffer.from(`{"t":${nanos},"a":1}`), { tags });
    expect(Math.abs((asNumber.added[0]?.at as number) - (instant + 0.123456))).toBeLessThanOrEqual(1 / 8_192 + 128e-6);
  });

  it.each([
    ['soon', {}],
    [true, {}],
    [{}, {}],
    [1.5e12, { time: { path: 't', format: 'iso' } }],
    ['1790000000000', { time: { path: 't', format: 'iso' } }],
    ['2026-11-20T06:04:59Z', { time: { path: 't', format: 'epoch-ms' } }],
    ['2026-02-30T06:04:59Z', {}],
  ] as const)('%s is no time with %j', async (written, mapping) => {
    expect(await instantOf(written, mapping)).toBe('not-a-time');
  });

  it('a message without a time is refused, or has that of its receipt where the mapping says so', async () => {
    for (const nothing of [undefined, null, '']) expect(await instantOf(nothing)).toBe('missing-time');
    const received = { time: { path: 't', missing: 'received' } } as const;
    expect(await instantOf(undefined, received)).toBe(receivedAt);
    expect((await decode({ form: 'object' }, { a: 1 }, { tags })).added[0]?.at).toBe(receivedAt);
  });

  it('a retained message’s receipt is not its time', async () => {
    const { refused } = await decode({ form: 'value' }, 1, { tags: [tagOf('press-1')], isRetained: true });
    expect(refused).toMatchObject([{ code: 'missing-time', expected: 'a time: the broker had kept the message' }]);
    expect(await instantOf(receivedAt, {}, { isRetained: true })).toBe(receivedAt);
  });

  it('a time more than 5 min ahead of receipt is refused, or more than the mapping says', async () => {
    expect(await instantOf(receivedAt + 5 * minute)).toBe(receivedAt + 5 * minute);
    expect(await instantOf(receivedAt + 5 * minute + 1)).toBe('time-in-future');
    expect(await instantOf(receivedAt + 1, { aheadMsMax: 0 })).toBe('time-in-future');
  });

  it('a source known to be ahead may be further ahead, up to the limit once more', async () => {
    const ahead = { skewMs: 3 * minute };
    expect(await instantOf(receivedAt + 8 * minute, {}, ahead)).toBe(receivedAt + 8 * minute);
    expect(await instantOf(receivedAt + 8 * minute + 1, {}, ahead)).toBe('time-in-future');
    expect(await instantOf(receivedAt + 10 * minute + 1, {}, { skewMs: 60 * minute })).toBe('time-in-future');
    expect(await instantOf(receivedAt + 5 * minute, {}, { skewMs: -60 * minute })).toBe(receivedAt + 5 * minute);
  });

  it('a time before 2000 is refused, or older than the mapping allows', async () => {
    const old = await decodeTime(Date.UTC(1999, 11, 31, 23, 59), { time: { path: 't', format: 'epoch-ms' } });
    expect(old.refused).toMatchObject([{ code: 'time-too-old', at: Date.UTC(1999, 11, 31, 23, 59) }]);
    expect(await instantOf('2000-01-01T00:00:00Z')).toBe(Date.UTC(2000, 0, 1));
    expect(await instantOf(receivedAt - 1_001, { ageMsMax: 1_000 })).toBe('time-too-old');
    expect(await instantOf(receivedAt - 1_000, { ageMsMax: 1_000 })).toBe(receivedAt - 1_000);
  });

  it('digits before 1970 are read with their sign', async () => {
    const { refused } = await decodeTime('-1500000', { time: { path: 't', format: 'epoch-ns' } });
    expect(refused).toMatchObject([{ code: 'time-too-old', at: -1.5 }]);
  });

  it('what is beyond all dates belongs to no window', async () => {
    const { refused } = await decodeTime(-1e300, { time: { path: 't', format: 'epoch-ms' } });
    expect(refused).toMatchObject([{ code: 'time-too-old', at: Number.NaN }]);
  });

  it('every reading of a message whose time is wrong is refused', async () => {
    const { refused } = await decode(
      { form: 'object', time: 't' },
      { t: 'x', a: 1, b: 2 },
      { tags: [...tags, tagOf('b')] },
    );
    expect(refused).toMatchObject([
      { code: 'not-a-time', field: 't', received: 'x' },
      { code: 'not-a-time', field: 't', received: 'x' },
    ]);
  });
});
