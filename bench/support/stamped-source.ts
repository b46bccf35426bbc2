/** Readings in real time, each with the instant of its receipt as its value: ms of the clock that all processes share. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Source, SourceBatch } from '../../src/ingest/index.ts';
import { createReadingTable, type EquipmentId, type Tag, type TextColumn } from '../../src/model/index.ts';
import { monotonicMs } from './latency-load.ts';

export const stampedSourceId = 'stamped';
const tagCount = 1_000;
const batchesPerSecond = 10;
export const stampedPerSecond = tagCount * batchesPerSecond;
const wakeMs = 5;

export const stampedTags: readonly Tag[] = Array.from({ length: tagCount }, (_, i) => ({
  id: `line-${i % 10}.sensor-${i}`,
  name: `Sensor ${i}`,
  equipment: 'line' as EquipmentId,
  kind: 'measure',
  valueType: 'number',
  unit: 'Cel',
  isDroppable: false,
  sourceNames: [],
}));

/** All tags ten times a second, at one instant a batch. */
export function createStampedSource(): Source {
  const codes = Uint32Array.from({ length: tagCount }, (_, i) => i + 1);
  const tag: TextColumn = { dictionary: ['', ...stampedTags.map(({ id }) => id)], codes };
  const absent: TextColumn = { dictionary: [''], codes: new Uint32Array(tagCount) };
  const sequence = new Float64Array(tagCount).fill(Number.NaN);
  const source: TextColumn = { dictionary: ['', stampedSourceId], codes: new Uint32Array(tagCount).fill(1) };
  return {
    id: stampedSourceId,
    kind: 'stamped',
    extent: 'stream',
    check: () => Promise.resolve({ ok: true, message: 'It is made here.' }),
    async *batches({ signal }) {
      const sinceMs = monotonicMs();
      const sinceAt = Date.now();
      for (let batch = 0; !signal.aborted; batch++) {
        const dueMs = (batch * 1_000) / batchesPerSecond;
        while (monotonicMs() < sinceMs + dueMs && !signal.aborted) await wait(wakeMs);
        if (signal.aborted) return;
        const at = new Float64Array(tagCount).fill(sinceAt + dueMs);
        const value = new Float64Array(tagCount).fill(monotonicMs());
        yield batchOf(createReadingTable({ tag, at, value, text: absent, quality: absent, sequence, source }), batch);
      }
    },
  };
}

function batchOf(table: SourceBatch['facts'][number], batch: number): SourceBatch {
  return {
    source: stampedSourceId,
    identityBy: 'key',
    facts: [table],
    account: { received: tagCount, refused: 0, filtered: 0, expired: 0, lost: 0 },
    adjustments: [],
    adjustmentCount: 0,
    position: { batch },
    ack: () => Promise.resolve(),
  };
}
