/** Numbers that are added at the end and let go at the beginning, in one typed array. */
export class GrowingColumn {
  #values: Float64Array;
  #first = 0;
  #end = 0;

  constructor(capacity = 16) {
    this.#values = new Float64Array(capacity);
  }

  get length(): number {
    return this.#end - this.#first;
  }

  /** The number at a place, which must be one. */
  at(place: number): number {
    return this.#values[this.#first + place] as number;
  }

  /** All of them; a view that the next change may spoil. */
  values(): Float64Array {
    return this.#values.subarray(this.#first, this.#end);
  }

  set(place: number, value: number): void {
    this.#values[this.#first + place] = value;
  }

  push(value: number): void {
    if (this.#end === this.#values.length) this.#makeRoom();
    this.#values[this.#end++] = value;
  }

  pop(): void {
    this.#end--;
  }

  dropFirst(count: number): void {
    this.#first += count;
  }

  /** Place of the first number that is not less, in numbers that never fall. */
  lowerBound(value: number): number {
    let low = this.#first;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#values[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low - this.#first;
  }

  /** Moves to the front where half of the array was let go, else doubles it. */
  #makeRoom(): void {
    const kept = this.#values.subarray(this.#first, this.#end);
    if (this.#first * 2 >= this.#values.length) this.#values.copyWithin(0, this.#first, this.#end);
    else {
      const larger = new Float64Array(this.#values.length * 2);
      larger.set(kept);
      this.#values = larger;
    }
    this.#end -= this.#first;
    this.#first = 0;
  }
}
