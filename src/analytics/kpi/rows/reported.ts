/** Counts, times and shares that reports show, as gemba defines them. */
import { difference, quotient } from '../formula.ts';
import { figure, type KpiRow, type KpiSpec, ratio, rowsOf } from '../kpi-row.ts';

export const reportedKpiIds = [
  'finished',
  'completed',
  'scrap',
  'hold',
  'setupRatio',
  'downRatio',
  'reportedRatio',
  'estimatedRatio',
  'runMs',
  'setupMs',
  'downMs',
  'silentPlannedMs',
] as const;
export type ReportedKpiId = (typeof reportedKpiIds)[number];

/** Planned time with what ran outside it: PBT with all silence in it. */
const plannedAndExtra = difference('POT', 'PDOT');
const operationsPitfall = 'A piece that passes ten operations is counted ten times: it is work done, not output.';

const specs: Readonly<Record<ReportedKpiId, KpiSpec>> = {
  finished: figure(
    'count',
    ['Finished pieces', 'FINISHED', ['plant'], 'How many pieces the plant finished: completed at a final operation.'],
    {
      note: 'Of the plant only: a unit completes operations, not products. Pieces of rework are not counted again.',
      pitfalls: ['Orders that are reported at a later final operation only count in the upper bound until then.'],
    },
  ),
  completed: figure(
    'count',
    ['Completed pieces', 'GQ', ['workUnit'], 'How many pieces were completed, summed over operations.'],
    { pitfalls: [operationsPitfall] },
  ),
  scrap: figure(
    'count',
    ['Scrapped pieces', 'SQ', ['workUnit'], 'How many pieces were scrapped, summed over operations.'],
    { better: 'lower', pitfalls: ['More scrap of more pieces is no worse quality: read it beside the quality ratio.'] },
  ),
  hold: figure(
    'count',
    ['Pieces held for review', 'HELD', ['workUnit'], 'How many pieces were set aside until somebody decides.'],
    { better: 'lower', pitfalls: ['It counts what was set aside in the window, not what lies there now.'] },
  ),
  setupRatio: ratio(
    [
      'Setup share of the time base',
      quotient('AUST', plannedAndExtra),
      ['workUnit'],
      'How much of planned and extra time a machine was set up.',
    ],
    {
      better: 'lower',
      note: 'Not the setup ratio of ISO 22400-2 (no. 11, `isoSetupRatio`), whose base is setup and running time.',
    },
  ),
  downRatio: ratio(
    [
      'Down share of the time base',
      quotient('STOP', plannedAndExtra),
      ['workUnit'],
      'How much of planned and extra time a machine was reported as stopped.',
    ],
    { better: 'lower', pitfalls: ['Stops that nobody reports are silence, not down time.'] },
  ),
  reportedRatio: ratio(
    [
      'Share of planned time that reports cover',
      difference(1, quotient('SILENT', 'PLANNED')),
      ['workUnit'],
      'How much of planned time somebody or something told of.',
    ],
    {
      note: 'It is of the data, not of the machine: the other figures of the window are worth as much as this says.',
      pitfalls: ['It has no bounds: that nobody was heard is itself known.'],
    },
  ),
  estimatedRatio: ratio(
    [
      'Estimated share of ideal time',
      quotient('ESTIMATED', 'PRPQ'),
      ['workUnit'],
      'How much of the ideal time of what was made stands on ideal times that were learned, and not set.',
    ],
    {
      better: 'lower',
      note: 'It is of the data: where it is high, effectiveness and OEE compare with the best that was demonstrated.',
      pitfalls: ['Setting an ideal time moves effectiveness though the machine is as fast as before.'],
    },
  ),
  runMs: figure(
    'time',
    ['Run time', 'APT', ['workUnit'], 'How long machines ran: what production covers, less stops.'],
    {
      pitfalls: ['Of a plant it is machine hours: two machines in one hour are two.'],
    },
  ),
  setupMs: figure(
    'time',
    ['Setup time', 'AUST', ['workUnit'], 'How long machines were set up while they neither ran nor were down.'],
    {
      better: 'lower',
    },
  ),
  downMs: figure('time', ['Down time', 'STOP', ['workUnit'], 'How long machines were reported as stopped.'], {
    better: 'lower',
  }),
  silentPlannedMs: figure(
    'time',
    ['Silent planned time', 'SILENT', ['workUnit'], 'How much planned time nothing was reported of.'],
    {
      better: 'lower',
      pitfalls: ['Silence is not standstill: whether it was, the silence of the machine in the plant file says.'],
    },
  ),
};

export const reportedKpis: readonly KpiRow<ReportedKpiId>[] = rowsOf(reportedKpiIds, specs, () => ({
  isoNumber: undefined,
  source: 'gemba',
}));
