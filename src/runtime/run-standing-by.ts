/** Runs a plant where no other process does, and stands by where one does. */
import type { OpenPlant } from './open-plant.ts';
import type { Takeover } from './plant-lease.ts';
import { type RunEvent, type RunPlantOptions, runPlant } from './run-plant.ts';
import type { RunStatus } from './run-status.ts';
import { type HeldLease, type StandByOptions, type StandbyEvent, standBy } from './stand-by.ts';

export type StandingRunEvent =
  | RunEvent
  | StandbyEvent
  | { readonly kind: 'took-over'; readonly takeover: Takeover; readonly fencing: number }
  /** The plant file is not what it was when this process was started; the new one holds. */
  | { readonly kind: 'plant-file-changed'; readonly path: string }
  /** The plant file cannot be used any more: it goes on with what it was. */
  | { readonly kind: 'plant-file-broken'; readonly path: string; readonly error: unknown };

/** How a process stands that runs a plant or stands by to. */
export type StandingStatus =
  | { readonly kind: 'starting' }
  | { readonly kind: 'standing-by'; readonly sinceAt: number; readonly lease: HeldLease }
  | { readonly kind: 'running'; readonly status: RunStatus };

export interface RunStandingByOptions
  extends Pick<RunPlantOptions, 'signal' | 'pace' | 'onLive'>,
    Pick<StandByOptions, 'pollMs'> {
  readonly onEvent?: (event: StandingRunEvent) => void;
  /** Called once at first, with what tells how it stands from then on. */
  readonly onStatus?: (status: () => StandingStatus) => void;
  /** Called once it runs, with the plant as it is then. */
  readonly onStart?: (status: () => RunStatus, plant: OpenPlant) => void;
}

/**
 * Runs the plant until the signal aborts, or all its sources have ended. While another process runs it, it stands by,
 * with the plant open and checked; when it takes over it opens the plant anew, so that a plant file that was changed
 * meanwhile holds. Where that cannot be used it goes on with what it had, because facts come in all the while.
 *
 * @param open opens the plant
 * @throws what `open` throws at the start, and what `runPlant` throws
 * @example
 * await runStandingBy(() => openPlant({ config }), { signal });
 */
export async function runStandingBy(open: () => Promise<OpenPlant>, options: RunStandingByOptions): Promise<void> {
  const { signal, onEvent = () => undefined, pollMs, pace, onStart, onLive } = options;
  let tell = (): StandingStatus => ({ kind: 'starting' });
  options.onStatus?.(() => tell());
  let plant = await open();
  try {
    for (;;) {
      let hasStoodBy = false;
      await using lease = await standBy(plant, {
        signal,
        ...(pollMs === undefined ? {} : { pollMs }),
        onEvent: (event) => {
          if (event.kind === 'standing-by') {
            hasStoodBy = true;
            tell = () => ({ kind: 'standing-by', sinceAt: event.sinceAt, lease: event.lease });
          }
          onEvent(event);
        },
      });
      if (lease === undefined) return;
      const { lastTakeover, fencing, takenAt } = lease;
      if (lastTakeover !== undefined && lastTakeover.at === takenAt)
        onEvent({ kind: 'took-over', takeover: lastTakeover, fencing });
      const { storeDir } = plant;
      if (hasStoodBy) plant = await openAnew(plant, open, onEvent);
      // The lease is of another store than the plant's, so it stands by for that.
      if (plant.storeDir !== storeDir) continue;
      await runPlant(plant, {
        signal,
        lease,
        onEvent,
        ...(pace === undefined ? {} : { pace }),
        ...(onLive === undefined ? {} : { onLive }),
        onStart: (status) => {
          tell = () => ({ kind: 'running', status: status() });
          onStart?.(status, plant);
        },
      });
      return;
    }
  } finally {
    await plant[Symbol.asyncDispose]();
  }
}

/** The plant as its file is now; the one that is open where that cannot be used. */
async function openAnew(
  plant: OpenPlant,
  open: () => Promise<OpenPlant>,
  onEvent: (event: StandingRunEvent) => void,
): Promise<OpenPlant> {
  const { path } = plant;
  try {
    await using opening = new AsyncDisposableStack();
    const anew = opening.use(await open());
    // What a driver says of its configuration counts too.
    anew.listSources();
    if (anew.fileFingerprint !== plant.fileFingerprint) onEvent({ kind: 'plant-file-changed', path });
    await plant[Symbol.asyncDispose]();
    opening.move();
    return anew;
  } catch (error) {
    onEvent({ kind: 'plant-file-broken', path, error });
    return plant;
  }
}
