/** A plant with one tag of each kind and a source that reads a file of messages as a broker would send them. */
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definePlant, openPlant, type PlantFileInput } from 'gemba';
import type { SourceBatch, SourceStart } from 'gemba/ingest';
import { createFactTableBuilder, identifyReadings } from 'gemba/model';
import { defineSource, parsePlantFile } from 'gemba/runtime';
import { z } from 'zod';

export const secret: Readonly<Record<string, string>> = { GEMBA_SECRET: 'the sensor plant has no secrets at all' };

/** Message n is a reading of the value n of `temperature`, n seconds after this; every tenth is one of `fan` too. */
export const startAt: number = Date.UTC(2026, 0, 5, 6);

/**
 * What a broker is to this source: a file with how many messages there are, and one with how many were acknowledged.
 * What was not is sent again at the next connection.
 */
const outbox = defineSource({
  kind: 'outbox',
  schema: z.strictObject({ kind: z.literal('outbox'), id: z.string(), path: z.string() }),
  open: ({ id, kind, path }, { baseDir }) => ({
    id,
    kind,
    extent: 'stream' as const,
    check: () => Promise.resolve({ ok: true, message: path }),
    batches: (start) => messages(id, join(baseDir, path), start),
  }),
});

async function* messages(
  source: string,
  folder: string,
  { signal, onEvent }: SourceStart,
): AsyncGenerator<SourceBatch> {
  let handed = await readCount(folder, 'acknowledged');
  onEvent?.({ kind: 'connected', at: Date.now(), isSessionResumed: handed > 0 });
  const acknowledged = await open(join(folder, 'acknowledged'), 'a');
  try {
    while (!signal.aborted) {
      const sent = await readCount(folder, 'sent');
      if (handed >= sent) await new Promise((resolve) => setTimeout(resolve, 5));
      for (; handed < sent && !signal.aborted; handed++) {
        const number = handed + 1;
        yield batchOf(source, number, async () => {
          await acknowledged.write(`${number}\n`);
        });
      }
    }
  } finally {
    await acknowledged.close();
  }
}

function batchOf(source: string, number: number, ack: () => Promise<void>): SourceBatch {
  const at = startAt + number * 1_000;
  const rows = [
    { tag: 'temperature', at, value: number, source },
    ...(number % 10 === 0 ? [{ tag: 'fan', at, value: number, source }] : []),
  ];
  const builder = createFactTableBuilder('reading');
  for (const row of rows) builder.add(row, new Uint8Array(16), new Uint8Array(16));
  const table = builder.build();
  const facts = [{ ...table, ...identifyReadings(table.columns) }];
  return {
    source,
    identityBy: 'content',
    facts,
    account: { received: rows.length, refused: 0, filtered: 0, expired: 0, lost: 0 },
    adjustments: [],
    adjustmentCount: 0,
    position: { message: number },
    ack,
  };
}

/** The last line of a file of numbers; a line that was cut off does not count. */
export async function readCount(folder: string, file: string): Promise<number> {
  const text = await readFile(join(folder, file), 'utf8').catch(() => '');
  return Number(
    text
      .slice(0, text.lastIndexOf('\n') + 1)
      .trimEnd()
      .split('\n')
      .at(-1) ?? 0,
  );
}

/** Says that there are so many messages now. */
export async function send(folder: string, count: number): Promise<void> {
  await writeFile(join(folder, 'sent'), `${count}\n`);
}

export const sensorPlant: PlantFileInput = definePlant({
  id: 'sensors',
  name: 'Sensor plant',
  zone: 'Europe/Berlin',
  dayStart: '06:00',
  secret: { env: 'GEMBA_SECRET' },
  store: 'store',
  equipment: [{ id: 'press', name: 'Press', level: 'workUnit' }],
  calendar: {
    shifts: [{ name: 'early', start: '06:00', end: '14:00' }],
    rotation: { anchor: '2024-01-01', days: [['early']] },
  },
  tags: [
    { id: 'temperature', equipment: 'press', unit: 'Cel' },
    { id: 'fan', equipment: 'press', unit: '1', droppable: true },
  ],
  sources: [{ kind: 'outbox', id: 'sensors', path: '.' }],
  plugins: [outbox],
});

/** Opens the plant in a folder. */
export function openSensorPlant(
  folder: string,
  options: Parameters<typeof openPlant>[0] = {},
): ReturnType<typeof openPlant> {
  return openPlant({ file: parsePlantFile(sensorPlant, 'test'), folder, env: secret, ...options });
}
