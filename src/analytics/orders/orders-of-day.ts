/** Where orders are: finished in the window, running at its end, waiting. */
import type { Known, Unknown } from '../../model/index.ts';
import type { Finished } from '../figures.ts';
import type { Limited } from '../limited.ts';

/** An order of which pieces were finished in the window. */
export interface FinishedOrder {
  /** Empty for reports that name no order. */
  readonly workOrder: string;
  readonly product: string;
  readonly ordered: Known;
  /** Finished in the window. */
  readonly finished: Finished;
  /** Finished up to the window's end. */
  readonly finishedSoFar: Finished;
  /** Scrapped up to the window's end, at any operation. */
  readonly scrapSoFar: number;
  /** Finished and scrapped pieces reach the ordered quantity; undefined where that is unknown. */
  readonly isComplete: boolean | undefined;
  /** Start of the order's first report. */
  readonly firstAt: number;
  /** End of its last report of finished pieces, not after the window's end. */
  readonly lastFinishedAt: number;
  /** From the first report to the last of finished pieces, ms. */
  readonly leadTimeMs: number;
}

/** An order that is begun and not finished, with no report in progress at the window's end. */
export interface WaitingOrder {
  readonly workOrder: string;
  readonly product: string;
  readonly ordered: Known;
  /** Operation and work unit of its last report. */
  readonly lastOperation: string;
  readonly lastEquipment: string;
  /** End of its last report. */
  readonly sinceAt: number;
  readonly waitingMs: number;
  /** Pieces completed at the last operation up to the window's end. */
  readonly completedThere: number;
}

/** A report of production or setup in progress at the window's end, or a unit at work whose sensors tell its order. */
export interface RunningOrder {
  readonly equipment: string;
  readonly workOrder: string;
  readonly operation: string;
  readonly product: string;
  readonly state: 'running' | 'setup';
  /** Start of the report; where pieces are reported at instants, since when the unit is in its state. */
  readonly sinceAt: number;
  readonly ordered: Known;
  /** Pieces of the order completed at this operation up to the window's end, on any work unit. */
  readonly completed: number;
  /** Ordered less completed, never below 0. */
  readonly remaining: Known;
}

/** Orders and pieces that wait after an operation. */
export interface Queue {
  readonly lastOperation: string;
  readonly orders: number;
  /** Pieces completed at that operation by the orders that wait. */
  readonly pieces: number;
  readonly longestMs: number;
}

export interface OrdersOfDay {
  /** Whether the plant names final operations; else no order is ever finished. */
  readonly isFinishKnown: boolean;
  /** Most pieces first. */
  readonly finished: Limited<FinishedOrder>;
  /** Longest waiting first. */
  readonly waiting: Limited<WaitingOrder>;
  /** In plant-file order of units. */
  readonly running: Limited<RunningOrder>;
  /** Of all that wait, most pieces first. */
  readonly queues: readonly Queue[];
  /** Orders last seen at the first final operation with fewer pieces finished and scrapped than ordered: nobody says whether they go on. */
  readonly leftShort: { readonly count: number; readonly missing: number };
  /** No due date is in the data. */
  readonly due: Unknown;
}
