/**
 * `history-readers.ts <JSON of ReadersInput>`: asks each question once, says so, and waits until it is told to go on; then readers,
 * each with one question after another, until the time is over; then says how long each took.
 */
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { openEmbeddedHistory } from '../../src/history/index.ts';
import { dailyCalendar } from './daily-calendar.ts';
import { listQuestions, type QuestionScope } from './history-questions.ts';
import { mulberry32 } from './random.ts';

export interface ReadersInput {
  readonly dir: string;
  readonly scope: QuestionScope;
  readonly readers: number;
  /** Between an answer and the next question of a reader, ms; 0 for none. */
  readonly pauseMs: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly seed: number;
}

export interface AnswerTimes {
  readonly kind: string;
  readonly ms: readonly number[];
  /** Answers without a row. */
  readonly emptyCount: number;
}

const [text = ''] = process.argv.slice(2);
const { dir, scope, readers, pauseMs, warmUpSeconds, seconds, seed } = JSON.parse(text) as ReadersInput;
// As a plant's own store is opened: its days are told by its calendar.
const rollups = { tags: [], calendar: dailyCalendar };
await using history = await openEmbeddedHistory({ dir, rollups, readThreads: 1, readMemoryLimitMb: 512 });
const questions = listQuestions(scope);
const times = new Map(questions.map(({ kind }) => [kind, { ms: [] as number[], emptyCount: 0 }]));
for (const { ask } of questions) await ask(await history.snapshot(), mulberry32(seed));
process.send?.('ready');
await once(process, 'message');
const fromMs = performance.now() + warmUpSeconds * 1_000;
const toMs = fromMs + seconds * 1_000;

await Promise.all(Array.from({ length: readers }, (_, i) => askOn(i)));
const answers = [...times].map(([kind, { ms, emptyCount }]): AnswerTimes => ({ kind, ms, emptyCount }));
process.send?.(answers);

async function askOn(reader: number): Promise<void> {
  const random = mulberry32(seed * 1_000 + reader);
  if (pauseMs > 0) await wait(random() * pauseMs);
  while (performance.now() < toMs) {
    const { kind, ask } = questions[Math.floor(random() * questions.length)] as (typeof questions)[number];
    const startMs = performance.now();
    const count = await ask(await history.snapshot(), random);
    const endMs = performance.now();
    const noted = times.get(kind);
    // What was asked before the end counts, however late its answer.
    if (startMs >= fromMs && startMs < toMs && noted !== undefined) {
      noted.ms.push(Math.round((endMs - startMs) * 10) / 10);
      if (count === 0) noted.emptyCount++;
    }
    if (pauseMs > 0) await wait(pauseMs);
  }
}
