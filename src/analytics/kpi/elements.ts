/**
 * What KPIs are made of: the times, counts and quantities of ISO 22400-2, under its own short names, and those that gemba has
 * beside them, as words. Each says where gemba has it from; one that no fact tells yet says what would.
 */

/** `time`: ms. `count`: pieces, or events. `quantity`: in the unit of the material or product. `energy`: kWh. `value`: in the unit of what is measured. */
export type ElementUnit = 'time' | 'count' | 'quantity' | 'energy' | 'value';

export interface Element {
  readonly name: string;
  readonly unit: ElementUnit;
  /** What it means, as ISO 22400-2 has it, in our words. */
  readonly meaning: string;
  /** The facts and settings that tell it; undefined where gemba has no such facts yet, and then `wanted` says which. */
  readonly from: string | undefined;
  readonly wanted?: string;
  /** What its facts leave open, beside what the elements of units leave open: what moves its bounds. */
  readonly leftOpen?: string;
  /** Whether those of several units, or of windows that follow each other, add up. */
  readonly isSum: boolean;
}

/** In the order of the list below; gemba's own last. */
export const elementIds = [
  'CT',
  'POT',
  'PDOT',
  'PBT',
  'APT',
  'AUST',
  'ADET',
  'ADOT',
  'AOET',
  'APAT',
  'APWT',
  'PRPQ',
  'PRGQ',
  'RAPT',
  'PQ',
  'GQ',
  'SQ',
  'RQ',
  'PSQ',
  'FPQ',
  'FOQ',
  'GP',
  'IP',
  'FE',
  'TBF',
  'TTF',
  'TTR',
  'CMT',
  'PMT',
  'USL',
  'LSL',
  'MEAN',
  'S',
  'SIGMA',
  'E',
  'TH',
  'AI',
  'CM',
  'IGQ',
  'PL',
  'STL',
  'OL',
  'EPC',
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
export type ElementId = (typeof elementIds)[number];

const time = { unit: 'time', isSum: true } as const;
const count = { unit: 'count', isSum: true } as const;
const quantity = { unit: 'quantity', isSum: true } as const;
const value = { unit: 'value', isSum: false } as const;

export const elements: Readonly<Record<ElementId, Element>> = {
  CT: { ...time, name: 'Calendar time', meaning: 'all time of the window', from: 'the window' },
  POT: {
    ...time,
    name: 'Planned operation time',
    meaning: 'time in which a work unit may be used: the operating hours of the calendar',
    from: 'shift calendar, and what ran outside it',
  },
  PDOT: {
    ...time,
    name: 'Planned down time',
    meaning: 'planned not to run within POT: breaks, planned maintenance',
    from: 'planned stops of the shift calendar',
  },
  PBT: {
    ...time,
    name: 'Planned busy time',
    meaning: 'POT − PDOT',
    from: 'shift calendar less planned stops, and what ran outside it',
  },
  APT: {
    ...time,
    name: 'Actual production time',
    meaning: 'time in which value is added',
    from: 'running reports and states',
  },
  AUST: {
    ...time,
    name: 'Actual unit setup time',
    meaning: 'preparation of an order',
    from: 'setup reports and states',
  },
  ADET: {
    ...time,
    name: 'Actual unit delay time',
    meaning: 'interruptions within an order: malfunctions, minor stops, waiting',
    from: 'stops and silence between the first and the last report of an order on the unit; the mapping is a setting',
  },
  ADOT: {
    ...time,
    name: 'Actual unit down time',
    meaning: 'the unit does not run though planned, and no order is on it',
    from: 'stops and silence outside orders; the mapping is a setting',
  },
  AOET: {
    ...time,
    name: 'Actual order execution time',
    meaning: 'from the start of an order to its end',
    from: 'first and last report of the order',
  },
  APAT: {
    ...time,
    name: 'Actual personnel attendance time',
    meaning: 'time people were present',
    from: undefined,
    wanted: 'attendance of people, as a time clock keeps it',
  },
  APWT: {
    ...time,
    name: 'Actual personnel work time',
    meaning: 'time people worked on orders',
    from: undefined,
    wanted: 'time that people booked on orders, each instant once a person',
  },
  PRPQ: {
    ...time,
    name: 'Planned runtime of what was produced',
    meaning: 'Σ PRI × PQ over products: the ideal time of all pieces',
    from: 'ideal times of the plant file, else the best demonstrated, times pieces',
  },
  PRGQ: {
    ...time,
    name: 'Planned runtime of what is good',
    meaning: 'Σ PRI × GQ over products: the ideal time of good pieces',
    from: 'ideal times of the plant file, else the best demonstrated, times good pieces',
  },
  RAPT: {
    ...time,
    name: 'Actual production time with a planned runtime',
    meaning: 'APT of pieces whose PRI is known',
    from: 'running time of reports whose pieces have an ideal time',
  },
  PQ: { ...count, name: 'Produced quantity', meaning: 'all pieces: good, scrapped, held', from: 'production reports' },
  GQ: {
    ...count,
    name: 'Good quantity',
    meaning: 'pieces that are right at once or after rework',
    from: 'production reports',
  },
  SQ: { ...count, name: 'Scrap quantity', meaning: 'pieces that are no good', from: 'production reports' },
  RQ: { ...count, name: 'Rework quantity', meaning: 'pieces that had to be made anew', from: 'rework reports' },
  PSQ: {
    ...count,
    name: 'Planned scrap quantity',
    meaning: 'scrap that the plan allows for',
    from: undefined,
    wanted: 'planned scrap of orders or routings',
  },
  FPQ: {
    ...count,
    name: 'Produced quantity of the first operation',
    meaning: 'PQ where the sequence of operations begins',
    from: 'production reports of orders, the first operation by time',
  },
  FOQ: {
    ...count,
    name: 'Scrap of all operations',
    meaning: 'SQ over the sequence of operations of an order',
    from: 'production reports of orders',
  },
  GP: {
    ...count,
    name: 'Good parts of the first pass',
    meaning: 'inspected parts that were good at once',
    from: 'pieces completed on production reports that are no rework',
  },
  IP: {
    ...count,
    name: 'Inspected parts',
    meaning: 'parts that were inspected for the first time',
    from: 'all pieces of production reports that are no rework',
  },
  FE: { ...count, name: 'Failure events', meaning: 'number of failures', from: 'unplanned stops' },
  TBF: {
    ...time,
    name: 'Operating time between failures',
    meaning: 'sum over the periods between failures',
    from: 'running time',
  },
  TTF: {
    ...time,
    name: 'Time to failure',
    meaning: 'from restored to failed, summed',
    from: 'time between unplanned stops',
  },
  TTR: { ...time, name: 'Time to restoration', meaning: 'from failed to restored, summed', from: 'unplanned stops' },
  CMT: { ...time, name: 'Corrective maintenance time', meaning: 'repair of what failed', from: 'unplanned stops' },
  PMT: {
    ...time,
    name: 'Preventive maintenance time',
    meaning: 'maintenance by plan',
    from: 'stops whose reason is planned',
  },
  USL: {
    ...value,
    name: 'Upper specification limit',
    meaning: 'of a characteristic',
    from: undefined,
    wanted: 'specifications of characteristics',
  },
  LSL: {
    ...value,
    name: 'Lower specification limit',
    meaning: 'of a characteristic',
    from: undefined,
    wanted: 'specifications of characteristics',
  },
  MEAN: {
    ...value,
    name: 'Mean',
    meaning: 'of the measured values',
    from: undefined,
    wanted: 'inspections with measured values',
  },
  S: {
    ...value,
    name: 'Standard deviation of the sample',
    meaning: 'of a short run on one unit',
    from: undefined,
    wanted: 'inspections with measured values',
  },
  SIGMA: {
    ...value,
    name: 'Estimated standard deviation of the process',
    meaning: 'σ̂, over time',
    from: undefined,
    wanted: 'inspections with measured values',
  },
  E: {
    unit: 'energy',
    isSum: true,
    name: 'Energy consumed',
    meaning: 'over all carriers',
    from: undefined,
    wanted: 'energy meters of equipment',
  },
  TH: {
    ...quantity,
    name: 'Throughput of a storage',
    meaning: 'what went through it',
    from: undefined,
    wanted: 'movements of material into and out of a storage',
  },
  AI: {
    ...quantity,
    name: 'Average inventory',
    meaning: 'of a storage over the window',
    from: undefined,
    wanted: 'stock of a storage over time',
  },
  CM: {
    ...quantity,
    name: 'Consumed material',
    meaning: 'what production took',
    from: undefined,
    wanted: 'consumption of material by production',
  },
  IGQ: {
    ...quantity,
    name: 'Integrated good quantity',
    meaning: 'good main and by-products',
    from: undefined,
    wanted: 'reports of by-products',
  },
  PL: {
    ...quantity,
    name: 'Production loss',
    meaning: 'material lost in production',
    from: undefined,
    wanted: 'weighings of material that production lost',
  },
  STL: {
    ...quantity,
    name: 'Storage and transportation loss',
    meaning: 'material lost on the way',
    from: undefined,
    wanted: 'stocktakings and movements of material',
  },
  OL: {
    ...quantity,
    name: 'Other loss',
    meaning: 'material lost otherwise',
    from: undefined,
    wanted: 'stocktakings and movements of material',
  },
  EPC: {
    ...count,
    name: 'Equipment production capacity',
    meaning: 'the most it can make in PBT',
    from: 'ideal times: PBT at the ideal rate of what was made',
  },
  // Ours, as words, so that nobody takes them for the standard's.
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
