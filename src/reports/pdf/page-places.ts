/** A number of places, taken in the order of asking. */

export interface PagePlaces {
  readonly taken: number;
  readonly waiting: number;
  /** Resolves with what gives the place back; rejects with the signal's reason where that comes first. */
  take(signal: AbortSignal): Promise<() => void>;
  /** Resolves once nobody has a place or waits for one. */
  whenFree(): Promise<void>;
}

export function createPagePlaces(count: number): PagePlaces {
  let taken = 0;
  const waiting = new Set<() => void>();
  const watchers = new Set<() => void>();
  const tellFree = (): void => {
    if (taken > 0 || waiting.size > 0) return;
    for (const watcher of watchers) watcher();
    watchers.clear();
  };
  const giveBack = (): void => {
    taken--;
    const [next] = waiting;
    next?.();
    tellFree();
  };
  const hold = (): (() => void) => {
    taken++;
    let isHeld = true;
    return () => {
      if (isHeld) giveBack();
      isHeld = false;
    };
  };
  return {
    get taken() {
      return taken;
    },
    get waiting() {
      return waiting.size;
    },
    async take(signal) {
      signal.throwIfAborted();
      if (taken < count) return hold();
      return await new Promise<() => void>((resolve, reject) => {
        const leave = (): void => {
          waiting.delete(enter);
          signal.removeEventListener('abort', abort);
        };
        const enter = (): void => {
          leave();
          resolve(hold());
        };
        const abort = (): void => {
          leave();
          reject(signal.reason);
          tellFree();
        };
        waiting.add(enter);
        signal.addEventListener('abort', abort, { once: true });
      });
    },
    whenFree: () =>
      new Promise<void>((resolve) => {
        watchers.add(resolve);
        tellFree();
      }),
  };
}
