/** Yield over all operations, and defects per piece, per opportunity and per million. */
import { difference, product, quotient } from '../formula.ts';
import { figure, type KpiRow, type KpiSpec, ratio, rowsOf } from '../kpi-row.ts';

export const defectKpiIds = ['rolledThroughputYield', 'ppm', 'dpu', 'dpmo'] as const;
export type DefectKpiId = (typeof defectKpiIds)[number];

const million = 1_000_000;
const oneDefect = 'Reports name one defect a piece; a piece with two defects counts as one with one.';

const specs: Readonly<Record<DefectKpiId, KpiSpec>> = {
  rolledThroughputYield: ratio(
    [
      'Rolled throughput yield',
      'ROLLED',
      ['product'],
      'How many of the pieces of a product go through all of its operations and are good at once at each.',
    ],
    {
      note: 'The product of the first pass yields along the route; unknown where an operation of it made nothing.',
      pitfalls: [
        'A mean of the yields of the operations hides how they multiply: ten of 99 % each are 90 %.',
        'Where a product is made in several ways, give its route in the plant file; over the operations of all ways it is too low.',
      ],
    },
  ),
  ppm: figure(
    'perMillion',
    [
      'Defective parts per million',
      product(million, quotient(difference('IP', 'GP'), 'IP')),
      ['workUnit', 'product'],
      'How many of a million pieces were not good at once.',
    ],
    {
      max: million,
      better: 'lower',
      note: 'A million times 1 − first pass yield. Of what the plant found itself; complaints of customers are not in it.',
      pitfalls: ['Of a few hundred pieces one bad one is thousands per million: read the number of pieces beside it.'],
    },
  ),
  dpu: figure(
    'index',
    [
      'Defects per unit',
      quotient('DEFECTS', 'IP'),
      ['workUnit', 'product'],
      'How many defects were found for each piece, at the first pass and at rework.',
    ],
    {
      better: 'lower',
      note: 'A piece that fails at rework again has two. Pieces made again that nobody had reported as bad are in the upper bound.',
      pitfalls: [oneDefect],
    },
  ),
  dpmo: figure(
    'perMillion',
    [
      'Defects per million opportunities',
      product(million, quotient('DEFECTS', 'OPPORTUNITIES')),
      ['workUnit', 'product'],
      'How many of a million chances for a defect became one, so that simple and complex products compare.',
    ],
    {
      better: 'lower',
      pitfalls: [
        'It falls when somebody counts more opportunities: keep their number as it is, and count only what has gone wrong before.',
        oneDefect,
      ],
    },
  ),
};

export const defectKpis: readonly KpiRow<DefectKpiId>[] = rowsOf(defectKpiIds, specs, () => ({
  isoNumber: undefined,
  source: 'The usual definitions of Six Sigma; D. H. Stamatis, "Six Sigma Fundamentals" (2004)',
}));
