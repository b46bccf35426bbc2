/** What an ingest of these tests is opened with. */
import { setTimeout } from 'node:timers/promises';
import type { IngestOptions } from '../../../../src/ingest/pipeline/ingest.ts';
import type { Timers } from '../../../../src/ingest/pipeline/timers.ts';
import type { Tag } from '../../../../src/model/index.ts';
import type { Broker } from './broker.ts';
import type { Life } from './life.ts';
import { type MemoryBufferOptions, type MemoryDisk, openMemoryBuffer } from './memory-buffer.ts';
import { type MemoryHistory, openMemorySink, type SinkOptions } from './memory-history.ts';

export function tagOf(id: string, more: Partial<Tag> = {}): Tag {
  const tag = { id, name: id, equipment: 'press' as Tag['equipment'], kind: 'measure', valueType: 'number', unit: '1' };
  return { ...tag, isDroppable: false, sourceNames: [id], ...more } as Tag;
}

/** `temperature` is kept whatever happens; `fan` may be dropped. */
export const tags: readonly Tag[] = [tagOf('temperature'), tagOf('fan', { isDroppable: true })];

/** Every wait is over in a moment. */
export const quickTimers: Timers = {
  async wait(_ms, signal) {
    if (!signal.aborted) await setTimeout(1);
  },
};

export interface World {
  readonly life: Life;
  readonly disk: MemoryDisk;
  readonly history: MemoryHistory;
  readonly brokers: readonly Broker[];
  readonly buffer?: Omit<MemoryBufferOptions, 'life'>;
  readonly sink?: Omit<SinkOptions, 'life'>;
}

export function optionsOf(world: World, more: Partial<IngestOptions> = {}): IngestOptions {
  const { life, disk, history, brokers } = world;
  return {
    buffer: openMemoryBuffer(disk, { life, ...world.buffer }),
    sources: brokers.map((broker) => broker.connect()),
    openSink: async () => openMemorySink(history, { life, ...world.sink }),
    flushPersons: () => Promise.resolve(),
    clock: () => 1_000_000,
    random: () => 0.5,
    tags,
    timers: quickTimers,
    gatherMs: 5,
    tickMs: 5,
    ...more,
  };
}
