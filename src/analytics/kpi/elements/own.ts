/** Elements that gemba has beside those of ISO 22400-2: of units, of the plant, of changeovers and yields, of lines. */
import { count, type Element, time, value } from './element.ts';

export const ownElementIds = [
  'PLANNED',
  'SILENT',
  'STOP',
  'HELD',
  'ESTIMATED',
  'FINISHED',
  'CHANGEOVERTIME',
  'CHANGEOVERS',
  'ROLLED',
  'DEFECTS',
  'OPPORTUNITIES',
  'LINEGOOD',
  'OUTPUT',
  'AVAILABLE',
  'DEMAND',
  'WIPTIME',
  'LEADTIMES',
  'ORDERSLEFT',
] as const;

export const ownElements: Readonly<Record<(typeof ownElementIds)[number], Element>> = {
  PLANNED: {
    ...time,
    name: 'Planned time',
    meaning: 'shifts less planned stops, without what ran outside them',
    from: 'shift calendar less planned stops',
  },
  SILENT: {
    ...time,
    name: 'Silent planned time',
    meaning: 'planned time in which nothing was reported',
    from: 'planned time less reports and states',
  },
  STOP: {
    ...time,
    name: 'Reported stop time',
    meaning: 'time of reported stops, planned or not',
    from: 'stop reports and states',
  },
  HELD: { ...count, name: 'Held quantity', meaning: 'pieces set aside for review', from: 'production reports' },
  ESTIMATED: {
    ...time,
    name: 'Estimated ideal time',
    meaning: 'of PRPQ: what stands on learned ideal times, for want of ones that the plant sets',
    from: 'pieces whose ideal time the plant file does not set',
  },
  FINISHED: {
    ...count,
    name: 'Finished pieces',
    meaning: 'pieces completed at the final operations, those of rework not again',
    from: 'production reports at the final operations of the plant file',
    leftOpen: 'orders that only a later final operation reported',
  },
  CHANGEOVERTIME: {
    ...time,
    name: 'Time of changeovers',
    meaning:
      'from the last good piece of one product to the first good piece of the next, without waiting and without silence before anything was done for it, summed over changeovers',
    from: 'production reports that follow each other on a unit, shift calendar; asked of equipment',
    leftOpen: 'when within their reports pieces were made, silence within changeovers',
  },
  CHANGEOVERS: {
    ...count,
    name: 'Changeovers',
    meaning: 'changes from one product or operation to another whose first good piece came in the window',
    from: 'production reports that follow each other on a unit; asked of equipment',
  },
  ROLLED: {
    ...value,
    name: 'First pass yields, multiplied',
    meaning: 'product of GP / IP over the operations of a product',
    from: 'production reports of every operation of the product, and its route of the plant file; asked of products',
    leftOpen: 'held and reworked pieces',
  },
  DEFECTS: {
    ...count,
    name: 'Defects',
    meaning: 'one for each piece that was scrapped or held, at every pass',
    from: 'production reports, those of rework too',
  },
  OPPORTUNITIES: {
    ...count,
    name: 'Opportunities for a defect',
    meaning: 'chances for a defect that the inspected pieces had',
    from: 'opportunities per piece of the plant file, times pieces of reports that are no rework',
  },
  LINEGOOD: {
    ...time,
    name: 'Ideal time of what came off a line',
    meaning: 'good pieces off the last station, times their ideal time at the constraint',
    from: 'production reports of the last station, ideal times of the constraint',
  },
  OUTPUT: {
    ...count,
    name: 'Output of a line',
    meaning: 'good pieces off the last station, rework not counted again',
    from: 'production reports of the last station',
  },
  AVAILABLE: {
    ...time,
    name: 'Available time of a line',
    meaning: 'time in which any of its units is planned to run',
    from: 'shift calendar less planned stops',
  },
  DEMAND: { ...count, name: 'Demand', meaning: 'pieces wanted of the line', from: 'who asks for the takt' },
  WIPTIME: {
    ...time,
    name: 'Time of pieces between stations',
    meaning: 'time that pieces lay between the stations of a line, summed over pieces',
    from: 'production reports of orders: completed at one station, taken at the next',
  },
  LEADTIMES: {
    ...time,
    name: 'Lead times',
    meaning: 'from an order’s first report on the line to its last finished piece, summed over orders that left',
    from: 'production reports that name their order and its quantity',
  },
  ORDERSLEFT: {
    ...count,
    name: 'Orders that left',
    meaning: 'orders of which the last station completed all, and that were seen to come',
    from: 'production reports that name their order and its quantity',
  },
};
