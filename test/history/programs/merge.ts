/**
 * Commits the readings of a day that is over, each time all of them, and waits until they lie in files of a few tags. Ends
 * itself as kill -9 would at a step; at `merge-child` ends the process that merges, and then itself.
 * Arguments: folder, step (or `-`).
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openEmbeddedHistory } from '../../../src/history/index.ts';
import { createReadingTable, toTable } from '../../../src/model/index.ts';

const [dir = '', step = '-'] = process.argv.slice(2);
const day = Date.UTC(2026, 0, 5);
const end = (): boolean => process.kill(process.pid, 'SIGKILL');

const history = await openEmbeddedHistory({
  dir,
  clock: () => day + 48 * 3_600_000,
  graceMs: 0,
  // Only the large merges are looked at.
  compactSegmentsMin: 1_000,
  largeMerge: { rowsMin: 40, rowsMax: 150, segmentsMin: 2 },
  onStep(reached) {
    if (reached === step) end();
  },
});
const writer = await history.openWriter({ holder: 'merge' });
for (let from = 0; from < 120; from += 20) {
  const rows = [0, 1, 2].flatMap((tag) =>
    Array.from({ length: 20 }, (_, i) => ({ tag: `tag ${tag}`, at: day + (from + i) * 60_000, value: from + i })),
  );
  const account = { received: rows.length, refused: 0, filtered: 0, expired: 0, lost: 0 };
  const table = createReadingTable(toTable('reading', rows).columns);
  await writer.commit({ source: 'mqtt', identityBy: 'key', facts: [table], account, position: {} });
}
const folder = join(dir, 'facts', 'reading', '2026-01-05');
for (let nudge = 0; ; nudge++) {
  if (step === 'merge-child' && killMergers()) end();
  const names = readdirSync(folder).filter((name) => !name.endsWith('.tmp'));
  if (names.length > 1 && names.every((name) => name.includes('-merge-'))) break;
  // A commit of another day makes the writer look again.
  const table = createReadingTable(toTable('reading', [{ tag: 'later', at: day + 172_800_000 + nudge }]).columns);
  const account = { received: 1, refused: 0, filtered: 0, expired: 0, lost: 0 };
  await writer.commit({ source: 'mqtt', identityBy: 'key', facts: [table], account, position: {} });
  await wait(step === 'merge-child' ? 5 : 100);
}
await writer[Symbol.asyncDispose]();
await history[Symbol.asyncDispose]();

/** Ends every child process but the first, which writes; false where there is none. */
function killMergers(): boolean {
  const listed = execFileSync('ps', ['-o', 'pid=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  const pids = listed
    .split(/\s+/)
    .filter((pid) => pid !== '')
    .map(Number);
  const mergers = pids.filter((pid) => isWriterChild(pid)).slice(1);
  for (const pid of mergers) process.kill(pid, 'SIGKILL');
  return mergers.length > 0;
}

function isWriterChild(pid: number): boolean {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).includes('writer-child');
  } catch {
    // It has ended in the meantime.
    return false;
  }
}
