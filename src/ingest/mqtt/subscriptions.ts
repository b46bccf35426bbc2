/** Who subscribes to what: a source's connections, and the sessions they continue. */
import type { MqttSourceConfig } from './config.ts';

/** One of the source's connections, and its session with the broker. */
export interface Slot {
  readonly clientId: string;
  /** QoS by filter, `$share/<group>/` included. */
  readonly subscriptions: ReadonlyMap<string, 0 | 1>;
}

/**
 * The source's connections. Subscriptions whose order matters are all on the first; the others are shared. Where there
 * were more connections before, the sessions of those are continued without a subscription, to take what waits in them.
 */
export function listSlots(config: MqttSourceConfig, clientId: string, earlierCount: number): readonly Slot[] {
  const { connections, subscriptions } = config;
  const shared = subscriptions.filter(({ orderMatters }) => connections > 1 && !orderMatters);
  const single = subscriptions.filter((subscription) => !shared.includes(subscription));
  return Array.from({ length: Math.max(connections, earlierCount) }, (_, i) => ({
    clientId: i === 0 ? clientId : `${clientId}-${i + 1}`,
    subscriptions: new Map([
      ...(i === 0 ? single.map(({ topic, qos }) => [topic, qos] as const) : []),
      ...(i < connections ? shared.map(({ topic, qos }) => [`$share/${clientId}/${topic}`, qos] as const) : []),
    ]),
  }));
}

/** Every filter of the slots, once. */
export function listFilters(slots: readonly Slot[]): readonly string[] {
  return [...new Set(slots.flatMap(({ subscriptions }) => [...subscriptions.keys()]))];
}
