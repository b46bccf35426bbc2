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
      note: 'Waiting and silence within it count; setup time is a part of it. Reports tell when pieces were made only by their own begin and end, which is what the bounds stand for.',
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
