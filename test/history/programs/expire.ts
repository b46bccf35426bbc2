/**
 * Commits what it has, removes what is before a day, and blanks a name in refusals. Ends itself as kill -9 would when a step is
 * reached for the n-th time. Arguments: folder, step (or `-`), n, day.
 */
import { openEmbeddedHistory } from '../../../src/history/index.ts';
import { createFactTableBuilder, createReadingTable, toTable } from '../../../src/model/index.ts';
import { expiringCut, expiringReadings, expiringReports } from './expiring.ts';

const [dir = '', step = '-', nText = '1', day = '0'] = process.argv.slice(2);
let left = Number(nText);

const history = await openEmbeddedHistory({
  dir,
  graceMs: 0,
  checkpointEvery: 3,
  onStep(reached) {
    if (reached === step && --left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
const writer = await history.openWriter({ holder: 'expire' });
const reports = createFactTableBuilder('production');
for (const [i, row] of expiringReports.entries())
  reports.add(row, new Uint8Array(16).fill(i + 1), new Uint8Array(16).fill(1));
const refusals = createFactTableBuilder('refusal');
refusals.add({ code: 'x', raw: 'Anna;1', source: 'mes' }, new Uint8Array(16), new Uint8Array(16));
const received = expiringReadings.length + expiringReports.length + 1;
await writer.commit({
  source: 'mes',
  identityBy: 'key',
  facts: [createReadingTable(toTable('reading', expiringReadings).columns), reports.build(), refusals.build()],
  account: { received, refused: 1, filtered: 0, expired: 0, lost: 0 },
  position: {},
});
await writer.expire(expiringCut(Number(day)));
await writer.blankRefusals(['Anna']);
await writer[Symbol.asyncDispose]();
await history[Symbol.asyncDispose]();
