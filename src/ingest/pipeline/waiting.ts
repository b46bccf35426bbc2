/** What waits in a buffer that nobody runs, against what history has: for a status without an ingest. */
import { bufferLanes, type FactBuffer } from '../buffer/fact-buffer.ts';
import { CommittedPlaces } from './committed-places.ts';
import type { CommittedState } from './ingest.ts';

/** Records under way when a process ended may be in history already; more than these were not. */
const recordsMax = 20_000;

/** By source: received, readings and facts, that is in the buffer and not in history; what is in both is let go of. */
export async function countWaiting(
  buffer: FactBuffer,
  committed: Pick<CommittedState, 'findPosition'>,
): Promise<ReadonlyMap<string, number>> {
  const { pending, lanes } = buffer.status();
  const waiting = new Map(pending);
  const places = new CommittedPlaces(buffer.id, (source) => committed.findPosition(source));
  for (const lane of bufferLanes) {
    const { oldest, next } = lanes[lane];
    const last = Math.min(next, oldest + recordsMax) - 1;
    if (oldest > last) continue;
    let committedTo = oldest - 1;
    const stop = new AbortController();
    for await (const { place, batch } of buffer.read(lane, { signal: stop.signal })) {
      const { source, account } = batch;
      const isCommitted = places.has(source, lane, place.number);
      if (isCommitted) waiting.set(source, (waiting.get(source) as number) - account.received);
      if (isCommitted && committedTo === place.number - 1) committedTo = place.number;
      if (place.number >= last) break;
    }
    stop.abort();
    await buffer.release(lane, committedTo);
  }
  return waiting;
}
