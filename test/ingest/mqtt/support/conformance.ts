/** Records for `sourceConformance`, sent by a broker: readings and, among them, what is refused for each kind of reason. */
import type { CreateSourceFixture, SourceFixture } from 'gemba/testing';
import { expect, vi } from 'vitest';
import { openSource, readSource, type SourceOptions, timed } from './source.ts';
import { waitOptions } from './wait.ts';

type Message = readonly [topic: string, payload: string];

const recordCount = 90;
/** Every message from number 40 to 49 is that of ten before. */
const repeated = { from: 40, to: 50, before: 10 };
const refusedMessages: ReadonlyMap<number, Message> = new Map<number, Message>([
  [5, ['plant/0', 'no JSON']],
  [25, ['plant/unheard-of', timed(25)]],
  [55, ['plant/1', JSON.stringify({ t: 'yesterday', v: 1 })]],
]);

function messageOf(i: number): Message {
  const number = i >= repeated.from && i < repeated.to ? i - repeated.before : i;
  return [`plant/${number % 10}`, timed(number)];
}

export interface FixtureBroker extends AsyncDisposable {
  readonly url: string;
  /** Whether it says so of a message that it sends again; where not, what was refused is not known again. */
  readonly marksRepeats: boolean;
  publish(messages: readonly Message[]): Promise<void>;
}

/** The fixture makes its session with the broker first: what is sent from then on is kept for it. */
export function fixtureOf(start: () => Promise<FixtureBroker>, options: object = {}): CreateSourceFixture {
  return async (): Promise<SourceFixture> => {
    const broker = await start();
    const refused = broker.marksRepeats ? refusedMessages : new Map<number, Message>();
    const limits = { readingsMax: 20, bytesMax: 1_000_000 };
    const open = (over: Partial<SourceOptions> = {}) =>
      openSource({ url: broker.url, ...options, ...over }, undefined, limits);
    const first = readSource(open());
    await vi.waitFor(() => expect(first.events.map(({ kind }) => kind)).toContain('connected'), waitOptions);
    await first.stop();
    return {
      open: async () => open(),
      openMissing: async () => open({ url: 'mqtt://127.0.0.1:1' }),
      send: (from, to) =>
        broker.publish(Array.from({ length: to - from }, (_, i) => refused.get(from + i) ?? messageOf(from + i))),
      recordCount,
      refusedCount: refused.size,
      distinctCount: recordCount - (repeated.to - repeated.from),
      [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
    };
  };
}
