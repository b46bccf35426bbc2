/** What each element of a unit is made of. */
import type { EquipmentState } from '../../../model/index.ts';
import {
  clip,
  type Interval,
  type IntervalSet,
  intersect,
  listIntervals,
  setOf,
  subtract,
  totalMs,
  union,
  unionOf,
} from '../../../time/index.ts';
import type { Activity } from '../../activity.ts';
import type { ElementId } from '../elements.ts';
import { difference, product, quotient } from '../formula.ts';
import type { PreparedUnit, UnitElementId } from '../unit-elements.ts';
import type { ElementPart, FactTimePart } from './explanation.ts';
import type { FactList } from './fact-list.ts';
import type { IdealTimeList } from './ideal-time-list.ts';
import { type Claim, timeParts } from './time-parts.ts';
import { listClaims, type MadePieces } from './unit-facts.ts';
import { wholeParts } from './whole-parts.ts';

/** What of a unit its parts are made from. */
export interface UnitContext {
  readonly activity: Activity;
  readonly unit: PreparedUnit;
  readonly window: Interval;
  readonly made: readonly MadePieces[];
  readonly facts: FactList;
  readonly idealTimes: IdealTimeList;
  /** The unit's own figure of an element; `NaN` where it has none. */
  figureOf(element: ElementId): number;
}

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

/** Shifts as the calendar has them, one after the other: where two overlap, the first has the time. */
function shiftParts({ activity: { plant }, unit: { planned }, window }: UnitContext): ElementPart[] {
  let rest = clip(unionOf(planned.planned.set, planned.keptStop.set), window);
  return plant.listShifts(window).flatMap((shift): ElementPart[] => {
    const own = intersect(rest, setOf(shift));
    rest = subtract(rest, own);
    const { date, name } = shift;
    const { fromAt, toAt } = hullOf(own, shift);
    return own.length === 0 ? [] : [{ kind: 'shift', date, name, fromAt, toAt, value: totalMs(own) }];
  });
}

function plannedStopParts({ activity: { plant }, unit, window }: UnitContext): ElementPart[] {
  let rest = clip(unit.planned.keptStop.set, window);
  return plant.calendar.listPlannedStops(unit.activity.equipment.id, window).flatMap((stop): ElementPart[] => {
    const own = intersect(rest, setOf(stop));
    rest = subtract(rest, own);
    const { name, reason } = stop;
    const { fromAt, toAt } = hullOf(own, stop);
    return own.length === 0 ? [] : [{ kind: 'plannedStop', name, reason, fromAt, toAt, value: totalMs(own) }];
  });
}

function hullOf(set: IntervalSet, otherwise: Interval): Interval {
  return { fromAt: set[0] ?? otherwise.fromAt, toAt: set.at(-1) ?? otherwise.toAt };
}

/** What was run, set up or down outside planned time. */
function extraParts(context: UnitContext): ElementPart[] {
  const { activity, planned } = context.unit;
  const outside = (set: IntervalSet): IntervalSet => subtract(set, planned.planned.set);
  return [
    ...told(runParts(context, outside(activity.run.set))),
    ...told(stateParts(context, 'setup', outside(activity.setup.set))),
    ...told(stateParts(context, 'down', outside(activity.down.set))),
  ];
}

/** Strongest first: an instant of which several are told is of the first of them. */
const ranks: readonly EquipmentState[] = ['down', 'running', 'setup', 'blocked', 'starved', 'idle'];

/** Time that facts of a state tell: a part for each that touches the window, also where another's word was stronger. */
function stateParts(
  context: UnitContext,
  state: EquipmentState,
  set: IntervalSet,
): (FactTimePart & { value: number })[] {
  const { activity, unit, window, facts } = context;
  const claimsOf = (one: EquipmentState): Claim[] => listClaims(activity, unit.activity, one, window, facts);
  const stronger = ranks.slice(0, ranks.indexOf(state));
  return timeParts(set, claimsOf(state), window).map((part) => ({
    ...part,
    outrankedBy:
      part.otherMs === 0
        ? []
        : stronger
            .flatMap(claimsOf)
            .filter(isBeside(part))
            .map(({ fact }) => fact),
  }));
}

/** What ran, and the stops and waits in it that are too short to count as such. */
function runParts(context: UnitContext, set: IntervalSet): ElementPart[] {
  const minor = context.unit.activity.minorStops.set;
  return [
    ...stateParts(context, 'running', subtract(set, minor)),
    ...(minor.length === 0 ? [] : stoppedParts(context, intersect(set, minor))),
  ];
}

/** Each instant by the strongest state that was told of it. */
function stoppedParts(context: UnitContext, set: IntervalSet): ElementPart[] {
  const { activity, unit, window, facts } = context;
  let rest = set;
  return (['down', 'blocked', 'starved', 'idle'] as const).flatMap((state) => {
    const claims = listClaims(activity, unit.activity, state, window, facts);
    const own = intersect(
      rest,
      union(
        claims.map(({ fromAt }) => fromAt),
        claims.map(({ toAt }) => toAt),
      ),
    );
    rest = subtract(rest, own);
    return told(stateParts(context, state, own));
  });
}

function isBeside(span: Interval): (claim: Claim) => boolean {
  return ({ fromAt, toAt }) => fromAt < span.toAt && toAt > span.fromAt;
}

/** Without the facts that tell nothing of it. */
function told<Part extends { readonly value: number }>(parts: readonly Part[]): Part[] {
  return parts.filter(({ value }) => value !== 0);
}

/** Stops, waiting and silence of a set of lost time. */
function lostParts(context: UnitContext, lost: IntervalSet): ElementPart[] {
  const { down, blocked, starved, wait } = context.unit.activity;
  const idle = subtract(subtract(wait.set, blocked.set), starved.set);
  const within = (state: EquipmentState, set: IntervalSet) => told(stateParts(context, state, intersect(set, lost)));
  return [
    ...within('down', down.set),
    ...within('blocked', blocked.set),
    ...within('starved', starved.set),
    ...within('idle', idle),
    ...silenceParts(context, subtract(subtract(lost, down.set), wait.set)),
  ];
}

/** Planned time in which the unit was silent though somebody could have heard of it. */
export function silentSet({ unit: { planned, activity, unheard } }: Pick<UnitContext, 'unit'>): IntervalSet {
  return subtract(subtract(planned.planned.set, activity.told.set), unheard.set);
}

function silenceParts({ window }: UnitContext, set: IntervalSet): ElementPart[] {
  return listIntervals(clip(set, window)).map(({ fromAt, toAt }) => ({
    kind: 'silence',
    fromAt,
    toAt,
    value: toAt - fromAt,
  }));
}

function pieceParts({ made, activity, facts }: UnitContext, countOf: (pieces: MadePieces) => number): ElementPart[] {
  return made.flatMap((pieces): ElementPart[] => {
    const value = countOf(pieces);
    return value === 0 ? [] : [{ kind: 'factPieces', fact: facts.placeOf(activity.production, pieces.row), value }];
  });
}

/** Ideal time of pieces, rounded together, as the figure is. */
function idealTimeParts(context: UnitContext, countOf: (pieces: MadePieces) => number): ElementPart[] {
  const { made, activity, unit, facts, idealTimes } = context;
  const counted = made.filter((pieces) => countOf(pieces) > 0);
  const places = counted.map(({ group }) => idealTimes.placeOf(unit.activity, group));
  const msPerPiece = (place: number | undefined): number =>
    place === undefined ? 0 : (idealTimes.idealTimes[place]?.msPerPiece ?? 0);
  const values = wholeParts(counted.map((pieces, i) => countOf(pieces) * msPerPiece(places[i])));
  return counted.map((pieces, i) => ({
    kind: 'factIdealTime',
    fact: facts.placeOf(activity.production, pieces.row),
    pieces: countOf(pieces),
    idealTime: places[i],
    value: values[i] as number,
  }));
}

/** Run time, taken off, of pieces that have no ideal time. */
function unratedParts({ made, activity, unit, window, facts, idealTimes }: UnitContext): ElementPart[] {
  const { sharedRun, runByStates } = unit.activity;
  const unrated = made.filter(({ group }) => idealTimes.placeOf(unit.activity, group) === undefined);
  const ran = unrated.filter(({ isRunning }) => isRunning);
  const isInstant = ({ startAt, endAt }: MadePieces): boolean => endAt <= startAt;
  const piecesOf = (all: readonly MadePieces[]): number => all.reduce((sum, pieces) => sum + pieces.made, 0);
  const [pieces, piecesWithout] = [piecesOf(made.filter(isInstant)), piecesOf(unrated.filter(isInstant))];
  const byStatesMs = piecesWithout > 0 ? (runByStates.within(window.fromAt, window.toAt) * piecesWithout) / pieces : 0;
  const spans = ran.map(({ startAt, endAt }) => ({
    fromAt: Math.max(startAt, window.fromAt),
    toAt: Math.min(endAt, window.toAt),
  }));
  // In the order of the figure, which is rounded once all of it is added.
  const values = wholeParts([...spans.map(({ fromAt, toAt }) => sharedRun.of(fromAt, toAt)), byStatesMs]);
  return [
    ...ran.map(({ row }, i): ElementPart => {
      const { fromAt, toAt } = spans[i] as Interval;
      const clippedMs = Math.max(0, toAt - fromAt);
      const value = values[i] as number;
      return {
        kind: 'factTime',
        fact: facts.placeOf(activity.production, row),
        fromAt,
        toAt,
        value: -value,
        clippedMs,
        sharedMs: 0,
        otherMs: clippedMs - value,
        sharedWith: [],
        outrankedBy: [],
      };
    }),
    { kind: 'unratedRun', pieces, piecesWithout, value: -(values.at(-1) as number) } as const,
  ].filter(({ value }) => value !== 0);
}

/** Failures that began in the window. */
function failureParts(
  { activity, unit, window, facts }: UnitContext,
  countOf: (failure: Interval) => number,
): ElementPart[] {
  const began = listIntervals(unit.failures.set).filter(
    ({ fromAt }) => fromAt >= window.fromAt && fromAt < window.toAt,
  );
  const planned = new Set(activity.plant.reasons.filter((reason) => reason.planned).map(({ code }) => code));
  return began.map((failure) => ({
    kind: 'failure',
    ...failure,
    value: countOf(failure),
    facts: listClaims(activity, unit.activity, 'down', failure, facts)
      .filter(({ fact }) => !planned.has(facts.facts[fact]?.reason ?? ''))
      .map(({ fact }) => fact),
  }));
}
