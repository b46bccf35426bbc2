/** What time and pieces cost a plant, where its plant file says so. */

export interface Rates {
  /** ISO 4217 code that every rate and value is in, such as `EUR`. */
  readonly currency: string;
  /** An hour of machine time of the plant, in `currency`; equipment may have its own (`Equipment.machineHourRate`). */
  readonly machineHour: number;
  /** One lost piece by product, in `currency`, beside the machine time of the operation that lost it. */
  readonly pieceValues: Readonly<Record<string, number>>;
}

/** What one lost piece of a product costs; undefined where the plant file does not say. */
export function findPieceValue({ pieceValues }: Rates, product: string): number | undefined {
  return Object.hasOwn(pieceValues, product) ? pieceValues[product] : undefined;
}
