/**
 * kpi.live: every KPI of the table, of each of 1,000 pieces of equipment in the production day, the shift and the last eight hours,
 * refreshed while facts come at 1,000 a second. A fact's latency runs from when it was due to the end of the first answer with it.
 */
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { createKpiStream, type KpiWindow, listKpis } from '../src/analytics/index.ts';
import { hourMs, minuteMs } from '../src/time/index.ts';
import { createLiveFacts, livePlant, unitCount } from './support/live-facts.ts';
import { printFigure, quick, spreadOf } from './support/measure.ts';
import { watchMemory } from './support/peak-memory.ts';

const lengthMs = (quick ? 20 : 120) * 1_000;
const factsPerSecond = 1_000;
/** Pause after an answer. */
const pauseMs = 20;
/** Reports of the day so far: one a minute of each unit, over eight hours. */
const historyMs = 8 * hourMs;

const plant = livePlant();
/** 14:20 of a day: the shift is young, the day is long. */
const startAt = Date.UTC(2026, 0, 15, 14, 20);

function windowsAt(nowMs: number): KpiWindow[] {
  const { fromAt, toAt } = plant.productionDayAt(nowMs);
  const shift = plant.listShifts({ fromAt: nowMs, toAt: nowMs + 1 })[0] ?? { fromAt, toAt, name: 'none' };
  return [
    { fromAt, toAt: nowMs, name: 'day' },
    { fromAt: shift.fromAt, toAt: nowMs, name: shift.name },
    // Moves on by minutes, so that ideal times are learned anew once a minute.
    { fromAt: Math.floor(nowMs / minuteMs) * minuteMs - 8 * hourMs, toAt: nowMs, name: 'last 8 hours' },
  ];
}

const facts = createLiveFacts();
const kpis = listKpis(plant.kpis);
const stream = createKpiStream(
  { windowsAt, groupBy: ['workUnit'], kpis },
  { plant, nowMs: startAt, keepMs: 24 * hourMs },
);
let held = 0;
for (const table of facts.history(startAt - historyMs, startAt, minuteMs)) held += stream.add(table);
stream.answer();

const memory = watchMemory();
const latencies = new Float64Array((lengthMs / 1_000) * factsPerSecond);
const [answerMs, cpu]: [number[], NodeJS.CpuUsage] = [[], process.cpuUsage()];
let [sent, answered] = [0, 0];
const firstMs = performance.now();
const dueMs = (i: number): number => firstMs + (i * 1_000) / factsPerSecond;
while (answered < latencies.length) {
  const nowMs = performance.now();
  const due = Math.min(latencies.length, Math.floor(((nowMs - firstMs) * factsPerSecond) / 1_000) + 1);
  for (const table of facts.next(due - sent, startAt + nowMs - firstMs)) stream.add(table);
  sent = due;
  stream.advanceTo(Math.ceil(startAt + nowMs - firstMs));
  const answer = stream.answer();
  if (answer.groups.length !== unitCount) throw new Error('A unit is missing in the answer.');
  const endMs = performance.now();
  answerMs.push(endMs - nowMs);
  for (; answered < sent; answered++) latencies[answered] = endMs - dueMs(answered);
  await delay(pauseMs);
}
const wallMs = performance.now() - firstMs;
const { user, system } = process.cpuUsage(cpu);
memory.stop();
latencies.sort();
const quantile = (p: number): number =>
  Math.round(latencies[Math.min(latencies.length - 1, Math.floor(p * latencies.length))] as number);
printFigure({
  bench: 'kpi.live',
  value: quantile(0.99),
  unit: 'ms',
  context: {
    units: unitCount,
    kpis: kpis.length,
    windows: 3,
    held,
    facts: latencies.length,
    medianMs: quantile(0.5),
    maxMs: Math.round(latencies.at(-1) as number),
    answers: answerMs.length,
    answerMs: spreadOf(answerMs),
    cpuShare: (user + system) / 1_000 / wallMs,
    cpuMsOfAnswer: (user + system) / 1_000 / answerMs.length,
    rssMb: memory.peakMb,
    load: loadavg().map((one) => Math.round(one * 10) / 10),
  },
});
