/**
 * `lag-reader.ts <folder>`: takes snapshots as fast as they change and reads what is new in each, until it is told to stop; then
 * says how long after its receipt it had each reading. It notes only what was received after `begin`.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { openEmbeddedHistory } from '../../src/history/index.ts';
import { monotonicMs } from './latency-load.ts';
import { stampedTags } from './stamped-source.ts';

export interface LagsTold {
  /** Of each batch, whose readings were received at one instant. */
  readonly ms: readonly number[];
  /** Batches that were read in parts, twice, or in another order than they were received: none, else a commit is not whole. */
  readonly brokenCount: number;
}

/** Between two looks at the manifest. */
const lookEveryMs = 20;

const [dir = ''] = process.argv.slice(2);
let beginMs = Number.POSITIVE_INFINITY;
let isStopped = false;
process.on('message', (message) => {
  if (message === 'begin') beginMs = monotonicMs();
  else isStopped = true;
});
await using history = await openEmbeddedHistory({ dir, readThreads: 1 });
const ms: number[] = [];
let brokenCount = 0;
let version = 0;
let readToAt = Date.now() - 60_000;
let receivedMs = 0;
while (!isStopped) {
  const snapshot = await history.snapshot();
  if (snapshot.version === version) {
    await wait(lookEveryMs);
    continue;
  }
  version = snapshot.version;
  const window = { fromAt: readToAt + 1, toAt: Date.now() + 60_000 };
  const { columns } = await snapshot.read({ kind: 'reading', window });
  const nowMs = monotonicMs();
  const batches = Map.groupBy(columns.value, (receipt) => receipt);
  for (const [receipt, readings] of [...batches].sort(([a], [b]) => a - b)) {
    if (receipt <= receivedMs || readings.length !== stampedTags.length) brokenCount++;
    if (receipt >= beginMs) ms.push(nowMs - receipt);
    receivedMs = receipt;
  }
  readToAt = columns.at.reduce((last, at) => Math.max(last, at), readToAt);
}
process.send?.({ ms, brokenCount } satisfies LagsTold, () => process.disconnect());
