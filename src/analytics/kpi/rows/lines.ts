/** KPIs of production lines, and the pace that lines are made of. */
import { quotient } from '../formula.ts';
import { figure, type KpiRow, type KpiSpec, openRatio, rowsOf } from '../kpi-row.ts';

export const lineKpiIds = ['lineOee', 'lineOutputRate', 'wip', 'leadTime', 'taktTime', 'cycleTime'] as const;
export type LineKpiId = (typeof lineKpiIds)[number];

const specs: Readonly<Record<LineKpiId, KpiSpec>> = {
  lineOee: openRatio(
    [
      'OEE of a line',
      quotient('LINEGOOD', 'PBT'),
      ['line'],
      'How much of the planned time of its constraint good pieces off the end of a line were worth.',
    ],
    {
      note: 'PBT is that of the constraint, and so are the ideal times. Where methods differ on which unit is the constraint, the bounds hold for each they name.',
      pitfalls: [
        'A mean of the OEE of its machines is not the OEE of a line: a fast machine behind a slow one must wait.',
        'Pieces that the constraint made and that still lie behind it are in a later window.',
      ],
    },
  ),
  lineOutputRate: figure(
    'rate',
    [
      'Output of a line',
      quotient('OUTPUT', 'AVAILABLE'),
      ['line'],
      'How many good pieces came off the last station in an hour of planned time.',
    ],
    { pitfalls: ['Products that take differently long make an hour’s pieces differ, though nobody works slower.'] },
  ),
  wip: figure(
    'count',
    ['Work in progress', quotient('WIPTIME', 'CT'), ['line'], 'How many pieces lay between stations on average.'],
    {
      better: 'lower',
      note: 'Pieces within the machines are not counted. Bounds are wide where a report covers many pieces: it does not say when in it they were made.',
      pitfalls: ['Less is better only until the constraint starves.'],
    },
  ),
  leadTime: figure(
    'time',
    [
      'Lead time of orders',
      quotient('LEADTIMES', 'ORDERSLEFT'),
      ['line'],
      'How long orders took that left the line, from their first report to their last finished piece.',
    ],
    {
      better: 'lower',
      note: 'Calendar time, nights too. Orders whose coming nobody reported are not in it.',
      pitfalls: ['It is of orders that left: while the old ones stay on the line it looks short.'],
    },
  ),
  taktTime: figure(
    'time',
    [
      'Takt time',
      quotient('AVAILABLE', 'DEMAND'),
      ['line'],
      'In which time one piece has to come off the line to meet demand.',
    ],
    {
      note: 'What cycle times are compared with, and neither good nor bad in itself: it is longer where less is wanted.',
      pitfalls: ['It is no cycle time: it says what is wanted, not what a machine can.'],
    },
  ),
  cycleTime: figure(
    'time',
    ['Cycle time', quotient('APT', 'PQ'), ['workUnit'], 'How long a machine ran for a piece, good or not.'],
    {
      better: 'lower',
      pitfalls: [
        'Over several products it is a mean of what was made.',
        'A line is as fast as its slowest station: a mean over stations says nothing.',
      ],
    },
  ),
};

const sources: Readonly<Partial<Record<LineKpiId, string>>> = {
  leadTime: 'J. D. C. Little, Operations Research 59 (2011): time in the system',
  taktTime: 'J. P. Womack and D. T. Jones, Lean Thinking (1996)',
};

export const lineKpis: readonly KpiRow<LineKpiId>[] = rowsOf(lineKpiIds, specs, (id) => ({
  isoNumber: undefined,
  source: sources[id] ?? 'gemba',
}));
