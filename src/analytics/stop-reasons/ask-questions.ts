/** Chooses the questions of a shift that are most worth asking. */
import type { Plant } from '../../model/index.ts';
import type { Interval } from '../../time/index.ts';
import { compareText } from '../compare-text.ts';
import { machineTimeMoney } from '../machine-time-money.ts';
import { areaOf } from './area-of.ts';
import { describeStop } from './describe-stop.ts';
import { groupStops } from './group-stops.ts';
import { pooledProposal } from './pooled-proposal.ts';
import { proposeReason } from './propose-reasons.ts';
import type { ReasonModel } from './reason-model.ts';
import { isTold, lengthMs, type Stop } from './stop.ts';
import type { StopHistory } from './stop-history.ts';
import { type AreaQuestions, questionsMax, type StopQuestion, type StopQuestions } from './stop-questions.ts';
import { type DescribedStop, whatItTeaches } from './taught-time.ts';
import { uncertaintyOf } from './uncertainty.ts';

/** What an answer teaches is worked out for so many questions of an area, those of the most own worth. */
const taughtQuestionsMax = 10;
/** Of so many other stops, those with the most uncertain time. */
const taughtStopsMax = 40;

export interface AskOptions {
  /** Ids of stops that were asked for and passed where no fact says so. Default: none. */
  readonly passed?: Iterable<string>;
}

/**
 * At most five questions for each area, of untold stops that ended within a shift; one that may still last is asked for
 * in the shift in which it ends, so that none is asked twice. Down time counts by how uncertain its reason is
 * (`uncertaintyOf`). A question is worth what it settles, the uncertain time of its own stops, and what it teaches: by how
 * much less of the area's other untold time would be uncertain, as expected over its answers. With rates both are money, by
 * the machine's rate. So the most is asked of long stops that nobody can explain, and nothing of those that are plain.
 *
 * @param window the shift
 */
export function askStopQuestions(
  history: StopHistory,
  model: ReasonModel,
  window: Interval,
  options: AskOptions = {},
): StopQuestions {
  const { plant } = history.activity;
  const passed = new Set(options.passed);
  const untold = history.stops.filter(
    (stop) => !isTold(stop) && !stop.isPassed && !passed.has(stop.id) && endsWithin(stop, window),
  );
  const byArea = Map.groupBy(untold, ({ equipment }) => areaOf(plant, equipment));
  const reasonCount = countReasons(plant, model);
  return {
    window: { fromAt: window.fromAt, toAt: window.toAt },
    areas: plant.equipment.all.flatMap(({ id }) => {
      const stops = byArea.get(id);
      return stops === undefined ? [] : [askArea(history, model, id, stops, reasonCount)];
    }),
  };
}

/** A stop that reaches the shift's end may last on: it is the next one's. */
function endsWithin({ endAt, isOpen }: Stop, { fromAt, toAt }: Interval): boolean {
  return !isOpen && endAt >= fromAt && endAt < toAt;
}

/** Those of the plant file that are causes, and those that were told. */
function countReasons({ reasons }: Plant, model: ReasonModel): number {
  const causes = reasons.filter(({ tells }) => tells === undefined).map(({ code }) => code);
  return new Set([...causes, ...model.reasons]).size;
}

function askArea(
  history: StopHistory,
  model: ReasonModel,
  area: string,
  stops: readonly Stop[],
  reasonCount: number,
): AreaQuestions {
  const { plant } = history.activity;
  const rateOf = (stop: Stop): number =>
    plant.rates === undefined ? 1 : (plant.equipment.get(stop.equipment).machineHourRate ?? plant.rates.machineHour);
  const described = stops.map((stop): DescribedStop => {
    const description = describeStop(history, stop);
    const proposal = proposeReason(model, description.clues);
    const uncertainty = uncertaintyOf(proposal, reasonCount);
    return { stop, proposal, description, uncertainty, weight: lengthMs(stop) * uncertainty * rateOf(stop) };
  });
  const ownWeight = (group: readonly DescribedStop[]): number => group.reduce((sum, { weight }) => sum + weight, 0);
  const groups = (groupStops(described) as DescribedStop[][])
    .map((group) => ({ group, own: ownWeight(group), taughtMs: 0, taught: 0 }))
    .sort((a, b) => b.own - a.own || byStop(a.group, b.group));
  const longest = described.toSorted((a, b) => b.weight - a.weight || byStop([a], [b])).slice(0, taughtStopsMax);
  for (const one of groups.slice(0, taughtQuestionsMax)) {
    const others = longest.filter((other) => !one.group.includes(other));
    const taught = whatItTeaches(model, one.group[0] as DescribedStop, others, reasonCount);
    one.taughtMs = taught.reduce((sum, { ms }) => sum + ms, 0);
    one.taught = taught.reduce((sum, { stop, ms }) => sum + ms * rateOf(stop), 0);
  }
  const questions = groups
    .sort((a, b) => b.own + b.taught - (a.own + a.taught) || byStop(a.group, b.group))
    .filter(({ own, taught }) => own + taught > 0)
    .slice(0, questionsMax)
    .map(({ group, own, taught, taughtMs }) => questionOf(plant, group, own + taught, taughtMs, reasonCount));
  const sumMs = (own: readonly Stop[]): number => own.reduce((sum, stop) => sum + lengthMs(stop), 0);
  return {
    area,
    questions,
    untoldStops: stops.length,
    untoldMs: sumMs(stops),
    askedMs: sumMs(questions.flatMap((question) => question.stops)),
  };
}

function byStop([a]: readonly DescribedStop[], [b]: readonly DescribedStop[]): number {
  const [left, right] = [(a as DescribedStop).stop, (b as DescribedStop).stop];
  return left.startAt - right.startAt || compareText(left.equipment, right.equipment);
}

function questionOf(
  plant: Plant,
  group: readonly DescribedStop[],
  weight: number,
  taughtMs: number,
  reasonCount: number,
): StopQuestion {
  const { stop } = group[0] as DescribedStop;
  const proposal = pooledProposal(group);
  return {
    id: stop.id,
    equipment: stop.equipment,
    stops: group.map((one) => one.stop),
    downMs: group.reduce((sum, one) => sum + lengthMs(one.stop), 0),
    product: stop.product,
    proposal,
    uncertaintyRatio: uncertaintyOf(proposal, reasonCount),
    worth: {
      ownMs: Math.round(group.reduce((sum, one) => sum + lengthMs(one.stop) * one.uncertainty, 0)),
      taughtMs: Math.round(taughtMs),
      ...(plant.rates === undefined ? {} : { money: machineTimeMoney(weight, 1, plant.rates.currency) }),
    },
  };
}
