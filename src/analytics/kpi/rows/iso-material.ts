/** KPIs of ISO 22400-2 that say what energy and material became. */
import { quotient } from '../formula.ts';
import { figure, type KpiSpec, ratio } from '../kpi-row.ts';
import type { MaterialKpiId } from './iso-22400-ids.ts';

const oneUnitNote = 'Both quantities in the same unit.';

export const materialSpecs: Readonly<Record<MaterialKpiId, KpiSpec>> = {
  comprehensiveEnergyConsumption: figure(
    'perPiece',
    [
      'Comprehensive energy consumption',
      quotient('E', 'PQ'),
      ['workUnit', 'product'],
      'How much energy of all carriers a piece took.',
    ],
    {
      better: 'lower',
      pitfalls: ['What the machine takes while it waits is in it: few pieces make each of them dear.'],
    },
  ),
  inventoryTurns: figure('perPeriod', [
    'Inventory turns',
    quotient('TH', 'AI'),
    ['storage'],
    'How often what lay in a storage was replaced in the window.',
  ]),
  finishedGoodsRatio: ratio(
    [
      'Finished goods ratio',
      quotient('GQ', 'CM'),
      ['product'],
      'How much of the material that was taken became good product.',
    ],
    { note: oneUnitNote },
  ),
  integratedGoodsRatio: ratio(
    [
      'Integrated goods ratio',
      quotient('IGQ', 'CM'),
      ['product'],
      'How much of the material that was taken became good product or by-product.',
    ],
    { note: oneUnitNote },
  ),
  productionLossRatio: ratio(
    [
      'Production loss ratio',
      quotient('PL', 'CM'),
      ['product'],
      'How much of the material that was taken production lost.',
    ],
    { better: 'lower', note: oneUnitNote },
  ),
  storageAndTransportationLossRatio: ratio(
    [
      'Storage and transportation loss ratio',
      quotient('STL', 'CM'),
      ['product'],
      'How much of the material that was taken was lost in storage or on the way.',
    ],
    { better: 'lower', note: oneUnitNote },
  ),
  otherLossRatio: ratio(
    [
      'Other loss ratio',
      quotient('OL', 'CM'),
      ['product'],
      'How much of the material that was taken was lost otherwise.',
    ],
    { better: 'lower', note: oneUnitNote },
  ),
};
