/** Live figures of a plant that is open: opened for a program, or beside a run and closed with it. */
import { setTimeout as wait } from 'node:timers/promises';
import { type LiveMonitor, type LiveMonitorOptions, type MonitorEvent, openLiveMonitor } from '../monitor/index.ts';
import type { OpenPlant } from './open-plant.ts';

const retryMs = 1_000;

/**
 * Live figures of a plant, over the facts that `runPlant` receives in this process.
 *
 * @throws what history throws where it cannot be read
 * @example
 * await using plant = await openPlant();
 * await using monitor = await openPlantMonitor(plant);
 * const running = runPlant(plant, { signal });
 * for await (const change of monitor.changes({ signal })) show(change);
 */
export function openPlantMonitor(
  { plant, history, fresh, clock }: OpenPlant,
  options: Pick<LiveMonitorOptions, 'pace' | 'changesMax' | 'unsettledMax' | 'onEvent'> = {},
): Promise<LiveMonitor> {
  return openLiveMonitor({ plant, history, fresh, clock, ...options });
}

/** Opens it, again and again where history cannot be read, and closes it when the signal aborts. */
export async function runMonitor(
  plant: OpenPlant,
  signal: AbortSignal,
  onLive: (monitor: LiveMonitor) => void,
  onEvent: (event: MonitorEvent) => void,
): Promise<void> {
  const ended = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => ended.resolve(), { once: true });
  while (!signal.aborted) {
    try {
      await using monitor = await openPlantMonitor(plant, { onEvent });
      onLive(monitor);
      await ended.promise;
    } catch (error) {
      onEvent({ kind: 'failed', what: 'read', error, retryMs });
      await wait(retryMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
