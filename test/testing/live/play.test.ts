/** Playing: when readings are due, by a clock of the test's own. */
import { GembaError } from 'gemba/model';
import { type PlayProgress, playReadings, type SentReading } from 'gemba/testing';
import { expect, test } from 'vitest';

const startAt = Date.UTC(2026, 0, 1);
const readings: readonly SentReading[] = Array.from({ length: 100 }, (_, i) => ({
  tag: `t${i % 4}`,
  at: startAt + i * 100,
  value: i,
}));

/** A clock that is moved by so much each time it is looked at. */
function steppingClock(stepMs: number): () => number {
  let nowMs = 5_000;
  return () => {
    nowMs += stepMs;
    return nowMs;
  };
}

const collector = (published: SentReading[], onPublish: () => void = () => undefined) => ({
  publish: async (some: readonly SentReading[]) => {
    published.push(...some);
    onPublish();
  },
  flush: async () => undefined,
});

test('every reading is published once, in order and never before it is due at the speed', async () => {
  const published: SentReading[] = [];
  const monotonic = steppingClock(1);
  let begunMs: number | undefined;
  const clock = (): number => {
    const now = monotonic();
    begunMs ??= now;
    return now;
  };
  const publisher = collector(published, () => {
    const elapsedMs = clock() - (begunMs as number);
    expect(((published.at(-1) as SentReading).at - startAt) / 50).toBeLessThanOrEqual(elapsedMs);
  });
  const result = await playReadings([readings.slice(0, 30), [], readings.slice(30)], {
    ...{ publisher, speed: 50, startAt, monotonic: clock },
  });
  expect(published).toEqual(readings);
  expect(result).toMatchObject({ readings: 100, isStopped: false, at: readings[99]?.at });
});

test('times are shifted, and what is late is said', async () => {
  const published: SentReading[] = [];
  const told: PlayProgress[] = [];
  const result = await playReadings([readings], {
    ...{ publisher: collector(published), speed: 1, startAt, shiftMs: 60_000, monotonic: steppingClock(400) },
    onProgress: (progress) => void told.push(progress),
  });
  expect(published.map(({ at }) => at)).toEqual(readings.map(({ at }) => at + 60_000));
  expect(result.behindMsMax).toBeGreaterThan(0);
  expect(told.length).toBeGreaterThan(0);
  expect(told.at(-1)?.readings).toBeLessThanOrEqual(100);
});

test('a stop ends it in order, and a publisher that was stopped ends it too; other failures are thrown', async () => {
  const abort = new AbortController();
  const published: SentReading[] = [];
  const publisher = collector(published, () => abort.abort());
  const stopped = await playReadings([readings], {
    ...{ publisher, speed: 1_000, startAt, signal: abort.signal, monotonic: steppingClock(1) },
  });
  expect(stopped.isStopped).toBe(true);
  expect(published.length).toBeLessThan(100);
  const failing = (error: Error) => ({ publish: () => Promise.reject(error), flush: async () => undefined });
  const options = { speed: 1_000, startAt, monotonic: steppingClock(1) };
  const aborted = await playReadings([readings], {
    ...options,
    publisher: failing(new GembaError('aborted', 'enough')),
  });
  expect(aborted).toMatchObject({ isStopped: true, readings: 0 });
  await expect(playReadings([readings], { ...options, publisher: failing(new Error('gone')) })).rejects.toThrow('gone');
});
