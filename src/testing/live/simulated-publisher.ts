/** Publishes a simulated plant as its plant file reads it. */
import { tagsOf } from '../../simulation/index.ts';
import { openJsonPublisher } from '../publishers/json-publisher.ts';
import type { PublisherOptions, ReadingPublisher } from '../publishers/publisher.ts';
import { openSparkplugPublisher } from '../publishers/sparkplug-publisher.ts';
import type { SentReading } from '../sent-reading.ts';
import type { SimulationPlan } from './plan-simulation.ts';
import { simulateInOrder } from './readings-in-order.ts';
import { edgeNode, listMapping, topicRoot } from './wire-names.ts';

export interface SimulatedPublisherOptions extends PublisherOptions {
  readonly format: 'json' | 'sparkplug';
}

/** Publishes as the plant file of the simulated plant reads it. */
export function openSimulatedPublisher(
  plan: SimulationPlan,
  { format, ...options }: SimulatedPublisherOptions,
): Promise<ReadingPublisher> {
  const { input } = plan;
  if (format === 'sparkplug')
    return openSparkplugPublisher({
      ...options,
      ...edgeNode,
      tags: tagsOf(input),
      current: currentOf(plan, Date.now()),
    });
  const machineOf = new Map(input.sensors.map(({ id, machine }) => [id, machine]));
  const lineOf = new Map(input.lines.flatMap(({ id, machines }) => machines.map((machine) => [machine.id, id])));
  const topic = (tag: string): string => {
    const machine = machineOf.get(tag) as string;
    return `${topicRoot}/${lineOf.get(machine)}/${machine}`;
  };
  return openJsonPublisher({ ...options, mapping: listMapping, topic });
}

/**
 * What each sensor shows when the play begins, for the births of an edge node: its last reading before, or else its first.
 * Births without values would be readings too: bad ones.
 */
function currentOf({ input, isOfNow, startAt: beginningAt }: SimulationPlan, nowAt: number): readonly SentReading[] {
  const startAt = isOfNow ? nowAt : beginningAt;
  const current = new Map<string, SentReading>();
  for (const part of simulateInOrder(input)) {
    if (part.kind !== 'readings') continue;
    for (const reading of part.readings)
      if (reading.at < startAt || !current.has(reading.tag)) current.set(reading.tag, reading);
    if ((part.readings.at(-1)?.at ?? 0) >= startAt) break;
  }
  return [...current.values()];
}
