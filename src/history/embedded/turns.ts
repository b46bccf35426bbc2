/** What is done between commits, one after the other, in the order it was asked for. */
export class Turns {
  readonly #waiting: { readonly take: () => Promise<void>; readonly reject: (error: unknown) => void }[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Resolves or rejects as the work does, once it had its turn. */
  add<T>(work: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const take = async (): Promise<void> => await work().then(resolve, reject);
    this.#waiting.push({ take, reject });
    return promise;
  }

  /** False where nothing waits. Never rejects. */
  async takeNext(): Promise<boolean> {
    const next = this.#waiting.shift();
    await next?.take();
    return next !== undefined;
  }

  rejectAll(error: unknown): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
