/** Time that facts tell by states, and time that none tells. */
import type { EquipmentState } from '../../../model/index.ts';
import {
  clip,
  type Interval,
  type IntervalSet,
  intersect,
  listIntervals,
  subtract,
  union,
} from '../../../time/index.ts';
import type { ElementPart, FactTimePart } from './explanation.ts';
import { type Claim, timeParts } from './time-parts.ts';
import type { UnitContext } from './unit-context.ts';
import { listClaims } from './unit-facts.ts';

/** What was run, set up or down outside planned time. */
export function extraParts(context: UnitContext): ElementPart[] {
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
export function stateParts(
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
export function runParts(context: UnitContext, set: IntervalSet): ElementPart[] {
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
export function told<Part extends { readonly value: number }>(parts: readonly Part[]): Part[] {
  return parts.filter(({ value }) => value !== 0);
}

/** Stops, waiting and silence of a set of lost time. */
export function lostParts(context: UnitContext, lost: IntervalSet): ElementPart[] {
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

export function silenceParts({ window }: UnitContext, set: IntervalSet): ElementPart[] {
  return listIntervals(clip(set, window)).map(({ fromAt, toAt }) => ({
    kind: 'silence',
    fromAt,
    toAt,
    value: toAt - fromAt,
  }));
}

/** Failures that began in the window. */
export function failureParts(
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
