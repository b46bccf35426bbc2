/**
 * The event list of a discrete-event simulation: for each entity the instant of its next event, in a binary heap that
 * knows where each entity stands, so that an event that is put off or called off leaves nothing behind. Of events at the
 * same instant that of the lower entity comes first: the order never depends on how the list came about.
 */
export class EventList {
  readonly #at: Float64Array;
  readonly #heap: Int32Array;
  /** Place of each entity in the heap; −1 where it has no event. */
  readonly #place: Int32Array;
  #length = 0;

  /** @param entityCount entities are numbered from 0 */
  constructor(entityCount: number) {
    this.#at = new Float64Array(entityCount);
    this.#heap = new Int32Array(entityCount);
    this.#place = new Int32Array(entityCount).fill(-1);
  }

  /** The instant of the next event; infinite where there is none. */
  get nextAt(): number {
    return this.#length === 0 ? Number.POSITIVE_INFINITY : (this.#at[this.#heap[0] as number] as number);
  }

  /** The entity of the next event; −1 where there is none. */
  get nextEntity(): number {
    return this.#length === 0 ? -1 : (this.#heap[0] as number);
  }

  /** Sets an entity's next event, in place of the one it has; at infinity it has none. */
  schedule(entity: number, at: number): void {
    const place = this.#place[entity] as number;
    if (at === Number.POSITIVE_INFINITY) {
      if (place >= 0) this.#remove(entity, place);
      return;
    }
    this.#at[entity] = at;
    if (place >= 0) this.#settle(entity, place);
    else this.#settle(entity, this.#length++);
  }

  #remove(entity: number, place: number): void {
    this.#place[entity] = -1;
    const last = this.#heap[--this.#length] as number;
    if (last !== entity) this.#settle(last, place);
  }

  /** Puts an entity at a place, then up or down to where it belongs. */
  #settle(entity: number, from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#heap[parent] as number;
      if (!this.#isBefore(entity, above)) break;
      this.#put(above, place);
      place = parent;
    }
    for (;;) {
      let child = 2 * place + 1;
      if (child >= this.#length) break;
      const right = child + 1;
      if (right < this.#length && this.#isBefore(this.#heap[right] as number, this.#heap[child] as number))
        child = right;
      const below = this.#heap[child] as number;
      if (!this.#isBefore(below, entity)) break;
      this.#put(below, place);
      place = child;
    }
    this.#put(entity, place);
  }

  #put(entity: number, place: number): void {
    this.#heap[place] = entity;
    this.#place[entity] = place;
  }

  #isBefore(a: number, b: number): boolean {
    const atA = this.#at[a] as number;
    const atB = this.#at[b] as number;
    return atA < atB || (atA === atB && a < b);
  }
}
