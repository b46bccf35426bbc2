/** KPIs of ISO 22400-2 that say how often equipment fails, and how soon it is back. */
import type { FailureDivisor, KpiSettings } from '../../../model/index.ts';
import { type Formula, quotient, sum } from '../formula.ts';
import { figure, type KpiSpec, ratio } from '../kpi-row.ts';
import type { MaintenanceKpiId } from './iso-22400-ids.ts';

const divisorNote =
  'Editions and commentaries differ on the divisor, the number of failures or one more; it is a setting, and the formula shows which.';
const failurePitfall =
  'Short windows have few failures: one more or less moves it a lot, so compare months rather than days.';

export function maintenanceSpecs(settings: KpiSettings): Readonly<Record<MaintenanceKpiId, KpiSpec>> {
  return {
    mtbf: figure(
      'time',
      [
        'Mean operating time between failures',
        divided('TBF', settings.mtbfDivisor),
        ['workUnit'],
        'How long a machine runs until it fails.',
      ],
      { note: divisorNote, pitfalls: [failurePitfall] },
    ),
    mttf: figure(
      'time',
      [
        'Mean time to failure',
        divided('TTF', settings.mttfDivisor),
        ['workUnit'],
        'How long it takes from restored to failed, whether the machine runs meanwhile or not.',
      ],
      { note: divisorNote, pitfalls: [failurePitfall] },
    ),
    mttr: figure(
      'time',
      [
        'Mean time to restoration',
        divided('TTR', settings.mttrDivisor),
        ['workUnit'],
        'How long it takes from failed to restored.',
      ],
      {
        better: 'lower',
        note: `${divisorNote} A failure counts whole where it began, also where it ended after the window.`,
        pitfalls: ['Waiting for somebody to come is in it: it is the time of the machine, not of the mechanic.'],
      },
    ),
    correctiveMaintenanceRatio: ratio(
      [
        'Corrective maintenance ratio',
        quotient('CMT', sum('CMT', 'PMT')),
        ['workUnit'],
        'How much of the time of maintenance was repair of what had failed.',
      ],
      {
        better: 'lower',
        pitfalls: ['Stops without a reason count as failures: name their reasons before you judge maintenance by it.'],
      },
    ),
  };
}

function divided(periods: 'TBF' | 'TTF' | 'TTR', divisor: FailureDivisor): Formula {
  return quotient(periods, divisor === 'failures' ? 'FE' : sum('FE', 1));
}
