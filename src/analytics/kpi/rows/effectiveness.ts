/** Effectiveness over other times than planned time: OOE, TEEP, and what stands between them and OEE. */
import { difference, type Formula, product, quotient } from '../formula.ts';
import { type KpiRow, type KpiSpec, openRatio, ratio, rowsOf } from '../kpi-row.ts';

export const effectivenessKpiIds = ['fullyEffectiveRatio', 'ooe', 'teep', 'utilization'] as const;
export type EffectivenessKpiId = (typeof effectivenessKpiIds)[number];

/**
 * Ideal time of good pieces over running time, so that each piece weighs as much as it takes. Times run over a base, it is ideal
 * time of good pieces over that base; where some pieces have no ideal time, the others speak for them.
 */
const goodOfRun = quotient('PRGQ', 'RAPT');
const over = (base: 'PBT' | 'POT' | 'CT'): Formula => product(quotient('APT', base), goodOfRun);

const mixPitfall =
  'It weighs good pieces by their ideal time. The OEE index weighs them by number; the two differ where products differ in ideal time and in quality.';

const specs: Readonly<Record<EffectivenessKpiId, KpiSpec>> = {
  fullyEffectiveRatio: openRatio(
    [
      'Fully effective share of planned time',
      over('PBT'),
      ['workUnit'],
      'How much of planned time good pieces took at their ideal rate: OEE by time, without its three factors.',
    ],
    {
      note: 'PRGQ / PBT where every piece has an ideal time. The OEE index is the same wherever one product is made.',
      pitfalls: [mixPitfall],
    },
  ),
  ooe: openRatio(
    [
      'Overall operations effectiveness',
      over('POT'),
      ['workUnit'],
      'How much of the operating time, planned stops included, good pieces took at their ideal rate.',
    ],
    {
      note: 'Who plans more stops has a better OEE, but not a better OOE.',
      pitfalls: [
        'Some count as operating time all time in which people are there; here it is that of the shift calendar.',
      ],
    },
  ),
  teep: openRatio(
    [
      'Total effective equipment performance',
      over('CT'),
      ['workUnit'],
      'How much of all time, day and night, good pieces took at their ideal rate: what is left to sell of the machine.',
    ],
    {
      note: '`fullyEffectiveRatio` × `utilization`, where all silence counts as planned time.',
      pitfalls: ['A low TEEP of a machine that nobody needs more of is no loss.'],
    },
  ),
  utilization: ratio(
    [
      'Utilization',
      quotient(difference('POT', 'PDOT'), 'CT'),
      ['workUnit'],
      'How much of all time a machine was planned to run, or ran outside the plan.',
    ],
    { pitfalls: ['The word is used for many ratios; this one speaks of the plan alone, not of what became of it.'] },
  ),
};

export const effectivenessKpis: readonly KpiRow<EffectivenessKpiId>[] = rowsOf(effectivenessKpiIds, specs, () => ({
  isoNumber: undefined,
  source:
    'The usual definitions of TPM practice: ideal cycle time × good count over the time that the name says; TEEP = OEE × utilization',
}));
