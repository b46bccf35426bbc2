/** The columns of the matrix: what else goes wrong while the plant runs and is killed. */
import type { FaultyProxy } from 'gemba/testing';
import type { Mosquitto } from '../../ingest/mqtt/support/mosquitto.ts';
import type { Ballast } from './ballast.ts';
import type { RunProcess } from './run-process.ts';
import type { Sender } from './sender.ts';

export const weathers = [
  'calm',
  'broker-restarted',
  'connection-cut',
  'stalled',
  'half-open',
  'clock-set-back',
  'disk-full',
] as const;
export type Weather = (typeof weathers)[number];

export interface World {
  readonly broker: Mosquitto;
  /** Between plant and broker. */
  readonly proxy: FaultyProxy;
  readonly sender: Sender;
  /** Undefined where the plant's disk cannot be filled. */
  readonly ballast: Ballast | undefined;
  /** The plant's clock against the machine's, ms. */
  clockOffsetMs: number;
}

/** So little that the same milliseconds come again. */
const setBackMs = 2_000;
/** Bursts that are published while something lasts. */
const whileItLasts = 20;

/** Brings one weather over a plant that runs, and ends it; ends early where the plant has. */
export async function bringWeather(weather: Weather, world: World, run: RunProcess): Promise<void> {
  const { broker, proxy, sender, ballast } = world;
  switch (weather) {
    case 'calm':
      return;
    case 'broker-restarted':
      await sender.holdBare();
      await broker.stop();
      await broker.start();
      sender.resumeBare();
      return;
    case 'connection-cut':
      for (let i = 0; i < 3; i++) {
        proxy.cut();
        await sender.publishMore(whileItLasts);
      }
      return;
    case 'stalled':
      proxy.setMode('stall');
      await sender.publishMore(whileItLasts);
      proxy.setMode('pass');
      return;
    case 'half-open': {
      const before = proxy.connectionCount;
      proxy.setMode('half-open');
      // Nobody tells the plant: it must find out by itself.
      while (proxy.connectionCount === before && !run.isOver) await sender.publishMore(1);
      proxy.setMode('pass');
      proxy.cut();
      return;
    }
    case 'clock-set-back':
      world.clockOffsetMs -= setBackMs;
      run.setClock(world.clockOffsetMs);
      return;
    case 'disk-full':
      if (ballast === undefined) throw new Error('The disk of this plant cannot be filled.');
      try {
        // What it lets go of is taken too.
        do {
          await ballast.fill();
          await sender.publishMore(1);
        } while (!(await isHeldUp(run)));
        await sender.publishMore(whileItLasts);
      } finally {
        await ballast.free();
      }
  }
}

/** Whether the plant takes no more, its buffer or the disk being full, or has ended. */
async function isHeldUp(run: RunProcess): Promise<boolean> {
  const status = await run.status();
  return status === undefined || status.buffer.state !== 'ready';
}
