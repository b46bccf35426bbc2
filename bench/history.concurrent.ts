/**
 * history.concurrent: 100 readers in four processes, each asking its next question as soon as it has an answer; questions of a
 * day to a month, in equal parts. Beside it the same with a second between an answer and the next question, as a screen
 * that is refreshed asks.
 */
import { loadavg } from 'node:os';
import type { AnswerTimes } from './support/history-readers.ts';
import { latenciesOf } from './support/latencies.ts';
import { printFigure, quick } from './support/measure.ts';
import { machinesOf, month, monthDays, openMonthStore, tagsOfMonth } from './support/month-store.ts';
import { watchMemory } from './support/peak-memory.ts';
import { runReaders } from './support/run-readers.ts';
import { simulatedDay } from './support/simulated-day.ts';

const tagCount = quick ? 100 : 1_000;
const processes = 4;
const readers = 25;
const times = { warmUpSeconds: 3, seconds: quick ? 10 : 60 };

await using store = await openMonthStore(tagCount);
const scope = {
  tags: tagsOfMonth(tagCount).map(({ id }) => id),
  machines: machinesOf(tagCount),
  day: simulatedDay,
  weekToAt: simulatedDay.fromAt,
  daysFromAt: month.fromAt,
  dayCount: monthDays,
};
const memory = watchMemory();
const paused = await runReaders(processes, { dir: store.dir, scope, readers, pauseMs: 1_000, ...times });
const answers = await runReaders(processes, { dir: store.dir, scope, readers, pauseMs: 0, ...times });
memory.stop();
const all = figuresOf(answers);
printFigure({
  bench: 'history.concurrent',
  value: all.p99,
  unit: 'ms, p99',
  context: {
    tagCount,
    processes,
    readers: processes * readers,
    seconds: times.seconds,
    ...all,
    byQuestion: Object.fromEntries(
      [...answers].map(([kind, { ms }]) => [kind, ms.length === 0 ? 'nobody came to ask' : latenciesOf(ms)]),
    ),
    withPauseOfSecond: figuresOf(paused),
    rssMb: memory.peakMb,
    runs: 1,
    load: loadavg().map((load) => Math.round(load * 10) / 10),
  },
});

function figuresOf(byKind: ReadonlyMap<string, AnswerTimes>) {
  for (const { kind, emptyCount } of byKind.values())
    if (emptyCount > 0) throw new Error(`${emptyCount} answers to ${kind} had nothing in them.`);
  const ms = [...byKind.values()].flatMap((answers) => answers.ms);
  if (ms.length === 0) throw new Error('No question was asked in time: the readers had no answer to those before.');
  const latencies = latenciesOf(ms);
  return { ...latencies, answersPerSecond: Math.round(latencies.count / times.seconds) };
}
