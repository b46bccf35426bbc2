/** ingest.validate: JSON text, 100 readings a message, to validated columns with identities; beside it bare JSON.parse. */
import { loadavg } from 'node:os';
import { createReadingDecoder, createTagTable, type Message, ReadingBatchBuilder } from '../src/ingest/index.ts';
import type { EquipmentId, Tag } from '../src/model/index.ts';
import { measureSeconds, printFigure, quick, type Spread } from './support/measure.ts';

const readingsPerMessage = 100;
const readingCount = quick ? 3_000_000 : 20_000_000;
const messageCount = readingCount / readingsPerMessage;
/** Messages differ and repeat, as many as fit the cache of no machine. */
const differentMessages = 2_000;
const startAt = 1_790_000_000_000;

const tags: readonly Tag[] = Array.from({ length: readingsPerMessage }, (_, i) => ({
  id: `line-1.sensor-${i}`,
  name: `Sensor ${i}`,
  equipment: 'line-1' as EquipmentId,
  kind: 'measure',
  valueType: 'number',
  unit: 'Cel',
  min: -50,
  max: 500,
  isDroppable: false,
  sourceNames: [`sensor-${i}`],
}));

/** A value of a sensor with two decimals. */
function sensorValue(message: number, sensor: number): number {
  return Math.round(2_000 + sensor * 100 + 500 * Math.sin(message / 50 + sensor)) / 100;
}

/** What a line sends each second: one time, 100 values. */
const messages: readonly Message[] = Array.from({ length: differentMessages }, (_, i) => {
  const at = startAt + i * 1_000;
  const values = tags.map(({ sourceNames }, sensor) => [sourceNames[0], sensorValue(i, sensor)]);
  return {
    topic: 'plant/line-1',
    payload: Buffer.from(JSON.stringify({ timestamp_ms: at, ...Object.fromEntries(values) })),
    receivedAt: at + 20,
  };
});
/** The other usual form: a list of objects. */
const lists: readonly Message[] = messages.map((message, i) => ({
  ...message,
  payload: Buffer.from(
    JSON.stringify(
      tags.map((_, sensor) => ({ tag: `sensor-${sensor}`, ts: startAt + i * 1_000, value: sensorValue(i, sensor) })),
    ),
  ),
}));
/** One tag, 100 instants. */
const columns: readonly Message[] = messages.map((message, i) => ({
  ...message,
  payload: Buffer.from(
    JSON.stringify({
      t: tags.map((_, row) => startAt + i * 1_000 - row * 10),
      'sensor-7': tags.map((_, row) => sensorValue(i, row)),
    }),
  ),
}));

const forms = [
  {
    name: 'columns',
    messages: columns,
    mapping: { form: 'columns', time: { path: 't', format: 'epoch-ms' }, tag: '{key}' },
  },
  {
    name: 'list',
    messages: lists,
    mapping: { form: 'list', value: 'value', name: 'tag', time: { path: 'ts', format: 'epoch-ms' } },
  },
  {
    name: 'object',
    messages,
    mapping: { form: 'object', time: { path: 'timestamp_ms', format: 'epoch-ms' }, tag: '{key}' },
  },
] as const;

function rateOf(spread: Spread): { readonly value: number; readonly min: number; readonly max: number } {
  const rate = (seconds: number): number => Math.round(readingCount / seconds);
  return { value: rate(spread.median), min: rate(spread.max), max: rate(spread.min) };
}

const runs = { runs: 5, warmUp: 1 };
for (const { name, mapping, messages: sent } of forms) {
  const decoder = await createReadingDecoder({
    mappings: [mapping],
    tags: createTagTable(tags),
  });
  const builder = new ReadingBatchBuilder({ source: 'bench', identityKey: new Uint8Array(32) });
  let stored = 0;
  const take = (): void => {
    // Identities are worked out where they are first asked for; they are part of what is measured.
    for (const { length, identity } of builder.take().facts) stored += Math.min(length, identity.length / 16);
  };
  const validate = async (): Promise<void> => {
    stored = 0;
    for (let i = 0; i < messageCount; i++) {
      builder.addMessage(sent[i % differentMessages] as Message, decoder);
      if (builder.isFull) take();
    }
    take();
    if (stored !== readingCount) throw new Error(`${readingCount} readings were sent and ${stored} accepted.`);
  };
  let parsed = 0;
  const parseOnly = async (): Promise<void> => {
    for (let i = 0; i < messageCount; i++) {
      const payload = (sent[i % differentMessages] as Message).payload as Buffer;
      parsed += Object.keys(JSON.parse(payload.toString('utf8')) as object).length;
    }
  };
  const bare = rateOf(await measureSeconds(parseOnly, runs));
  if (parsed === 0) throw new Error('Nothing was parsed.');
  const cpuBefore = process.cpuUsage();
  const { value, min, max } = rateOf(await measureSeconds(validate, runs));
  const { user, system } = process.cpuUsage(cpuBefore);
  printFigure({
    bench: name === 'object' ? 'ingest.validate' : `ingest.validate.${name}`,
    value,
    unit: 'readings/s',
    context: {
      n: readingCount,
      min,
      max,
      runs: runs.runs,
      readingsPerCpuSecond: Math.round((readingCount * (runs.runs + runs.warmUp) * 1e6) / (user + system)),
      load: loadavg().map((one) => Math.round(one * 10) / 10),
      form: name,
      bytesPerReading: (sent[0] as Message).payload.length / readingsPerMessage,
      bareJsonParse: bare.value,
      ratio: Math.round((value / bare.value) * 100) / 100,
    },
  });
}
