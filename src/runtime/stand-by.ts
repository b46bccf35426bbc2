/** Waits for the lease of a plant that another process runs. */
import { setTimeout as wait } from 'node:timers/promises';
import type { LeaseRecord } from '../history/index.ts';
import { GembaError } from '../model/index.ts';
import type { OpenPlant } from './open-plant.ts';
import { isLeaseHeld, type PlantLease, type PlantLeaseStatus, readPlantLease } from './plant-lease.ts';
import { Announcement } from './standbys.ts';

export type HeldLease = Extract<PlantLeaseStatus, { readonly holder: string }>;

export type StandbyEvent =
  /** Told once for each process that is waited for. */
  | { readonly kind: 'standing-by'; readonly sinceAt: number; readonly lease: HeldLease }
  /** The lease could not be looked at or taken; it is tried again. */
  | { readonly kind: 'failed'; readonly what: 'lease'; readonly error: unknown };

export interface StandByOptions {
  /** Aborting it ends the wait. */
  readonly signal: AbortSignal;
  readonly onEvent?: (event: StandbyEvent) => void;
  /** How often the lease is looked at, ms; default 250. */
  readonly pollMs?: number;
}

const pollMsDefault = 250;
/** After a failure the holder, which has the same disk, comes first. */
const failureMs = 2_000;
/** What the history knows is kept as new as this, so that taking over reads little. */
const warmEveryMs = 5_000;
/** Of the time between two looks, so much counts as seen: a standby that hung itself has seen nothing meanwhile. */
const seenMsMax = 1_000;

/**
 * Waits until this process gets the lease: at once where it is free; else once its holder has let go of it, its process
 * on this machine is gone, or it was not renewed for as long as it lasts. That is measured by this process's own time,
 * so a clock that was set changes nothing.
 *
 * @returns the lease; undefined where the signal aborted before
 * @throws GembaError `store-moved` where the store was moved meanwhile
 * @example
 * await using lease = await standBy(plant, { signal });
 * if (lease !== undefined) await runPlant(plant, { signal, lease });
 */
export async function standBy(plant: OpenPlant, options: StandByOptions): Promise<PlantLease | undefined> {
  const { signal, onEvent = () => undefined, pollMs = pollMsDefault } = options;
  const { storeDir, clock } = plant;
  await using announcement = new Announcement(storeDir, plant);
  const watch = new RenewalWatch(plant.leaseMs);
  let waitedFor: string | undefined;
  let warmAtMs = performance.now();
  while (!signal.aborted) {
    let pauseMs = pollMs;
    try {
      return await plant.takeLease({
        isRun: true,
        hasStoodBy: waitedFor !== undefined,
        ...(waitedFor === undefined ? {} : { isExpired: (record) => watch.isExpired(record) }),
      });
    } catch (error) {
      // It lies elsewhere now: whoever starts this anew opens it there.
      if (error instanceof GembaError && error.code === 'store-moved') throw error;
      if (!isLeaseHeld(error)) {
        onEvent({ kind: 'failed', what: 'lease', error });
        pauseMs = failureMs;
      }
    }
    try {
      const lease = await readPlantLease(storeDir, clock());
      if (lease.kind !== 'free' && lease.holder !== waitedFor) {
        waitedFor = lease.holder;
        onEvent({ kind: 'standing-by', sinceAt: announcement.sinceAt, lease });
      }
      await announcement.renew();
      if (performance.now() - warmAtMs >= warmEveryMs) {
        await plant.history.snapshot();
        warmAtMs = performance.now();
      }
    } catch (error) {
      onEvent({ kind: 'failed', what: 'lease', error });
      pauseMs = failureMs;
    }
    await wait(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}

/** How long a lease was seen without being renewed. */
class RenewalWatch {
  readonly #leaseMsDefault: number;
  #seen: string = '';
  #sameMs: number = 0;
  #lookedAtMs: number = performance.now();

  constructor(leaseMsDefault: number) {
    this.#leaseMsDefault = leaseMsDefault;
  }

  isExpired({ fencing, expiresAt, leaseMs = this.#leaseMsDefault }: LeaseRecord): boolean {
    const nowMs = performance.now();
    const seen = `${fencing} ${expiresAt}`;
    this.#sameMs = seen === this.#seen ? this.#sameMs + Math.min(nowMs - this.#lookedAtMs, seenMsMax) : 0;
    this.#seen = seen;
    this.#lookedAtMs = nowMs;
    return this.#sameMs >= leaseMs;
  }
}
