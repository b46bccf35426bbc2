/** Orders on a page: what was finished, what waits, and after which operation. */
import type { ProductionDocument } from '../documents/production.ts';
import type { Speaker } from '../words/speaker.ts';
import { knownText, sumOf } from './known-text.ts';
import { buildList } from './list.ts';
import type { ListView } from './view.ts';

type OrdersPart = Pick<ProductionDocument, 'orders'>;

export function buildFinished({ orders }: OrdersPart, speaker: Speaker, rowsMax: number): ListView {
  const { words, formats } = speaker;
  const text = words.pages.production;
  const labels = text.finishedColumns;
  // An order that may have finished pieces elsewhere has 0 for certain; it is in the document, and no news here.
  const rows = orders.finished.rows.filter(({ finished }) => finished > 0);
  const count = orders.finished.count - (orders.finished.rows.length - rows.length);
  const pieces = sumOf(rows, ({ finished }) => finished);
  return buildList(
    rows,
    [
      { label: labels.order, cell: ({ workOrder }) => words.pages.order(workOrder) },
      { label: labels.product, cell: ({ product }) => product },
      { label: labels.today, isNumber: true, cell: ({ finished }) => formats.integer(finished) },
      {
        label: labels.soFar,
        isNumber: true,
        cell: ({ finishedSoFar, ordered }) =>
          text.ofOrdered(formats.integer(finishedSoFar), knownText(ordered, formats.integer, words)),
      },
      { label: labels.leadTime, isNumber: true, cell: ({ leadTimeMs }) => formats.daysOrDuration(leadTimeMs) },
    ],
    {
      id: 'finished',
      title:
        count === 0
          ? words.kpis.finished
          : text.finishedTitle(count, `${formats.integer(pieces)} ${words.labels.pieces(pieces)}`),
      scope: count === 0 ? '' : text.finishedScope,
      none: orders.isFinishKnown ? text.finishedNone : text.finishUnknown,
      rowsMax,
      count,
    },
    speaker,
  );
}

export function buildWaiting({ orders }: OrdersPart, speaker: Speaker): ListView {
  const { words, formats } = speaker;
  const text = words.pages.production;
  const labels = text.waitingColumns;
  const [longest] = orders.waiting.rows;
  return buildList(
    orders.waiting.rows,
    [
      { label: labels.order, cell: ({ workOrder, product }) => [words.pages.order(workOrder), product] },
      { label: labels.after, cell: ({ lastOperation }) => lastOperation },
      { label: labels.pieces, isNumber: true, cell: ({ pieces }) => formats.integer(pieces) },
      { label: labels.waiting, isNumber: true, cell: ({ waitingMs }) => formats.daysOrDuration(waitingMs) },
    ],
    {
      id: 'waiting',
      title:
        longest === undefined
          ? text.waiting
          : text.waitingTitle(words.pages.order(longest.workOrder), formats.daysOrDuration(longest.waitingMs)),
      scope: text.waitingScope,
      none: text.waitingNone,
      rowsMax: 6,
      count: orders.waiting.count,
    },
    speaker,
  );
}

export function buildQueues({ orders }: OrdersPart, speaker: Speaker, rowsMax: number): ListView {
  const { words, formats } = speaker;
  const text = words.pages.production;
  const labels = text.queueColumns;
  const [longest] = orders.queues;
  return buildList(
    orders.queues,
    [
      { label: labels.after, cell: ({ lastOperation }) => lastOperation },
      { label: labels.orders, isNumber: true, cell: ({ orders: n }) => formats.integer(n) },
      { label: labels.pieces, isNumber: true, cell: ({ pieces }) => formats.integer(pieces) },
      { label: labels.longest, isNumber: true, cell: ({ longestMs }) => formats.daysOrDuration(longestMs) },
    ],
    {
      id: 'queues',
      title:
        longest === undefined
          ? text.queues
          : text.queueTitle(
              longest.lastOperation,
              `${formats.integer(longest.pieces)} ${words.labels.pieces(longest.pieces)}`,
            ),
      scope: text.queueScope,
      none: text.queueNone,
      rowsMax,
    },
    speaker,
  );
}
