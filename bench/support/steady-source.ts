/** Readings of a plant at a steady rate: all tags at one instant a batch, first those of a while ago, then in real time. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Source, SourceBatch } from '../../src/ingest/index.ts';
import {
  type EquipmentId,
  type FactTable,
  identifyReadings,
  type Tag,
  type TextColumn,
} from '../../src/model/index.ts';
import { mulberry32 } from './random.ts';

export const steadySourceId = 'plant';
const tagCount = 1_000;
/** Values are looked up, so that making them costs little beside storing them. */
const valueCount = 65_536;
const wakeMs = 5;

export const steadyTags: readonly Tag[] = Array.from({ length: tagCount }, (_, i) => ({
  id: `line-${i % 10}.sensor-${i}`,
  name: `Sensor ${i}`,
  equipment: 'line' as EquipmentId,
  kind: 'measure',
  valueType: 'number',
  unit: 'Cel',
  isDroppable: false,
  sourceNames: [],
}));

export interface SteadySourceOptions {
  readonly readingsPerSecond: number;
  /** So many seconds of readings come at once, as fast as they are taken; those after them as time goes by. */
  readonly atOnceSeconds: number;
}

export interface SteadySource extends Source {
  /** Readings of the first seconds, in all. */
  readonly atOnceCount: number;
  /** Readings whose time has come. */
  dueCount(): number;
  /** Called when the last of the first seconds was taken. */
  onLive: () => void;
}

export function createSteadySource({ readingsPerSecond, atOnceSeconds }: SteadySourceOptions): SteadySource {
  const batchesPerSecond = readingsPerSecond / tagCount;
  const atOnceBatches = atOnceSeconds * batchesPerSecond;
  const makeBatch = createMaker(1_000 / batchesPerSecond);
  let liveSince: number | undefined;
  const dueBatches = (): number =>
    atOnceBatches +
    (liveSince === undefined ? 0 : Math.floor(((performance.now() - liveSince) / 1_000) * batchesPerSecond));
  const source: SteadySource = {
    id: steadySourceId,
    kind: 'steady',
    extent: 'stream',
    atOnceCount: atOnceBatches * tagCount,
    dueCount: () => dueBatches() * tagCount,
    onLive: () => {},
    check: () => Promise.resolve({ ok: true, message: 'It is made here.' }),
    async *batches({ signal }) {
      for (let next = 0; !signal.aborted; next++) {
        if (next === atOnceBatches) {
          liveSince = performance.now();
          source.onLive();
        }
        while (next >= dueBatches() && !signal.aborted) await wait(wakeMs);
        if (!signal.aborted) yield makeBatch(next);
      }
    },
  };
  return source;
}

function createMaker(everyMs: number): (batch: number) => SourceBatch {
  const random = mulberry32(1);
  const values = Float64Array.from({ length: valueCount }, () => Math.round(random() * 10_000) / 100);
  const tag: TextColumn = {
    dictionary: ['', ...steadyTags.map(({ id }) => id)],
    codes: Uint32Array.from({ length: tagCount }, (_, i) => i + 1),
  };
  const absent: TextColumn = { dictionary: [''], codes: new Uint32Array(tagCount) };
  const sequence = new Float64Array(tagCount).fill(Number.NaN);
  const source: TextColumn = { dictionary: ['', steadySourceId], codes: new Uint32Array(tagCount).fill(1) };
  const startAt = Date.UTC(2026, 10, 16);
  return (batch) => {
    const value = Float64Array.from(
      { length: tagCount },
      (_, i) => values[(batch * 7 + i * 13) % valueCount] as number,
    );
    const at = new Float64Array(tagCount).fill(startAt + batch * everyMs);
    const columns = { tag, at, value, text: absent, quality: absent, sequence, source };
    const table: FactTable<'reading'> = { kind: 'reading', length: tagCount, ...identifyReadings(columns), columns };
    return {
      source: steadySourceId,
      identityBy: 'key',
      facts: [table],
      account: { received: tagCount, refused: 0, filtered: 0, expired: 0, lost: 0 },
      adjustments: [],
      adjustmentCount: 0,
      position: { batch },
      ack: () => Promise.resolve(),
    };
  };
}
