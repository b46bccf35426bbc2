/** Whole numbers in few bytes, as quantile sketches are written. */

export function bytesOfDouble(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return bytes;
}

export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

export function unzigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}

/** Seven bits a byte, the lowest first; the highest bit says that more follow. */
export function writeNumber(out: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  out.push(rest);
}

export function createNumberReader(bytes: Uint8Array): (() => number) & { isAtEnd(): boolean } {
  let at = 0;
  const read = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 49)
        throw new RangeError('These bytes are no quantile sketch: they are cut.');
      value += (byte % 0x80) * scale;
      if (byte < 0x80) return value;
    }
  };
  return Object.assign(read, { isAtEnd: () => at === bytes.length });
}
