/** Waiting until something is so that changes only when a step was made. */
export class Progress {
  #step: PromiseWithResolvers<void> = Promise.withResolvers<void>();

  /** A step was made: whoever waits looks again. */
  note(): void {
    this.#step.resolve();
    this.#step = Promise.withResolvers<void>();
  }

  /** Resolves once it is so, or the signal aborts; never rejects. */
  async until(isSo: () => boolean, signal: AbortSignal): Promise<void> {
    const stopped = Promise.withResolvers<void>();
    const onAbort = (): void => stopped.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    while (!isSo() && !signal.aborted) await Promise.race([this.#step.promise, stopped.promise]);
    signal.removeEventListener('abort', onAbort);
  }
}
