/** What each element of a unit is made of. */
import { subtract } from '../../../time/index.ts';
import type { ElementId } from '../elements.ts';
import { difference, product, quotient } from '../formula.ts';
import type { UnitElementId } from '../unit-elements.ts';
import type { ElementPart } from './explanation.ts';
import { idealTimeParts, isLearned, pieceParts, unratedParts } from './piece-parts.ts';
import { plannedStopParts, shiftParts } from './planned-parts.ts';
import {
  extraParts,
  failureParts,
  lostParts,
  runParts,
  silenceParts,
  silentSet,
  stateParts,
  told,
} from './state-parts.ts';
import type { UnitContext } from './unit-context.ts';

type PartsOf = (context: UnitContext) => readonly ElementPart[];

/** Parts by element; where the unit's value is known they add up to it exactly. */
export const unitParts: Readonly<Record<UnitElementId, PartsOf>> = {
  CT: ({ window }) => [{ kind: 'window', value: Math.max(0, window.toAt - window.fromAt) }],
  POT: (context) => [...shiftParts(context), ...extraParts(context)],
  PDOT: (context) => plannedStopParts(context),
  PBT: (context) => [
    ...elementParts(context, ['POT'], ['PDOT']),
    ...(context.unit.activity.equipment.silence === 'unknown'
      ? silenceParts(context, silentSet(context)).map((part) => ({ ...part, value: -part.value }))
      : []),
  ],
  APT: (context) => runParts(context, context.unit.activity.run.set),
  AUST: (context) => stateParts(context, 'setup', context.unit.activity.setup.set),
  ADET: (context) => lostParts(context, context.unit.delay.set),
  ADOT: (context) => lostParts(context, context.unit.idle.set),
  PRPQ: (context) => idealTimeParts(context, ({ made }) => made),
  PRGQ: (context) => idealTimeParts(context, ({ good }) => good),
  RAPT: (context) => [...elementParts(context, ['APT']), ...unratedParts(context)],
  PQ: (context) => pieceParts(context, ({ made }) => made),
  GQ: (context) => pieceParts(context, ({ good }) => good),
  SQ: (context) => pieceParts(context, ({ scrap }) => scrap),
  RQ: (context) => pieceParts(context, ({ made, isRework }) => (isRework ? made : 0)),
  IP: (context) => elementParts(context, ['PQ'], ['RQ']),
  GP: (context) => pieceParts(context, ({ good, isRework }) => (isRework ? 0 : good)),
  FE: (context) => failureParts(context, () => 1),
  TTR: (context) => failureParts(context, ({ fromAt, toAt }) => toAt - fromAt),
  TBF: (context) => elementParts(context, ['APT']),
  TTF: (context) => elementParts(context, ['POT'], ['PDOT', 'CMT']),
  CMT: (context) => told(stateParts(context, 'down', context.unit.unplannedDown.set)),
  PMT: (context) => {
    const { unit } = context;
    return told(stateParts(context, 'down', subtract(unit.activity.down.set, unit.unplannedDown.set)));
  },
  PLANNED: (context) => [...shiftParts(context), ...elementParts(context, [], ['PDOT'])],
  SILENT: (context) => {
    const { planned, activity } = context.unit;
    return silenceParts(context, subtract(planned.planned.set, activity.told.set));
  },
  STOP: (context) => stateParts(context, 'down', context.unit.activity.down.set),
  ESTIMATED: (context) => idealTimeParts(context, (pieces) => (isLearned(context, pieces) ? pieces.made : 0)),
  HELD: (context) => pieceParts(context, ({ hold }) => hold),
  DEFECTS: (context) => pieceParts(context, ({ scrap, hold }) => scrap + hold),
  OPPORTUNITIES: (context) => {
    const { opportunities } = context.unit;
    return opportunities === undefined
      ? []
      : pieceParts(context, ({ made, isRework, group }) => (isRework ? 0 : made * (opportunities[group] as number)));
  },
  EPC: (context) => [
    {
      kind: 'formula',
      value: context.figureOf('EPC'),
      formula: quotient(product('PQ', difference('POT', 'PDOT')), 'PRPQ'),
    },
  ],
};

function elementParts(
  { figureOf }: UnitContext,
  added: readonly ElementId[],
  takenOff: readonly ElementId[] = [],
): ElementPart[] {
  return [
    ...added.map((element): ElementPart => ({ kind: 'element', element, value: figureOf(element) })),
    ...takenOff.map((element): ElementPart => ({ kind: 'element', element, value: -figureOf(element) })),
  ];
}
