/**
 * ingest.durable: columns as JSON text, 100 readings a batch, parsed into fact tables, appended and fsynced in the buffer.
 * One core: this process and its threads are pinned to one CPU where `taskset` is there.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BufferedBatch, type FactBuffer, openFactBuffer } from '../src/ingest/index.ts';
import { type FactTable, identifyReadings, type TextColumn } from '../src/model/index.ts';
import { printFigure, quick, spreadOf } from './support/measure.ts';
import { mulberry32 } from './support/random.ts';

const readingsPerBatch = 100;
const readings = quick ? 3_000_000 : 20_000_000;
const runs = 5;
/** Batches of which none is acknowledged yet: what a source has in flight. */
const inFlightMax = 256;
const tagCount = 1_000;
/** Different texts, so that no parser and no cache meets the same one again and again. */
const textCount = 512;

interface Message {
  readonly tag: readonly string[];
  readonly at: readonly number[];
  readonly value: readonly number[];
}

const tags = Array.from({ length: tagCount }, (_, i) => `line-${i % 10}/machine-${i % 97}/t${i}`);
const tagNumberOf = new Map(tags.map((tag, number) => [tag, number]));
/** By tag's number: its code in the batch being parsed, as decoders keep it. */
const batchCodes = new Uint32Array(tagCount);
const fromAt = Date.UTC(2026, 10, 21);

function makeTexts(): readonly string[] {
  const random = mulberry32(1);
  return Array.from({ length: textCount }, (_, text) => {
    const first = Math.floor(random() * tagCount);
    const rows = Array.from({ length: readingsPerBatch }, (_, i) => i);
    const message: Message = {
      tag: rows.map((i) => tags[(first + i) % tagCount] as string),
      at: rows.map((i) => fromAt + text * 1_000 + i),
      value: rows.map(() => Math.round(random() * 100_000) / 100),
    };
    return JSON.stringify(message);
  });
}

function parse(text: string, sequence: number): BufferedBatch {
  const message = JSON.parse(text) as Message;
  const length = message.tag.length;
  const codes = new Uint32Array(length);
  const dictionary = [''];
  batchCodes.fill(0);
  for (let i = 0; i < length; i++) {
    const tag = message.tag[i] as string;
    const number = tagNumberOf.get(tag) as number;
    if (batchCodes[number] === 0) batchCodes[number] = dictionary.push(tag) - 1;
    codes[i] = batchCodes[number] as number;
  }
  const absent: TextColumn = { dictionary: [''], codes: new Uint32Array(length) };
  const columns = {
    tag: { dictionary, codes },
    at: Float64Array.from(message.at),
    value: Float64Array.from(message.value),
    text: absent,
    quality: absent,
    sequence: new Float64Array(length).fill(Number.NaN),
    source: { dictionary: ['', 'line'], codes: new Uint32Array(length).fill(1) },
  };
  const table: FactTable<'reading'> = { kind: 'reading', length, ...identifyReadings(columns), columns };
  const account = { received: length, refused: 0, filtered: 0, expired: 0, lost: 0 };
  return { source: 'line', identityBy: 'content', facts: [table], account, position: { sequence } };
}

/** Readings a second, from the first text to the last fsync. Released as it goes, as history does. */
async function appendAll(buffer: FactBuffer, texts: readonly string[], count: number): Promise<number> {
  const startMs = performance.now();
  const inFlight = new Set<Promise<void>>();
  for (let i = 0; i < count; i++) {
    const batch = parse(texts[i % texts.length] as string, i);
    const append = buffer.append(batch, 'kept').then(({ number }) => {
      inFlight.delete(append);
      if (number % 10_000 === 0) void buffer.release('kept', number);
    });
    inFlight.add(append);
    if (inFlight.size >= inFlightMax) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
  return (count * readingsPerBatch) / ((performance.now() - startMs) / 1_000);
}

function pinToOneCore(): boolean {
  try {
    execFileSync('taskset', ['-a', '-c', '-p', '0', String(process.pid)], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const isPinned = pinToOneCore();
const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-'));
try {
  const texts = makeTexts();
  const batches = readings / readingsPerBatch;
  await using buffer = await openFactBuffer({ dir, clock: Date.now });
  await appendAll(buffer, texts, Math.round(batches / 10));
  const rates: number[] = [];
  const cpuBefore = process.cpuUsage();
  for (let run = 0; run < runs; run++) rates.push(await appendAll(buffer, texts, Math.round(batches / runs)));
  const { median, min, max } = spreadOf(rates);
  const { user, system } = process.cpuUsage(cpuBefore);
  const readingsPerCpuSecond = Math.round((readings * 1e6) / (user + system));
  const context = {
    n: readings,
    readingsPerBatch,
    runs,
    min: Math.round(min),
    max: Math.round(max),
    isPinned,
    readingsPerCpuSecond,
  };
  printFigure({ bench: 'ingest.durable', value: Math.round(median), unit: 'readings/s', context });
} finally {
  await rm(dir, { recursive: true, force: true });
}
