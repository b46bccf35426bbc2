/** Live figures as metrics: gauges, because a window begins anew. */
import { equipmentStates } from '../model/index.ts';
import type { LiveMonitor, LiveUnit } from '../monitor/index.ts';
import type { Metric, Sample } from './prometheus.ts';

export type LiveFiguresNow = Pick<ReturnType<LiveMonitor['current']>, 'units'>;

type Ratio = 'oee' | 'availability' | 'performance' | 'quality';

/** By work unit and window (`day`, `shift`). What is not known has no sample. */
export function listLiveMetrics(now: LiveFiguresNow | undefined): readonly Metric[] {
  if (now === undefined) return [];
  const inWindows = (
    name: string,
    help: string,
    measure: (figures: LiveUnit['day']['figures']) => number | undefined,
  ): Metric => ({
    name: `gemba_${name}`,
    type: 'gauge',
    help,
    samples: now.units.flatMap(({ equipment, day, shift }) =>
      [day, shift].flatMap((live): Sample[] => {
        const value = live === undefined ? undefined : measure(live.figures);
        return live === undefined || value === undefined
          ? []
          : [{ labels: { equipment, window: live.window.kind }, value }];
      }),
    ),
  });
  const ratio = (key: Ratio, help: string): Metric =>
    inWindows(`${key}_ratio`, help, ({ ratios }) => {
      const known = ratios[key];
      return known.kind === 'known' ? known.value : undefined;
    });
  return [
    ratio('oee', 'Overall equipment effectiveness of the window so far, 0 to 1.'),
    ratio('availability', 'Availability of the window so far, 0 to 1.'),
    ratio('performance', 'Effectiveness of the window so far.'),
    ratio('quality', 'Quality ratio of the window so far, 0 to 1.'),
    inWindows('completed_pieces', 'Completed pieces of the window so far.', ({ pieces }) => pieces.completed),
    inWindows('scrap_pieces', 'Scrapped pieces of the window so far.', ({ pieces }) => pieces.scrap),
    {
      name: 'gemba_equipment_state',
      type: 'gauge',
      help: '1 for the state a work unit is in, 0 for the others; absent where it is not known.',
      samples: now.units.flatMap(({ equipment, state }) =>
        state.kind === 'unknown'
          ? []
          : equipmentStates.map((one) => ({ labels: { equipment, state: one }, value: Number(one === state.state) })),
      ),
    },
    {
      name: 'gemba_live_catching_up',
      type: 'gauge',
      help: '1 while something the figures of a work unit stand on is on its way into history.',
      samples: now.units.map(({ equipment, isCatchingUp }) => ({ labels: { equipment }, value: Number(isCatchingUp) })),
    },
  ];
}
