/**
 * The 34 KPIs of ISO 22400-2, in its order. Formulas as the standard names their elements; where editions or commentaries
 * differ, and that could not be checked against its text, it is a setting, with a default and a note.
 *
 * Source: ISO 22400-2:2014 with its amendment 1:2017; the table was read from the formulas published with the
 * IndustrialStandard-ODP-ISO22400-2 ontology, not from the standard itself.
 */
import { difference, least, product, quotient, sum } from './formula.ts';
import type { KpiRow } from './kpi-row.ts';

/** By what the periods of an element of maintenance are divided: failures, or the periods between them and the window's ends. */
export type FailureDivisor = 'failures' | 'failures-and-one';

export interface Iso22400Settings {
  /** Default `failures-and-one`. */
  readonly mtbfDivisor?: FailureDivisor;
  /** Default `failures-and-one`. */
  readonly mttfDivisor?: FailureDivisor;
  /** Default `failures`. */
  readonly mttrDivisor?: FailureDivisor;
}

const aupt = sum('APT', 'AUST');
const aubt = sum('APT', 'AUST', 'ADET');
const availability = quotient('APT', 'PBT');
const effectiveness = quotient('PRPQ', 'RAPT');
const qualityRatio = quotient('GQ', 'PQ');

/** @example iso22400Kpis().length // 34 */
export function iso22400Kpis(settings: Iso22400Settings = {}): readonly KpiRow[] {
  const { mtbfDivisor = 'failures-and-one', mttfDivisor = 'failures-and-one', mttrDivisor = 'failures' } = settings;
  const divided = (periods: 'TBF' | 'TTF' | 'TTR', divisor: FailureDivisor) =>
    quotient(periods, divisor === 'failures' ? 'FE' : sum('FE', 1));
  const divisorNote =
    'Editions and commentaries differ on the divisor, the number of failures or one more; it is a setting, and the formula shows which.';
  const rows: readonly Omit<KpiRow, 'isoNumber'>[] = [
    ratio('workerEfficiency', 'Worker efficiency', quotient('APWT', 'APAT'), ['workUnit', 'personGroup']),
    {
      ...ratio('allocationRatio', 'Allocation ratio', quotient(aubt, 'AOET'), ['order']),
      max: undefined,
      note: 'Above 1 where operations of one order overlap.',
    },
    {
      ...ratio('throughputRate', 'Throughput rate', quotient('PQ', 'AOET'), ['order']),
      unit: 'rate',
      max: undefined,
    },
    {
      ...ratio('allocationEfficiency', 'Allocation efficiency', quotient(aubt, 'PBT'), ['workUnit']),
      note: 'Work outside the plan counts as planned busy time, so that it stays below 1.',
    },
    ratio('utilizationEfficiency', 'Utilization efficiency', quotient('APT', aubt), ['workUnit']),
    {
      ...ratio(
        'oeeIndex',
        'Overall equipment effectiveness index',
        product(availability, product(effectiveness, qualityRatio)),
        ['workUnit'],
      ),
      max: undefined,
    },
    {
      ...ratio(
        'neeIndex',
        'Net equipment effectiveness index',
        product(quotient(aupt, 'PBT'), product(effectiveness, qualityRatio)),
        ['workUnit'],
      ),
      max: undefined,
      note: 'As the OEE index, but setup counts as busy.',
    },
    {
      ...ratio('availability', 'Availability', availability, ['workUnit']),
      note: 'What ran outside planned time is in PBT too, so that overtime does not exceed 1.',
    },
    {
      ...ratio('effectiveness', 'Effectiveness', effectiveness, ['workUnit']),
      max: undefined,
      note: 'Of several products Σ PRI × PQ over the running time of what has a planned runtime. Above 1 an ideal time is too long, a count doubled or a run missed: it is shown and flagged, never capped.',
    },
    ratio('qualityRatio', 'Quality ratio', qualityRatio, ['workUnit', 'product', 'order']),
    lower(ratio('setupRatio', 'Setup ratio', quotient('AUST', aupt), ['workUnit', 'product'])),
    ratio('technicalEfficiency', 'Technical efficiency', quotient('APT', sum('APT', 'ADET')), ['workUnit']),
    {
      ...ratio('productionProcessRatio', 'Production process ratio', quotient('APT', 'AOET'), ['order']),
      max: undefined,
      note: 'Above 1 where operations of one order overlap.',
    },
    {
      ...lower(
        ratio('actualToPlannedScrapRatio', 'Actual to planned scrap ratio', quotient('SQ', 'PSQ'), [
          'order',
          'product',
        ]),
      ),
      max: undefined,
      note: 'Where no scrap is planned there is no ratio.',
    },
    ratio('firstPassYield', 'First pass yield', quotient('GP', 'IP'), ['product']),
    lower(ratio('scrapRatio', 'Scrap ratio', quotient('SQ', 'PQ'), ['workUnit', 'product'])),
    lower(ratio('reworkRatio', 'Rework ratio', quotient('RQ', 'PQ'), ['workUnit', 'product'])),
    lower(ratio('fallOffRatio', 'Fall off ratio', quotient('FOQ', 'FPQ'), ['order'])),
    capability(
      'machineCapabilityIndex',
      'Machine capability index Cm',
      quotient(difference('USL', 'LSL'), product(6, 'S')),
      0,
    ),
    capability(
      'criticalMachineCapabilityIndex',
      'Critical machine capability index Cmk',
      quotient(least(difference('USL', 'MEAN'), difference('MEAN', 'LSL')), product(3, 'S')),
    ),
    capability(
      'processCapabilityIndex',
      'Process capability index Cp',
      quotient(difference('USL', 'LSL'), product(6, 'SIGMA')),
      0,
    ),
    capability(
      'criticalProcessCapabilityIndex',
      'Critical process capability index Cpk',
      quotient(least(difference('USL', 'MEAN'), difference('MEAN', 'LSL')), product(3, 'SIGMA')),
    ),
    {
      ...lower(
        ratio('comprehensiveEnergyConsumption', 'Comprehensive energy consumption', quotient('E', 'PQ'), [
          'workUnit',
          'product',
        ]),
      ),
      unit: 'perPiece',
      max: undefined,
    },
    {
      ...ratio('inventoryTurns', 'Inventory turns', quotient('TH', 'AI'), ['storage']),
      unit: 'perPeriod',
      max: undefined,
    },
    {
      ...ratio('finishedGoodsRatio', 'Finished goods ratio', quotient('GQ', 'CM'), ['product']),
      note: 'Good quantity and consumed material in the same unit.',
    },
    ratio('integratedGoodsRatio', 'Integrated goods ratio', quotient('IGQ', 'CM'), ['product']),
    lower(ratio('productionLossRatio', 'Production loss ratio', quotient('PL', 'CM'), ['product'])),
    lower(
      ratio('storageAndTransportationLossRatio', 'Storage and transportation loss ratio', quotient('STL', 'CM'), [
        'product',
      ]),
    ),
    lower(ratio('otherLossRatio', 'Other loss ratio', quotient('OL', 'CM'), ['product'])),
    {
      ...ratio('equipmentLoadRatio', 'Equipment load ratio', quotient('PQ', 'EPC'), ['workUnit']),
      max: undefined,
      note: 'Good up to what the equipment is rated for.',
    },
    { ...duration('mtbf', 'Mean operating time between failures', divided('TBF', mtbfDivisor)), note: divisorNote },
    { ...duration('mttf', 'Mean time to failure', divided('TTF', mttfDivisor)), note: divisorNote },
    { ...lower(duration('mttr', 'Mean time to restoration', divided('TTR', mttrDivisor))), note: divisorNote },
    lower(
      ratio('correctiveMaintenanceRatio', 'Corrective maintenance ratio', quotient('CMT', sum('CMT', 'PMT')), [
        'workUnit',
      ]),
    ),
  ];
  return rows.map((row, i) => ({ ...row, isoNumber: i + 1 }));
}

type Row = Omit<KpiRow, 'isoNumber'>;

function ratio(id: string, name: string, formula: KpiRow['formula'], scopes: KpiRow['scopes']): Row {
  return { id, name, formula, unit: 'ratio', min: 0, max: 1, better: 'higher', scopes, note: undefined };
}

function capability(id: string, name: string, formula: KpiRow['formula'], min?: number): Row {
  return { ...ratio(id, name, formula, ['process']), unit: 'index', min, max: undefined };
}

function duration(id: string, name: string, formula: KpiRow['formula']): Row {
  return { ...ratio(id, name, formula, ['workUnit']), unit: 'time', max: undefined };
}

function lower(row: Row): Row {
  return { ...row, better: 'lower' };
}
