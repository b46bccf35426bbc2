/**
 * kpi.reasons: how often the proposed reason of a stop is the true one. Production days in turn, the first half to learn
 * from; of the day itself no reason is seen. Then one shift's reasons are taken away at a time, and the questions asked of
 * it are held against its down time. Three plants: a made-up one whose causes have marks and whose people err; gemba's
 * simulated plant, with what its machines failed of or waited for; and the real log of the demo, which has no reasons, so
 * that setup is told from breakdown there.
 */
import { join } from 'node:path';
import {
  askStopQuestions,
  createActivity,
  createStopHistory,
  describeStop,
  isTold,
  learnStopReasons,
  type MeasuredHits,
  measureReasonHits,
  proposeReason,
  type ReasonModel,
  type Stop,
  type StopHistory,
} from '../src/analytics/index.ts';
import { hourMs, type ProductionDay } from '../src/time/index.ts';
import { printFigure, quick } from './support/measure.ts';
import { demoStops, type PlantWithStops, simulatedStops, withoutReasons } from './support/plants-with-stops.ts';
import { makeStoppingPlant } from './support/stopping-plant.ts';

const days = quick ? 28 : 56;
/** Shifts whose questions are asked, spread over the second half. */
const askedShifts = quick ? 12 : 24;

function daysOf({ plant, firstAt }: PlantWithStops, count: number): ProductionDay[] {
  const first = plant.productionDayAt(firstAt);
  return Array.from({ length: count }, (_, i) => plant.shiftDay(first, i));
}

function historyOf({ plant, production, equipmentState }: PlantWithStops, untilAt: number): StopHistory {
  return createStopHistory(createActivity(plant, production, equipmentState), untilAt);
}

function contextOf(hits: MeasuredHits) {
  const { model, mostFrequent, mostFrequentOfUnit, reliability, ...rest } = hits;
  const shortOf = (value: number): number => Math.round(value * 1000) / 1000;
  const rounded = (all: object): object =>
    Object.fromEntries(Object.entries(all).map(([key, value]) => [key, shortOf(value as number)]));
  return {
    ...rounded(rest),
    model: rounded(model),
    mostFrequent: rounded(mostFrequent),
    mostFrequentOfUnit: rounded(mostFrequentOfUnit),
    reliability: reliability.map(({ stops, saidRatio, hitRatio }) => [stops, shortOf(saidRatio), shortOf(hitRatio)]),
  };
}

/**
 * Of the down time of shifts whose reasons were taken away: what five questions an area settle, and what is explained once
 * they are answered and the most probable reason is taken for the rest; beside it, five questions about the longest stops.
 */
function askShifts(plant: PlantWithStops, half: readonly ProductionDay[]) {
  const [first, last] = [half[0] as ProductionDay, half.at(-1) as ProductionDay];
  const truth = historyOf(plant, last.toAt);
  const shifts = plant.plant
    .listShifts({ fromAt: first.fromAt, toAt: last.toAt })
    .filter(({ toAt }) => toAt <= last.toAt);
  const step = Math.max(1, Math.floor(shifts.length / askedShifts));
  const sums = {
    shifts: 0,
    questions: 0,
    stops: 0,
    untoldMs: 0,
    askedMs: 0,
    explainedMs: 0,
    longestMs: 0,
    longestExplainedMs: 0,
  };
  for (const shift of shifts.filter((_, i) => i % step === 0)) {
    const history = historyOf(withoutReasons(plant, shift.fromAt, shift.toAt + 1), shift.toAt);
    const model = learnStopReasons(history);
    sums.shifts++;
    for (const { area, questions, untoldStops, untoldMs, askedMs } of askStopQuestions(history, model, shift).areas) {
      sums.questions += questions.length;
      sums.stops += untoldStops;
      sums.untoldMs += untoldMs;
      sums.askedMs += askedMs;
      const stops = untoldIn(history, shift, area);
      const right = new Map(stops.map((stop) => [stop.id, rightMs(truth, stop, likelyOf(history, model, stop))]));
      const asked = new Set(questions.flatMap((question) => question.stops.map(({ id }) => id)));
      const longest = new Set(
        stops
          .toSorted((a, b) => lengthOf(b) - lengthOf(a))
          .slice(0, 5)
          .map(({ id }) => id),
      );
      for (const stop of stops) {
        const ms = lengthOf(stop);
        const rightly = right.get(stop.id) as number;
        sums.explainedMs += asked.has(stop.id) ? ms : rightly;
        sums.longestMs += longest.has(stop.id) ? ms : 0;
        sums.longestExplainedMs += longest.has(stop.id) ? ms : rightly;
      }
    }
  }
  return sums;
}

function lengthOf({ startAt, endAt }: Stop): number {
  return endAt - startAt;
}

function untoldIn(history: StopHistory, shift: { fromAt: number; toAt: number }, area: string): Stop[] {
  const units = new Set(history.activity.plant.equipment.listBelow(area).map(({ id }) => id as string));
  return history.stops.filter(
    (stop) =>
      !isTold(stop) &&
      !stop.isOpen &&
      units.has(stop.equipment) &&
      stop.endAt >= shift.fromAt &&
      stop.endAt < shift.toAt,
  );
}

function likelyOf(history: StopHistory, model: ReasonModel, stop: Stop): string {
  const proposal = proposeReason(model, describeStop(history, stop).clues);
  return proposal.kind === 'proposed' ? (proposal.candidates[0]?.reason ?? '') : '';
}

/** Time of a stop in which a reason was the true one; what touched is one stop where nobody said why. */
function rightMs(truth: StopHistory, { equipment, startAt, endAt }: Stop, reason: string): number {
  return truth
    .of(equipment)
    .stops.filter((stop) => stop.reason === reason && stop.startAt < endAt && stop.endAt > startAt)
    .reduce((sum, stop) => sum + Math.min(endAt, stop.endAt) - Math.max(startAt, stop.startAt), 0);
}

const plants = {
  log: await demoStops(join(import.meta.dirname, '../demo')),
  simulated: simulatedStops(days),
  'made-up': makeStoppingPlant(days),
} satisfies Record<string, PlantWithStops>;

for (const [name, plant] of Object.entries(plants) as [string, PlantWithStops][]) {
  const all = daysOf(plant, plant.days);
  const half = all.slice(Math.floor(all.length / 2));
  const hits = measureReasonHits(historyOf(plant, (all.at(-1) as ProductionDay).toAt), half);
  if (name !== 'log') {
    const { untoldMs, askedMs, explainedMs, longestMs, longestExplainedMs, ...counts } = askShifts(plant, half);
    const context = {
      ...counts,
      untoldHours: untoldMs / hourMs,
      settledRatio: askedMs / untoldMs,
      longestSettledRatio: longestMs / untoldMs,
      longestExplainedRatio: longestExplainedMs / untoldMs,
    };
    printFigure({ bench: `kpi.reasons.${name}.asked`, value: explainedMs / untoldMs, unit: 'ratio', context });
  }
  const bench = name === 'made-up' ? 'kpi.reasons' : `kpi.reasons.${name}`;
  printFigure({ bench, value: hits.model.top1Ratio, unit: 'ratio', context: contextOf(hits) });
}
