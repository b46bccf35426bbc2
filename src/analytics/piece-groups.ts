/** Products by operation. */
import type { FactTable } from '../model/index.ts';

/** Product and operation: what has an ideal time. */
export interface PieceGroup {
  readonly product: string;
  readonly operation: string;
}

export interface GroupedPieces {
  readonly groups: readonly PieceGroup[];
  /** The group of each row of the table. */
  readonly groupOf: Uint32Array;
}

/** More pairs of product and operation than these have no place each. */
const placesMax = 4_194_304;

export function groupPieces(production: FactTable<'production'>): GroupedPieces {
  const { product, operation } = production.columns;
  const groups: PieceGroup[] = [];
  const groupOf = new Uint32Array(production.length);
  const operationCount = operation.dictionary.length;
  const placeCount = product.dictionary.length * operationCount;
  // One more than the group, so that 0 is none.
  const known: { get(key: number): number | undefined; set(key: number, place: number): void } =
    placeCount <= placesMax ? createPlaces(placeCount) : new Map<number, number>();
  for (let i = 0; i < production.length; i++) {
    const key = (product.codes[i] as number) * operationCount + (operation.codes[i] as number);
    let place = known.get(key) ?? 0;
    if (place === 0) {
      place = groups.push({
        product: product.dictionary[product.codes[i] as number] as string,
        operation: operation.dictionary[operation.codes[i] as number] as string,
      });
      known.set(key, place);
    }
    groupOf[i] = place - 1;
  }
  return { groups, groupOf };
}

function createPlaces(count: number) {
  const places = new Uint32Array(count);
  return {
    get: (key: number): number | undefined => places[key],
    set: (key: number, place: number): void => {
      places[key] = place;
    },
  };
}
