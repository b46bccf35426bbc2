/** KPIs of ISO 22400-2 that say how good what was made is, and how capable what makes it. */
import { difference, least, product, quotient } from '../formula.ts';
import { figure, type KpiSpec, openRatio, ratio } from '../kpi-row.ts';
import type { QualityKpiId } from './iso-22400-ids.ts';
import { qualityRatio } from './oee-factors.ts';

const nearestLimit = least(difference('USL', 'MEAN'), difference('MEAN', 'LSL'));
const capabilityPitfall =
  'A capability means something of a process in control whose values are about normal; look at the chart first.';

export const qualitySpecs: Readonly<Record<QualityKpiId, KpiSpec>> = {
  qualityRatio: ratio(
    [
      'Quality ratio',
      qualityRatio,
      ['workUnit', 'product', 'order'],
      'How many of the pieces that were made are good.',
    ],
    {
      pitfalls: [
        'Quality known later, by rework or the laboratory, changes a closed shift: such a report is a revision with its reason.',
        'A piece that passes ten operations is counted at each: the ratio of a plant is of operations, not of products.',
      ],
    },
  ),
  actualToPlannedScrapRatio: openRatio(
    [
      'Actual to planned scrap ratio',
      quotient('SQ', 'PSQ'),
      ['order', 'product'],
      'How much scrap there was against what the plan allows for.',
    ],
    { better: 'lower', note: 'Where no scrap is planned there is no ratio.' },
  ),
  firstPassYield: ratio(
    [
      'First pass yield',
      quotient('GP', 'IP'),
      ['workUnit', 'product'],
      'How many pieces were good at once, without rework.',
    ],
    { pitfalls: ['Counting reworked pieces as good hides the second time they cost.'] },
  ),
  scrapRatio: ratio(
    ['Scrap ratio', quotient('SQ', 'PQ'), ['workUnit', 'product'], 'How many of the pieces that were made are scrap.'],
    { better: 'lower', pitfalls: ['Pieces on hold are no scrap yet: with them open, it may still rise.'] },
  ),
  reworkRatio: ratio(
    [
      'Rework ratio',
      quotient('RQ', 'PQ'),
      ['workUnit', 'product'],
      'How many of the pieces that were made were made a second time.',
    ],
    { better: 'lower' },
  ),
  fallOffRatio: ratio(
    [
      'Fall off ratio',
      quotient('FOQ', 'FPQ'),
      ['order'],
      'How much of what the first operation made was scrapped on the way through all of them.',
    ],
    { better: 'lower' },
  ),
  machineCapabilityIndex: figure(
    'index',
    [
      'Machine capability index Cm',
      quotient(difference('USL', 'LSL'), product(6, 'S')),
      ['process'],
      'How often the spread of a short run on one machine fits between the limits.',
    ],
    { pitfalls: [capabilityPitfall] },
  ),
  criticalMachineCapabilityIndex: figure(
    'index',
    [
      'Critical machine capability index Cmk',
      quotient(nearestLimit, product(3, 'S')),
      ['process'],
      'As Cm, with the mean where it is: how far the nearer limit lies from it.',
    ],
    { min: null, note: 'Negative where the mean lies outside the limits.', pitfalls: [capabilityPitfall] },
  ),
  processCapabilityIndex: figure(
    'index',
    [
      'Process capability index Cp',
      quotient(difference('USL', 'LSL'), product(6, 'SIGMA')),
      ['process'],
      'How often the spread of the process over time fits between the limits.',
    ],
    { pitfalls: [capabilityPitfall] },
  ),
  criticalProcessCapabilityIndex: figure(
    'index',
    [
      'Critical process capability index Cpk',
      quotient(nearestLimit, product(3, 'SIGMA')),
      ['process'],
      'As Cp, with the mean where it is: how far the nearer limit lies from it.',
    ],
    { min: null, note: 'Negative where the mean lies outside the limits.', pitfalls: [capabilityPitfall] },
  ),
};
