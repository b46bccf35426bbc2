/** A queue of whole numbers, first in, first out, in one array that grows by doubling. */
export class Ring {
  #items: Int32Array = new Int32Array(8);
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: number): void {
    if (this.#length === this.#items.length) this.#grow();
    this.#items[(this.#head + this.#length) & (this.#items.length - 1)] = item;
    this.#length++;
  }

  /** Takes the first; −1 where it is empty. */
  shift(): number {
    if (this.#length === 0) return -1;
    const item = this.#items[this.#head] as number;
    this.#head = (this.#head + 1) & (this.#items.length - 1);
    this.#length--;
    return item;
  }

  /** Takes out the first that equals `item`; the others keep their order. */
  remove(item: number): void {
    for (let left = this.#length, found = false; left > 0; left--) {
      const first = this.shift();
      if (first === item && !found) found = true;
      else this.push(first);
    }
  }

  #grow(): void {
    const larger = new Int32Array(this.#items.length * 2);
    for (let i = 0; i < this.#length; i++)
      larger[i] = this.#items[(this.#head + i) & (this.#items.length - 1)] as number;
    this.#items = larger;
    this.#head = 0;
  }
}
