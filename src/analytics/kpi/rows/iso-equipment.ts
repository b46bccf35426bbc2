/** KPIs of ISO 22400-2 that say how equipment, people and orders spend their time. */
import { product, quotient, sum } from '../formula.ts';
import { figure, type KpiSpec, openRatio, ratio } from '../kpi-row.ts';
import type { EquipmentKpiId } from './iso-22400-ids.ts';
import { availability, effectiveness, qualityRatio } from './oee-factors.ts';

/** Actual unit processing time (AUPT) and busy time (AUBT) of ISO 22400-2, of the elements that they are sums of. */
const aupt = sum('APT', 'AUST');
const aubt = sum('APT', 'AUST', 'ADET');

const overlapNote = 'Above 1 where operations of one order overlap.';

export const equipmentSpecs: Readonly<Record<EquipmentKpiId, KpiSpec>> = {
  workerEfficiency: ratio([
    'Worker efficiency',
    quotient('APWT', 'APAT'),
    ['workUnit', 'personGroup'],
    'How much of the time that people were there they worked on orders.',
  ]),
  allocationRatio: openRatio(
    [
      'Allocation ratio',
      quotient(aubt, 'AOET'),
      ['order'],
      'How much of the time from the start of an order to its end a machine was busy with it; the rest it lay or was moved.',
    ],
    { note: overlapNote },
  ),
  throughputRate: figure('rate', [
    'Throughput rate',
    quotient('PQ', 'AOET'),
    ['order'],
    'How many pieces an order made in the time from its start to its end.',
  ]),
  allocationEfficiency: ratio(
    [
      'Allocation efficiency',
      quotient(aubt, 'PBT'),
      ['workUnit'],
      'How much of its planned time a machine had an order on it, whether it made progress or not.',
    ],
    {
      note: 'Work outside the plan counts as planned busy time, so that it stays below 1 where delay is told by the order.',
      pitfalls: ['High allocation is no high output: an order that waits on the machine all day allocates it fully.'],
    },
  ),
  utilizationEfficiency: ratio([
    'Utilization efficiency',
    quotient('APT', aubt),
    ['workUnit'],
    'How much of the time that a machine had an order on it, it ran.',
  ]),
  oeeIndex: openRatio(
    [
      'Overall equipment effectiveness index',
      product(availability, product(effectiveness, qualityRatio)),
      ['workUnit'],
      'How much of its planned time a machine would have needed, at the ideal rate, for the good pieces that it made.',
    ],
    {
      pitfalls: [
        'An average of OEEs is not the OEE of the sum: add the times and the counts, then divide.',
        'Of several products whose ideal times differ, quality by pieces makes the product of the three factors differ from the ideal time of good pieces over planned time, which `fullyEffectiveRatio` is.',
        'Comparing machines by OEE compares their products, their batch sizes and their plans as well.',
      ],
    },
  ),
  neeIndex: openRatio(
    [
      'Net equipment effectiveness index',
      product(quotient(aupt, 'PBT'), product(effectiveness, qualityRatio)),
      ['workUnit'],
      'As the OEE index, but setup counts as busy: what is left to gain apart from setting up.',
    ],
    { pitfalls: ['It hides what setup costs; read it beside the OEE index, never in its place.'] },
  ),
  availability: ratio(['Availability', availability, ['workUnit'], 'How much of its planned time a machine ran.'], {
    note: 'What ran outside planned time is in PBT too, so that overtime does not exceed 1.',
    pitfalls: [
      'A break worked through makes planned time no shorter: that it ran is extra time, and stands in the base.',
      'A gap in the data is neither running nor down: it moves the bounds, not the value.',
      'What counts as a minor stop moves time between availability and effectiveness: compare figures of one threshold only.',
    ],
  }),
  effectiveness: openRatio(
    [
      'Effectiveness',
      effectiveness,
      ['workUnit'],
      'How fast a machine was while it ran, against the ideal time of its pieces: performance, in the words of OEE.',
    ],
    {
      note: 'Of several products Σ PRI × PQ over the running time of what has a planned runtime. Above 1 an ideal time is too long, a count doubled or a run missed: it is shown and flagged, never capped.',
      pitfalls: [
        'Pieces alone do not compare days of other mixes: each piece counts by its own ideal time.',
        'With learned ideal times it compares with the best that was demonstrated, not with what the machine was built for.',
      ],
    },
  ),
  isoSetupRatio: ratio(
    [
      'Setup ratio',
      quotient('AUST', aupt),
      ['workUnit', 'product'],
      'How much of the time that a machine was set up or ran it was set up.',
    ],
    {
      better: 'lower',
      note: 'The setup ratio of reports, `setupRatio`, has planned time as its base instead.',
      pitfalls: ['Small batches raise it though every changeover was as quick as before.'],
    },
  ),
  technicalEfficiency: ratio([
    'Technical efficiency',
    quotient('APT', sum('APT', 'ADET')),
    ['workUnit'],
    'How much of the time that a machine should have produced an order it did, leaving setup aside.',
  ]),
  productionProcessRatio: openRatio(
    [
      'Production process ratio',
      quotient('APT', 'AOET'),
      ['order'],
      'How much of the time from the start of an order to its end value was added to it.',
    ],
    { note: overlapNote },
  ),
  equipmentLoadRatio: openRatio(
    [
      'Equipment load ratio',
      quotient('PQ', 'EPC'),
      ['workUnit'],
      'How many pieces a machine made of those that it could make in its planned time.',
    ],
    { note: 'Good up to what the equipment is rated for.' },
  ),
};
