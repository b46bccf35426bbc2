/**
 * An edge node that keeps what it measures for its primary host, as Sparkplug has it: what was not acknowledged while the
 * host was online is sent again, as historical, when it is online once more.
 */
import { type FaultyProxy, startFaultyProxy } from 'gemba/testing';
import mqtt from 'mqtt';
import { PacketTap } from '../../mqtt/support/packet-tap.ts';
import { bdSeq, type MetricSpec, type Sent, send } from './host.ts';

export interface KeepingNode extends AsyncDisposable {
  /** Where the source connects: what passes there says what it has acknowledged. */
  readonly url: string;
  readonly proxy: FaultyProxy;
  /** STATE of its host, as often as it was said. */
  readonly states: readonly { readonly online: boolean; readonly timestamp: number }[];
  /** Keeps metrics of the node, and sends each in a message while the host is online. */
  keep(metrics: readonly MetricSpec[]): Promise<void>;
  /** Metrics that were not acknowledged yet. */
  readonly keptCount: number;
}

/** First byte of CONNECT: what goes over a connection from there on is of a new one. */
const connect = 0x10;

/** @param broker where the node itself connects */
export async function startKeepingNode(broker: { readonly url: string; readonly port: number }): Promise<KeepingNode> {
  const kept = new Map<number, MetricSpec>();
  /** Number of the metric in a message, by its payload. */
  const numbers = new Map<string, number>();
  const states: { online: boolean; timestamp: number }[] = [];
  let [received, sent] = [new PacketTap(), new PacketTap()];
  let [number, session, sequence] = [0, 0, 0];
  const forget = (): void => {
    const acknowledged = new Set(sent.listPubacks());
    for (const { name, packetId, payload } of received.packets) {
      if (name !== 'publish' || !acknowledged.has(packetId as number)) continue;
      kept.delete(numbers.get((payload as Buffer).toString('hex')) ?? -1);
    }
  };
  const proxy = await startFaultyProxy({
    target: { host: '127.0.0.1', port: broker.port },
    onBytes: (direction, bytes) => {
      if (direction === 'to-target' && bytes[0] === connect) [received, sent] = [new PacketTap(), new PacketTap()];
      (direction === 'to-target' ? sent : received).add(bytes);
      forget();
    },
  });
  const client = await mqtt.connectAsync(broker.url, { reconnectPeriod: 20, protocolVersion: 4 });
  const isOnline = (): boolean => states.at(-1)?.online === true;
  const publish = async ({ topic, payload }: Sent): Promise<void> => {
    await client.publishAsync(topic, Buffer.from(payload), { qos: 1 });
  };
  const sendKept = async (which: readonly number[], isHistorical: boolean): Promise<void> => {
    for (const each of which) {
      const metric = kept.get(each);
      if (metric === undefined || !isOnline()) continue;
      sequence = (sequence + 1) % 256;
      const metrics = [{ ...metric, ...(isHistorical ? { is_historical: true } : {}) }];
      const message = send({ verb: 'NDATA', seq: sequence, at: Date.now(), metrics });
      numbers.set(Buffer.from(message.payload).toString('hex'), each);
      await publish(message);
    }
  };
  const beBorn = async (): Promise<void> => {
    sequence = 0;
    await publish(send({ verb: 'NBIRTH', seq: 0, at: Date.now(), metrics: [bdSeq(session++ % 256)] }));
    await sendKept([...kept.keys()], true);
  };
  let working: Promise<void> = Promise.resolve();
  const work = (job: () => Promise<void>): Promise<void> => {
    working = working.then(job);
    return working;
  };
  client.on('message', (_topic, payload) => {
    const wasOnline = isOnline();
    states.push(JSON.parse(payload.toString()) as (typeof states)[0]);
    if (isOnline() && !wasOnline) void work(beBorn);
  });
  await client.subscribeAsync('spBv1.0/STATE/gemba-host', { qos: 1 });
  return {
    url: `mqtt://127.0.0.1:${proxy.port}`,
    proxy,
    states,
    keep: async (metrics) => {
      const added = metrics.map((metric) => {
        kept.set(number, metric);
        return number++;
      });
      await work(() => sendKept(added, false));
    },
    get keptCount() {
      return kept.size;
    },
    async [Symbol.asyncDispose]() {
      await client.endAsync(true);
      await proxy[Symbol.asyncDispose]();
    },
  };
}
