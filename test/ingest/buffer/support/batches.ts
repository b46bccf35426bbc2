import type { BufferedBatch, BufferedRecord, BufferLane, FactBuffer } from 'gemba/ingest';

export { batchOf, readingTable } from './plain-batch.ts';

export function valuesOf({ facts }: BufferedBatch): number[] {
  return facts.flatMap((table) => (table.kind === 'reading' ? [...table.columns.value] : []));
}

/** The next records of a lane, as many as asked for; waits for them. */
export async function take(buffer: FactBuffer, lane: BufferLane, count: number): Promise<BufferedRecord[]> {
  const stop = new AbortController();
  const records: BufferedRecord[] = [];
  if (count === 0) return records;
  for await (const record of buffer.read(lane, { signal: stop.signal })) {
    records.push(record);
    if (records.length === count) break;
  }
  return records;
}

/** All that is pending, of both lanes. */
export async function takeAll(buffer: FactBuffer): Promise<Record<BufferLane, BufferedRecord[]>> {
  const stop = new AbortController();
  const all: Record<BufferLane, BufferedRecord[]> = { kept: [], droppable: [] };
  const { pendingRecords } = buffer.status();
  const stopWhenAll = (): void => {
    if (all.kept.length + all.droppable.length >= pendingRecords - damagedSince()) stop.abort();
  };
  const damagedSince = (): number => pendingRecords - buffer.status().pendingRecords;
  stopWhenAll();
  await Promise.all(
    (['kept', 'droppable'] as const).map(async (lane) => {
      for await (const record of buffer.read(lane, { signal: stop.signal })) {
        all[lane].push(record);
        stopWhenAll();
      }
    }),
  );
  return all;
}
