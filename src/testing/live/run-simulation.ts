/** Runs a planned simulation: to a broker, into a folder, or both. */
import type { PublisherStatus, ReadingPublisher } from '../publishers/publisher.ts';
import type { SentReading } from '../sent-reading.ts';
import type { SimulationPlan } from './plan-simulation.ts';
import type { PlantFolder } from './plant-folder.ts';
import { type PlayProgress, type PlayResult, playReadings } from './play.ts';
import { type LivePart, simulateInOrder } from './readings-in-order.ts';

export interface RunSimulationOptions {
  readonly folder?: PlantFolder | undefined;
  readonly publisher?: ReadingPublisher | undefined;
  /** Ends it in order. Default: never. */
  readonly signal?: AbortSignal;
  /** Called once a second or so. */
  readonly onProgress?: (progress: PlayProgress) => void;
  /** Wall clock, UTC epoch ms. Default: `Date.now`. */
  readonly clock?: () => number;
}

export interface SimulationResult extends PlayResult {
  readonly publisher: PublisherStatus | undefined;
}

/**
 * Plays the plant to the publisher when its readings are due; without one, writes it into the folder at once.
 *
 * @throws GembaError of the folder and the publisher
 */
export async function runSimulation(plan: SimulationPlan, options: RunSimulationOptions): Promise<SimulationResult> {
  const { publisher, signal, onProgress, clock = Date.now } = options;
  const startAt = plan.isOfNow ? clock() : plan.startAt;
  const chunks = listChunks(plan, startAt, options);
  const told = {
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  };
  // Files have no time of their own: everything is due at once.
  const speed = publisher === undefined ? Number.POSITIVE_INFINITY : plan.speed;
  const played = await playReadings(chunks, { publisher: publisher ?? nobody, speed, startAt, ...told });
  return { ...played, publisher: publisher?.status() };
}

const nobody: Pick<ReadingPublisher, 'publish' | 'flush'> = {
  publish: () => Promise.resolve(),
  flush: () => Promise.resolve(),
};

/** Readings in order; what is reported is added to the folder once the readings of its time have been played. */
async function* listChunks(
  { input }: SimulationPlan,
  startAt: number,
  { folder, signal }: RunSimulationOptions,
): AsyncGenerator<readonly SentReading[]> {
  let waiting: LivePart[] = [];
  const addWaiting = async (): Promise<void> => {
    for (const part of waiting) await folder?.add(part);
    waiting = [];
  };
  for (const part of simulateInOrder(input)) {
    if (signal?.aborted === true) return;
    if (part.kind !== 'readings') waiting.push(part);
    else {
      // What a plant that is of now read before now is past.
      yield part.readings.filter(({ at }) => at >= startAt);
      await folder?.add(part);
      await addWaiting();
    }
  }
  await addWaiting();
}
