/** Where orders are: finished, running, waiting. */
import { z } from 'zod';
import type { DailyAnalysis } from '../../analytics/index.ts';
import { type Plant, type UnknownReason, unknownReasons, type WrittenKnown, writeKnown } from '../../model/index.ts';
import { listSchema, type WrittenList, writeList } from './limited.ts';
import { orNull, placeShape, type WrittenPlace, writePlace, written } from './parts.ts';
import { count, instant, ms, record } from './shape.ts';

export interface WrittenFinishedOrder {
  readonly workOrder: string;
  readonly product: string;
  readonly ordered: WrittenKnown;
  readonly finished: number;
  readonly finishedSoFar: number;
  readonly scrapSoFar: number;
  readonly isComplete: boolean | null;
  readonly leadTimeMs: number;
  readonly lastFinished: string;
}

export interface WrittenWaitingOrder extends WrittenPlace {
  readonly workOrder: string;
  readonly product: string;
  readonly lastOperation: string;
  readonly since: string;
  readonly waitingMs: number;
  /** Pieces completed at the last operation. */
  readonly pieces: number;
}

export interface WrittenRunningOrder extends WrittenPlace {
  readonly workOrder: string;
  readonly operation: string;
  readonly product: string;
  readonly state: 'running' | 'setup';
  readonly since: string;
  readonly ordered: WrittenKnown;
  readonly completed: number;
  readonly remaining: WrittenKnown;
}

export interface WrittenQueue {
  readonly lastOperation: string;
  readonly orders: number;
  readonly pieces: number;
  readonly longestMs: number;
}

export interface WrittenOrders {
  /** Whether the plant names final operations; else no order is ever finished. */
  readonly isFinishKnown: boolean;
  readonly finished: WrittenList<WrittenFinishedOrder>;
  readonly waiting: WrittenList<WrittenWaitingOrder>;
  readonly running: WrittenList<WrittenRunningOrder>;
  readonly queues: readonly WrittenQueue[];
  /** Why nobody can say which orders are late. */
  readonly due: { readonly unknown: UnknownReason };
}

export const ordersSchema: z.ZodType<WrittenOrders> = record<WrittenOrders>({
  isFinishKnown: z.boolean(),
  finished: listSchema(
    record<WrittenFinishedOrder>({
      workOrder: z.string(),
      product: z.string(),
      ordered: written,
      finished: count,
      finishedSoFar: count,
      scrapSoFar: count,
      isComplete: z.boolean().nullable(),
      leadTimeMs: ms,
      lastFinished: instant,
    }),
  ),
  waiting: listSchema(
    record<WrittenWaitingOrder>({
      ...placeShape,
      workOrder: z.string(),
      product: z.string(),
      lastOperation: z.string(),
      since: instant,
      waitingMs: ms,
      pieces: count,
    }),
  ),
  running: listSchema(
    record<WrittenRunningOrder>({
      ...placeShape,
      workOrder: z.string(),
      operation: z.string(),
      product: z.string(),
      state: z.enum(['running', 'setup']),
      since: instant,
      ordered: written,
      completed: count,
      remaining: written,
    }),
  ),
  queues: z.array(record<WrittenQueue>({ lastOperation: z.string(), orders: count, pieces: count, longestMs: ms })),
  due: z.strictObject({ unknown: z.enum(unknownReasons) }),
});

export function writeOrders(orders: DailyAnalysis['orders'], plant: Plant): WrittenOrders {
  const at = (instantMs: number): string => plant.zone.format(instantMs);
  const place = (id: string): WrittenPlace => writePlace(plant.equipment.get(id));
  return {
    isFinishKnown: orders.isFinishKnown,
    finished: writeList(orders.finished, (order) => ({
      workOrder: order.workOrder,
      product: order.product,
      ordered: writeKnown(order.ordered),
      finished: order.finished.value,
      finishedSoFar: order.finishedSoFar.value,
      scrapSoFar: order.scrapSoFar,
      isComplete: orNull(order.isComplete),
      leadTimeMs: Math.round(order.leadTimeMs),
      lastFinished: at(order.lastFinishedAt),
    })),
    waiting: writeList(orders.waiting, (order) => ({
      ...place(order.lastEquipment),
      workOrder: order.workOrder,
      product: order.product,
      lastOperation: order.lastOperation,
      since: at(order.sinceAt),
      waitingMs: Math.round(order.waitingMs),
      pieces: order.completedThere,
    })),
    running: writeList(orders.running, (order) => ({
      ...place(order.equipment),
      workOrder: order.workOrder,
      operation: order.operation,
      product: order.product,
      state: order.state,
      since: at(order.sinceAt),
      ordered: writeKnown(order.ordered),
      completed: order.completed,
      remaining: writeKnown(order.remaining),
    })),
    queues: orders.queues.map(({ lastOperation, orders: waiting, pieces, longestMs }) => ({
      lastOperation,
      orders: waiting,
      pieces,
      longestMs: Math.round(longestMs),
    })),
    due: { unknown: orders.due.reason },
  };
}
