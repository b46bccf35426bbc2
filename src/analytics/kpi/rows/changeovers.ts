/** How long machines take to go over from one product to the next. */
import { quotient } from '../formula.ts';
import { figure, type KpiRow, type KpiSpec, rowsOf } from '../kpi-row.ts';

export const changeoverKpiIds = ['changeoverTime'] as const;
export type ChangeoverKpiId = (typeof changeoverKpiIds)[number];

const specs: Readonly<Record<ChangeoverKpiId, KpiSpec>> = {
  changeoverTime: figure(
    'time',
    [
      'Changeover time',
      quotient('CHANGEOVERTIME', 'CHANGEOVERS'),
      ['workUnit'],
      'How long it took from the last good piece of one product to the first good piece of the next, of the time a machine was open.',
    ],
    {
      better: 'lower',
      note: 'Reported waiting is left out, and so is silence before anything was reported for the next product, where anything was: it may be that nobody wanted it yet. Setup time is a part of it.',
      pitfalls: [
        'A mean over pairs says little: changeovers between like products are short. Look at them by pair.',
        'It falls with longer runs of the same, not only with quicker hands.',
      ],
    },
  ),
};

export const changeoverKpis: readonly KpiRow<ChangeoverKpiId>[] = rowsOf(changeoverKpiIds, specs, () => ({
  isoNumber: undefined,
  source: '"Changeover", Lean Lexicon, Lean Enterprise Institute',
}));
