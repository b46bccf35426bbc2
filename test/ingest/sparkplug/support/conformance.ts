/** Records for `sourceConformance`: metrics of an edge node that keeps them for its primary host. */
import type { CreateSourceFixture, SourceFixture } from 'gemba/testing';
import { inboxLimits } from '../../../../src/ingest/mqtt/inbox.ts';
import type { MetricSpec } from './host.ts';
import { startMs } from './host.ts';
import { startKeepingNode } from './keeping-node.ts';
import { openSparkplug, sparkplugContext } from './source.ts';

export interface FixtureBroker extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

const recordCount = 90;
/** Every metric from number 40 to 49 is that of ten before. */
const repeated = { from: 40, to: 50, before: 10 };

/** Named and typed in the message, so that births need no readings: these would be records too. */
function recordOf(i: number): MetricSpec {
  const number = i >= repeated.from && i < repeated.to ? i - repeated.before : i;
  return { name: 'uptime', type: 'Double', at: startMs + number * 1_000, double_value: number };
}

export function fixtureOf(start: () => Promise<FixtureBroker>, options: object = {}): CreateSourceFixture {
  return async (): Promise<SourceFixture> => {
    const broker = await start();
    const node = await startKeepingNode(broker);
    const limits = { ...inboxLimits, readingsMax: 20 };
    const config = { protocolVersion: 4, asksForRebirths: false, ...options };
    const open = (url: string) => openSparkplug({ ...config, url }, sparkplugContext(), limits);
    return {
      open: async () => open(node.url),
      openMissing: async () => open('mqtt://127.0.0.1:1'),
      send: (from, to) => node.keep(Array.from({ length: to - from }, (_, i) => recordOf(from + i))),
      recordCount,
      refusedCount: 0,
      distinctCount: recordCount - (repeated.to - repeated.from),
      async [Symbol.asyncDispose]() {
        await node[Symbol.asyncDispose]();
        await broker[Symbol.asyncDispose]();
      },
    };
  };
}
