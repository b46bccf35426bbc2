/** Runs a planned simulation: to a broker, into a folder, or both. */
import { tagsOf } from '../../simulation/index.ts';
import { openJsonPublisher } from '../publishers/json-publisher.ts';
import type { PublisherOptions, PublisherStatus, ReadingPublisher } from '../publishers/publisher.ts';
import { openSparkplugPublisher } from '../publishers/sparkplug-publisher.ts';
import type { SentReading } from '../sent-reading.ts';
import type { SimulationPlan } from './plan-simulation.ts';
import type { PlantFolder } from './plant-folder.ts';
import { type PlayProgress, type PlayResult, playReadings } from './play.ts';
import { type LivePart, simulateInOrder } from './readings-in-order.ts';
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

export interface RunSimulationOptions {
  readonly folder?: PlantFolder | undefined;
  readonly publisher?: ReadingPublisher | undefined;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: PlayProgress) => void;
  /** Wall clock, UTC epoch ms. Default: `Date.now`. */
  readonly clock?: () => number;
}

export interface SimulationResult extends PlayResult {
  readonly publisher: PublisherStatus | undefined;
}

const progressEveryMs = 1_000;

/** What is reported is added to the folder once the readings of its time have been played. */
export async function runSimulation(plan: SimulationPlan, options: RunSimulationOptions): Promise<SimulationResult> {
  const { folder, publisher, signal, onProgress, clock = Date.now } = options;
  const startAt = plan.isOfNow ? clock() : plan.startAt;
  const begunMs = performance.now();
  let [written, toldMs] = [0, begunMs];
  let lastAt: number | undefined;
  const progress = (): PlayProgress => {
    const elapsedMs = performance.now() - begunMs;
    const readingsPerSecond = (written * 1_000) / Math.max(elapsedMs, 1);
    return { readings: written, elapsedMs, readingsPerSecond, behindMs: 0, at: lastAt };
  };
  async function* chunks(): AsyncGenerator<readonly SentReading[]> {
    const waiting: LivePart[] = [];
    const addWaiting = async (): Promise<void> => {
      for (const part of waiting.splice(0)) await folder?.add(part);
    };
    for (const part of simulateInOrder(plan.input)) {
      if (signal?.aborted === true) return;
      if (part.kind !== 'readings') {
        waiting.push(part);
        continue;
      }
      // What a plant that is of now read before now is past.
      yield part.readings.filter(({ at }) => at >= startAt);
      await folder?.add(part);
      await addWaiting();
      written += part.readings.length;
      lastAt = part.readings.at(-1)?.at;
    }
    await addWaiting();
  }
  if (publisher !== undefined) {
    const { speed } = plan;
    const played = await playReadings(chunks(), {
      ...{ publisher, speed, startAt },
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
    return { ...played, publisher: publisher.status() };
  }
  for await (const _ of chunks()) {
    if (performance.now() - toldMs < progressEveryMs) continue;
    toldMs = performance.now();
    onProgress?.(progress());
  }
  return { ...progress(), behindMsMax: 0, isStopped: signal?.aborted === true, publisher: undefined };
}
