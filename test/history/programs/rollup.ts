/**
 * Commits the readings of three hours that are over and waits until they and their shift are rolled up. Ends itself
 * as kill -9 would when a step is reached for the n-th time; at `rollup-child` ends the process that rolls up, and then itself.
 * Arguments: folder, step (or `-`), n.
 */
import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { readManifest } from '../../../src/history/embedded/manifest-log.ts';
import { coverOf } from '../../../src/history/embedded/rollups/cover.ts';
import { openEmbeddedHistory } from '../../../src/history/index.ts';
import { createReadingTable, toTable } from '../../../src/model/index.ts';
import { plannedAt, rollupCalendar, rollupReadings, rollupWindows } from './rolled-up.ts';

const [dir = '', step = '-', nText = '1'] = process.argv.slice(2);
let left = Number(nText);
const end = (): boolean => process.kill(process.pid, 'SIGKILL');

const history = await openEmbeddedHistory({
  dir,
  clock: () => plannedAt,
  graceMs: 0,
  compactSegmentsMin: 1_000,
  rollups: { tags: [], calendar: rollupCalendar },
  rollupLimits: { untouchedMs: 0, planEveryMs: 10 },
  onStep(reached) {
    if (reached === step && --left === 0) end();
  },
  onMergeFailed(error) {
    throw error;
  },
});
const writer = await history.openWriter({ holder: 'rollup' });
const facts = [createReadingTable(toTable('reading', rollupReadings).columns)];
const account = { received: rollupReadings.length, refused: 0, filtered: 0, expired: 0, lost: 0 };
await writer.commit({ source: 'mqtt', identityBy: 'key', facts, account, position: {} });
while (!(await isRolledUp())) {
  if (step === 'rollup-child' && killChildren()) end();
  await wait(20);
}
await writer[Symbol.asyncDispose]();
await history[Symbol.asyncDispose]();

async function isRolledUp(): Promise<boolean> {
  const state = await readManifest(dir);
  return rollupWindows.every(([level, window]) => coverOf(state, level, window, rollupCalendar).length > 0);
}

/** Ends every child that writes but the first, which takes the commits; false where there is none. */
function killChildren(): boolean {
  const listed = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  const pids = listed
    .split('\n')
    .filter((line) => line.includes('writer-child'))
    .map((line) => Number.parseInt(line, 10))
    .slice(1);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  return pids.length > 0;
}
