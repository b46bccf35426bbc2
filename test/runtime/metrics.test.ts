import { createMetricsHandler, type DiskStatus, type StandingStatus } from 'gemba/runtime';
import { expect, test } from 'vitest';
import { openIngest } from '../../src/ingest/index.ts';
import { serve } from '../../src/runtime/serve.ts';
import { Broker } from '../ingest/pipeline/support/broker.ts';
import { Life } from '../ingest/pipeline/support/life.ts';
import { MemoryDisk } from '../ingest/pipeline/support/memory-buffer.ts';
import { MemoryHistory } from '../ingest/pipeline/support/memory-history.ts';
import { optionsOf } from '../ingest/pipeline/support/plant.ts';

/** The grammar of the text format, version 0.0.4, as https://prometheus.io/docs/instrumenting/exposition_formats/ has it. */
const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) ((?:[^\\\n]|\\\\|\\n)*)$/;
const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$/;
const label = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*"`;
const sample = new RegExp(
  String.raw`^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{${label}(?:,${label})*,?\})? ([-+]?(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?|Inf)|NaN)$`,
);

/** Reads strictly: HELP, TYPE and samples of a metric together, each metric and each set of labels once. */
function parseText(text: string): ReadonlyMap<string, number> {
  expect(text.endsWith('\n')).toBe(true);
  const samples = new Map<string, number>();
  const seen = new Set<string>();
  let current = '';
  let kind = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const helped = help.exec(line)?.[1];
    const typed = type.exec(line);
    const found = sample.exec(line);
    if (helped !== undefined) {
      expect(seen.has(helped), line).toBe(false);
      seen.add(helped);
      current = helped;
      kind = '';
    } else if (typed !== null) {
      expect(typed[1], line).toBe(current);
      kind = typed[2] ?? '';
      // Naming rules: counters end in _total, gauges do not.
      expect(current.endsWith('_total'), line).toBe(kind === 'counter');
    } else {
      expect(found?.[1], line).toBe(current);
      expect(kind, line).not.toBe('');
      const key = line.slice(0, line.lastIndexOf(' '));
      expect(samples.has(key), line).toBe(false);
      samples.set(key, Number(found?.[3]));
    }
  }
  return samples;
}

function makeStatus(id = 'press-hall') {
  const broker = new Broker(id);
  const world = { life: new Life(), disk: new MemoryDisk(), history: new MemoryHistory(), brokers: [broker] };
  return { broker, world, ingest: openIngest(optionsOf(world)) };
}

test('metrics are in Prometheus’ text format and say what the account says', async () => {
  const { broker, ingest } = makeStatus();
  broker.send({ readings: [{ tag: 'temperature', at: 1_000, value: 1 }], refused: 2, filtered: 3 });
  broker.end();
  await ingest.run(new AbortController().signal);
  const handle = createMetricsHandler(
    () => ingest.status(),
    () => 2_000_000,
  );
  const response = handle(new Request('http://localhost/metrics'));
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const samples = parseText(await response.text());
  const of = (name: string) => samples.get(`gemba_ingest_${name}{source="press-hall"}`);
  expect([of('received_total'), of('stored_total'), of('refused_total'), of('filtered_total')]).toEqual([6, 1, 2, 3]);
  expect([of('waiting'), of('open_gaps'), of('last_reading_age_seconds')]).toEqual([0, 0, 1_999]);
  expect(of('last_receipt_age_seconds')).toBe(1_000);
  expect(samples.get('gemba_buffer_pending_records')).toBe(0);
  expect(samples.get('gemba_buffer_accepting')).toBe(1);
});

test('names that are no plain words do not break the format', async () => {
  const { ingest } = makeStatus('a "b" \\ c\nd');
  const text = await createMetricsHandler(() => ingest.status())(new Request('http://localhost/metrics')).text();
  expect(parseText(text).get('gemba_ingest_received_total{source="a \\"b\\" \\\\ c\\nd"}')).toBe(0);
});

test('health is bad while history is away or the buffer is full, and says which', async () => {
  const { ingest } = makeStatus();
  const status = { ...ingest.status(), buffer: { ...ingest.status().buffer, state: 'full' as const } };
  const away = createMetricsHandler(() => status)(new Request('http://localhost/health'));
  expect(away.status).toBe(503);
  expect(await away.json()).toEqual({
    ok: false,
    problems: ['history is away: not opened yet', 'the buffer is full'],
  });
  const open = { ...ingest.status(), history: { kind: 'open' as const, sinceAt: 1 } };
  const good = createMetricsHandler(() => open)(new Request('http://localhost/health'));
  expect([good.status, await good.json()]).toEqual([200, { ok: true, problems: [] }]);
});

test('a served handler answers at its address, other paths with 404, other methods with 405', async () => {
  const { ingest } = makeStatus();
  await using listening = await serve(
    createMetricsHandler(() => ingest.status()),
    '127.0.0.1:0',
  );
  const at = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${listening.port}${path}`, init);
  parseText(await (await at('/metrics')).text());
  expect((await at('/metrics', { method: 'HEAD' })).status).toBe(200);
  expect((await at('/elsewhere')).status).toBe(404);
  expect((await at('/metrics', { method: 'DELETE' })).status).toBe(405);
});

test('an address that is none, or taken, is refused; a handler that throws answers 500', async () => {
  await expect(serve(() => new Response(), 'metrics')).rejects.toMatchObject({ code: 'usage' });
  await expect(serve(() => new Response(), '127.0.0.1:99999')).rejects.toMatchObject({ code: 'usage' });
  const failing = () => {
    throw new Error('It broke.');
  };
  await using listening = await serve(failing, '0');
  await expect(serve(failing, `:${listening.port}`)).rejects.toMatchObject({ code: 'usage' });
  const response = await fetch(`http://127.0.0.1:${listening.port}/`);
  expect([response.status, await response.text()]).toEqual([500, 'Error: It broke.\n']);
});

test('metrics of a process that stands by say so, and of one that runs which lease it has', async () => {
  const { ingest } = makeStatus();
  const lastTakeover = { at: 1, from: 'a', reason: 'expired' } as const;
  const lease = { holder: 'b', fencing: 7, takenAt: 1, expiresAt: 2, lastTakeover, takeoverCount: 3 } as const;
  const read = async (status: StandingStatus): Promise<ReadonlyMap<string, number>> =>
    parseText(await createMetricsHandler(() => status)(new Request('http://localhost/metrics')).text());
  const starting = await read({ kind: 'starting' });
  expect([...starting]).toEqual([['gemba_lease_held', 0]]);
  const standingBy = await read({ kind: 'standing-by', sinceAt: 1, lease: { kind: 'held', ...lease } });
  expect(Object.fromEntries(standingBy)).toEqual({
    gemba_lease_held: 0,
    gemba_lease_fencing_number: 7,
    gemba_takeovers_total: 3,
  });
  const standbys = [{ holder: 'c', sinceAt: 1, at: 2 }];
  const running = await read({ kind: 'running', status: { ...ingest.status(), lease, standbys, disk: undefined } });
  expect(Object.fromEntries(running)).toMatchObject({ gemba_lease_held: 1, gemba_standbys: 1, gemba_gaps_open: 0 });
});

test('of a run the disk is in the metrics, and where it gets short in what health says, which stays good', async () => {
  const { ingest } = makeStatus();
  const lease = { holder: 'b', fencing: 7, takenAt: 1, expiresAt: 2, lastTakeover: undefined, takeoverCount: 0 };
  const disk: DiskStatus = {
    at: 1,
    holds: ['history', 'buffer', 'state'],
    freeBytes: 1e9,
    totalBytes: 1e11,
    reserveBytes: 5e8,
    level: 'urgent',
    growth: { kind: 'known', bytesPerDay: 1e8, lowBytesPerDay: 1e8, highBytesPerDay: 1e8, dayCount: 30 },
    forecast: { kind: 'full', aboutDays: 5, earliestDays: 4, latestDays: undefined },
    others: [{ holds: ['archive'], freeBytes: 7, totalBytes: 8, reserveBytes: 0 }],
  };
  const history = { kind: 'open', sinceAt: 1 } as const;
  const buffer = { ...ingest.status().buffer, state: 'ready' } as const;
  const status = { ...ingest.status(), history, buffer, lease, standbys: [], disk };
  const handle = createMetricsHandler(() => ({ kind: 'running', status }));
  const samples = parseText(await handle(new Request('http://localhost/metrics')).text());
  expect(Object.fromEntries([...samples].filter(([name]) => /disk|growth/.test(name)))).toEqual({
    'gemba_disk_free_bytes{holds="history"}': 1e9,
    'gemba_disk_free_bytes{holds="archive"}': 7,
    'gemba_disk_size_bytes{holds="history"}': 1e11,
    'gemba_disk_size_bytes{holds="archive"}': 8,
    'gemba_disk_reserve_bytes{holds="history"}': 5e8,
    'gemba_disk_reserve_bytes{holds="archive"}': 0,
    gemba_disk_days_left: 5,
    gemba_store_growth_bytes_per_day: 1e8,
  });
  const health = handle(new Request('http://localhost/health'));
  expect([health.status, await health.json()]).toMatchObject([
    200,
    { ok: true, problems: [], warnings: [expect.stringContaining('full in about 5 days (4 or more)')] },
  ]);
});
