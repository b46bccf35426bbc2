/** What the signals of a unit say together: which of its rules wins, and of which order its pieces are. */
import type { StateRule } from '../../model/index.ts';
import { clip, type Interval, type IntervalSet, subtract, unionOf } from '../../time/index.ts';
import { compareText } from '../compare-text.ts';
import type { CounterFold } from './counter-fold.ts';
import type { DerivedPieces, DerivedState } from './signal-facts.ts';
import type { TextAt } from './text-fold.ts';

/** Pieces of one product and order are reported once in so long, UTC-aligned. */
export const cellMs = 900_000;

/** Of rules that hold at once the first wins; rules of the same state and reason are one. In order of time. */
export function composeStates(
  equipment: string,
  held: readonly { readonly rule: StateRule; readonly set: IntervalSet }[],
  window: Interval,
): DerivedState[] {
  const sets = new Map<string, { readonly rule: StateRule; set: IntervalSet }>();
  let taken: IntervalSet = new Float64Array(0);
  for (const { rule, set } of held) {
    const within = clip(set, window);
    const key = JSON.stringify([rule.state, rule.reason ?? '']);
    const known = sets.get(key);
    const won = subtract(within, taken);
    if (known === undefined) sets.set(key, { rule, set: won });
    else known.set = unionOf(known.set, won);
    taken = unionOf(taken, within);
  }
  const states: DerivedState[] = [];
  for (const { rule, set } of sets.values())
    for (let i = 0; i < set.length; i += 2)
      states.push({
        equipment,
        startAt: set[i] as number,
        endAt: set[i + 1] as number,
        state: rule.state,
        reason: rule.reason ?? '',
      });
  return states.sort((a, b) => a.startAt - b.startAt);
}

export interface Counters {
  /** Of all pieces. */
  readonly produced: CounterFold | undefined;
  readonly good: CounterFold | undefined;
  readonly scrap: CounterFold | undefined;
}

interface Cell {
  /** Quarters of an hour since 1970. */
  readonly number: number;
  readonly product: string;
  readonly workOrder: string;
  at: number;
  counted: number;
  scrap: number;
}

/** Looks up what is made; its instants never fall, so each counter has a look-up of its own. */
export type OrderLookup = () => { readonly product: TextAt; readonly workOrder: TextAt };

/** Pieces by quarter of an hour, product and order, each at the last piece of its cell; in order of time. */
export function composePieces(
  equipment: string,
  operation: string,
  { produced, good, scrap }: Counters,
  orderAt: OrderLookup,
  { fromAt, toAt }: Interval,
): DerivedPieces[] {
  const cells = new Map<string, Cell>();
  const cellOf = (number: number, product: string, workOrder: string): Cell => {
    const key = JSON.stringify([number, product, workOrder]);
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = { number, product, workOrder, at: Number.NEGATIVE_INFINITY, counted: 0, scrap: 0 };
      cells.set(key, cell);
    }
    return cell;
  };
  const count = (fold: CounterFold | undefined, field: 'counted' | 'scrap'): void => {
    const lookup = orderAt();
    let cell: Cell | undefined;
    fold?.visit(fromAt, toAt, (at, pieces) => {
      const number = Math.floor(at / cellMs);
      const [product, workOrder] = [lookup.product(at), lookup.workOrder(at)];
      // Mostly the cell of the pieces before: it is looked up only where it is another.
      if (cell?.number !== number || cell.product !== product || cell.workOrder !== workOrder)
        cell = cellOf(number, product, workOrder);
      cell.at = Math.max(cell.at, at);
      cell[field] += pieces;
    });
  };
  count(produced ?? good, 'counted');
  count(scrap, 'scrap');
  return [...cells.values()]
    .map((cell) => ({
      equipment,
      at: cell.at,
      operation,
      product: cell.product,
      workOrder: cell.workOrder,
      // Scrap that is counted a little later than its piece may fall into the next cell: no cell has less than no pieces.
      completedCount: good === undefined ? Math.max(0, cell.counted - cell.scrap) : cell.counted,
      scrapCount: scrap === undefined ? undefined : cell.scrap,
    }))
    .sort((a, b) => a.at - b.at || compareText(a.product, b.product) || compareText(a.workOrder, b.workOrder));
}
