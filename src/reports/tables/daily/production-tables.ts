/** Hours and orders. */
import type { WrittenHour } from '../../documents/hours.ts';
import type {
  WrittenFinishedOrder,
  WrittenQueue,
  WrittenRunningOrder,
  WrittenWaitingOrder,
} from '../../documents/orders.ts';
import {
  coded,
  declareTable,
  flag,
  instant,
  integer,
  knownOf,
  minutes,
  pieces,
  type TableSpec,
  text,
} from '../column.ts';
import { usualColumns } from './comparison-tables.ts';
import { placeColumns } from './figure-tables.ts';
import type { TableDocument } from './table-document.ts';

const hours = declareTable<TableDocument, WrittenHour>('hours', {
  rows: (document) => document.hours,
  columns: () => [
    text('hour', ({ localTime }) => localTime),
    instant('from', ({ from }) => from),
    instant('to', ({ to }) => to),
    pieces('completed', ({ completed }) => completed),
    pieces('finished', ({ finished }) => finished),
    pieces('scrap', ({ scrap }) => scrap),
    pieces('hold', ({ hold }) => hold),
    minutes('runMs', ({ runMs }) => runMs),
    minutes('plannedMs', ({ plannedMs }) => plannedMs),
    ...usualColumns<WrittenHour>(
      'measure',
      ({ usualCompleted }) => usualCompleted,
      (_, value) => ({ type: 'number', value }),
    ),
  ],
  row: { id: ({ from }) => from, name: ({ localTime }) => localTime },
});

const finished = declareTable<TableDocument, WrittenFinishedOrder>('orders-finished', {
  rows: ({ orders }) => orders?.finished.rows,
  columns: () => [
    text('workOrder', ({ workOrder }) => workOrder),
    text('product', ({ product }) => product),
    integer('ordered', ({ ordered }) => knownOf(ordered)),
    pieces('finished', (order) => order.finished),
    integer('finishedSoFar', ({ finishedSoFar }) => finishedSoFar),
    integer('scrapSoFar', ({ scrapSoFar }) => scrapSoFar),
    flag('isComplete', ({ isComplete }) => isComplete),
    minutes('leadTimeMs', ({ leadTimeMs }) => leadTimeMs),
    instant('to', ({ lastFinished }) => lastFinished),
  ],
});

const waiting = declareTable<TableDocument, WrittenWaitingOrder>('orders-waiting', {
  rows: ({ orders }) => orders?.waiting.rows,
  columns: () => [
    text('workOrder', ({ workOrder }) => workOrder),
    text('product', ({ product }) => product),
    text('lastOperation', ({ lastOperation }) => lastOperation),
    ...placeColumns<WrittenWaitingOrder>(),
    instant('since', ({ since }) => since),
    minutes('waitingMs', ({ waitingMs }) => waitingMs),
    integer('pieces', (order) => order.pieces),
  ],
});

const running = declareTable<TableDocument, WrittenRunningOrder>('orders-running', {
  rows: ({ orders }) => orders?.running.rows,
  columns: () => [
    ...placeColumns<WrittenRunningOrder>(),
    coded('state', ({ state }) => state),
    text('workOrder', ({ workOrder }) => workOrder),
    text('operation', ({ operation }) => operation),
    text('product', ({ product }) => product),
    instant('since', ({ since }) => since),
    integer('ordered', ({ ordered }) => knownOf(ordered)),
    integer('completed', ({ completed }) => completed),
    integer('remaining', ({ remaining }) => knownOf(remaining)),
  ],
});

const queues = declareTable<TableDocument, WrittenQueue>('queues', {
  rows: ({ orders }) => orders?.queues,
  columns: () => [
    text('lastOperation', ({ lastOperation }) => lastOperation),
    integer('orders', ({ orders }) => orders),
    integer('pieces', (queue) => queue.pieces),
    minutes('longestMs', ({ longestMs }) => longestMs),
  ],
});

export const productionTables: readonly TableSpec<TableDocument>[] = [hours, finished, waiting, running, queues];
