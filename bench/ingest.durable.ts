/**
 * ingest.durable: columns as JSON bytes, 100 readings a message, decoded and validated as sources do it, then appended and
 * fsynced in the buffer. A batch has the messages that one read of a socket brings, which is less than the MQTT source
 * gathers at full load; beside it the same with a batch for each message. One core: this process and its threads are
 * pinned to one CPU where `taskset` is there.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createReadingDecoder,
  createTagTable,
  type FactBuffer,
  type Message,
  openFactBuffer,
  ReadingBatchBuilder,
  type ReadingDecoder,
} from '../src/ingest/index.ts';
import type { EquipmentId, Tag } from '../src/model/index.ts';
import { printFigure, quick, spreadOf } from './support/measure.ts';
import { mulberry32 } from './support/random.ts';

const readingsPerMessage = 100;
const readings = quick ? 3_000_000 : 20_000_000;
const runs = 5;
/** Batches of which none is acknowledged yet, as many as a source has in flight. */
const inFlightMax = 64;
/** What is read of a socket at once, bytes. */
const readBytes = 65_536;
const tagCount = 1_000;
/** Different messages, so that no parser and no cache meets the same one again and again. */
const differentMessages = 512;
const startAt = Date.UTC(2026, 10, 21);

const tags: readonly Tag[] = Array.from({ length: tagCount }, (_, i) => ({
  id: `line-${i % 10}/machine-${i % 97}/t${i}`,
  name: `Sensor ${i}`,
  equipment: `line-${i % 10}` as EquipmentId,
  kind: 'measure',
  valueType: 'number',
  unit: 'Cel',
  min: -50,
  max: 2_000,
  isDroppable: false,
  sourceNames: [],
}));

/** Columns of tag, time and value; 100 tags of the thousand. */
function makeMessages(): readonly Message[] {
  const random = mulberry32(1);
  return Array.from({ length: differentMessages }, (_, message) => {
    const first = Math.floor(random() * tagCount);
    const rows = Array.from({ length: readingsPerMessage }, (_, i) => i);
    const columns = {
      tag: rows.map((i) => (tags[(first + i) % tagCount] as Tag).id),
      at: rows.map((i) => startAt + message * 1_000 + i),
      value: rows.map(() => Math.round(random() * 100_000) / 100),
    };
    const receivedAt = startAt + message * 1_000 + 120;
    return { topic: 'plant/line', payload: Buffer.from(JSON.stringify(columns)), receivedAt };
  });
}

interface Load {
  readonly buffer: FactBuffer;
  readonly decoder: ReadingDecoder;
  readonly messages: readonly Message[];
  readonly messagesPerBatch: number;
}

/** Readings a second, from the first message to the last fsync. Released as it goes, as history does. */
async function appendAll({ buffer, decoder, messages, messagesPerBatch }: Load, count: number): Promise<number> {
  const builder = new ReadingBatchBuilder({ source: 'line', identityKey: new Uint8Array(32) });
  const startMs = performance.now();
  const inFlight = new Set<Promise<void>>();
  for (let i = 0; i < count; i++) {
    builder.addMessage(messages[i % messages.length] as Message, decoder);
    if ((i + 1) % messagesPerBatch !== 0 && i + 1 < count) continue;
    const { facts, account } = builder.take();
    if (account.refused > 0) throw new Error(`${account.refused} of ${account.received} readings were refused.`);
    const batch = { source: 'line', identityBy: 'key', facts, account, position: { message: i } } as const;
    const append = buffer.append(batch, 'kept').then(({ number }) => {
      inFlight.delete(append);
      if (number % 1_000 === 0) void buffer.release('kept', number);
    });
    inFlight.add(append);
    if (inFlight.size >= inFlightMax) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
  return (count * readingsPerMessage) / ((performance.now() - startMs) / 1_000);
}

function pinToOneCore(): boolean {
  try {
    execFileSync('taskset', ['-a', '-c', '-p', '0', String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function measure(bench: string, load: Load): Promise<void> {
  const messageCount = readings / readingsPerMessage;
  await appendAll(load, Math.round(messageCount / 10));
  const rates: number[] = [];
  const cpuBefore = process.cpuUsage();
  for (let run = 0; run < runs; run++) rates.push(await appendAll(load, Math.round(messageCount / runs)));
  const { median, min, max } = spreadOf(rates);
  const { user, system } = process.cpuUsage(cpuBefore);
  const context = {
    n: readings,
    readingsPerMessage,
    messagesPerBatch: load.messagesPerBatch,
    runs,
    min: Math.round(min),
    max: Math.round(max),
    isPinned,
    readingsPerCpuSecond: Math.round((readings * 1e6) / (user + system)),
    load: loadavg().map((value) => Math.round(value * 10) / 10),
  };
  printFigure({ bench, value: Math.round(median), unit: 'readings/s', context });
}

const isPinned = pinToOneCore();
const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  const messages = makeMessages();
  const decoder = await createReadingDecoder({
    mappings: [{ form: 'columns', name: 'tag', value: 'value', time: { path: 'at', format: 'epoch-ms' } }],
    tags: createTagTable(tags),
  });
  await using buffer = await openFactBuffer({ dir, clock: Date.now });
  const messagesPerRead = Math.round(readBytes / (messages[0] as Message).payload.length);
  await measure('ingest.durable.message', { buffer, decoder, messages, messagesPerBatch: 1 });
  await measure('ingest.durable', { buffer, decoder, messages, messagesPerBatch: messagesPerRead });
} finally {
  await rm(dir, { recursive: true, force: true });
}
