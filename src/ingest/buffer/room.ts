/** The bytes that the buffer may take on disk, and whoever waits for some to come free. */
export class Room {
  usedBytes = 0;
  private readonly sizeBytesMax: number;
  private change = Promise.withResolvers<void>();

  /** @param sizeBytesMax of segments; what is kept back for records of losses is not in it */
  constructor(sizeBytesMax: number) {
    this.sizeBytesMax = sizeBytesMax;
  }

  get restBytes(): number {
    return this.sizeBytesMax - this.usedBytes;
  }

  fits(sizeBytes: number): boolean {
    return sizeBytes <= this.restBytes;
  }

  /** Resolves at the next `notify`. */
  changed(): Promise<void> {
    return this.change.promise;
  }

  /** Something has changed that somebody may wait for: bytes came free, a record came, one was given up. */
  notify(): void {
    this.change.resolve();
    this.change = Promise.withResolvers();
  }
}
