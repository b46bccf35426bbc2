/** How ingest stands, in the text format of Prometheus (version 0.0.4), by a handler of the Fetch standard. */
import type { IngestStatus, SourceStatus } from '../ingest/index.ts';

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/**
 * Answers `/metrics` with what Prometheus reads and `/health` with 200, or 503 while history is away or the buffer is
 * full. Serve it with any server that speaks `Request` and `Response`.
 *
 * @example
 * const handle = createMetricsHandler(() => ingest.status());
 * await (handle(new Request('http://localhost/metrics'))).text();
 */
export function createMetricsHandler(
  status: () => IngestStatus,
  clock: () => number = Date.now,
): (request: Request) => Response {
  return (request) => {
    const { pathname } = new URL(request.url);
    if (pathname !== '/metrics' && pathname !== '/health')
      return new Response('There is /metrics and /health here.\n', { status: 404 });
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return new Response('Only GET and HEAD.\n', { status: 405, headers: { allow: 'GET, HEAD' } });
    const now = status();
    if (pathname === '/health') return health(now);
    const text = toPrometheusText(listMetrics(now, clock()));
    return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
  };
}

function health({ history, buffer }: IngestStatus): Response {
  const problems = [
    ...(history.kind === 'away' ? [`history is away: ${history.reason}`] : []),
    ...(buffer.state === 'ready' ? [] : [`the buffer is ${buffer.state}`]),
  ];
  return Response.json({ ok: problems.length === 0, problems }, { status: problems.length === 0 ? 200 : 503 });
}

function listMetrics({ sources, buffer, history, openGaps }: IngestStatus, nowMs: number): readonly Metric[] {
  const perSource = (
    name: string,
    type: Metric['type'],
    help: string,
    measure: (source: SourceStatus) => number | undefined,
  ): Metric => ({
    name: `gemba_ingest_${name}`,
    type,
    help,
    samples: sources.flatMap((source) => {
      const value = measure(source);
      return value === undefined ? [] : [{ labels: { source: source.id }, value }];
    }),
  });
  const one = (name: string, type: Metric['type'], help: string, value: number): Metric => ({
    name: `gemba_${name}`,
    type,
    help,
    samples: [{ labels: {}, value }],
  });
  const secondsSince = (at: number | undefined) => (at === undefined ? undefined : Math.max(0, nowMs - at) / 1_000);
  return [
    perSource(
      'received_total',
      'counter',
      'Readings and facts received: in history, waiting in the buffer, or lost.',
      ({ committed, waitingCount, uncountedCount }) => committed.received + waitingCount + uncountedCount,
    ),
    ...(['stored', 'duplicate', 'refused', 'filtered', 'expired', 'lost', 'superseding'] as const).map((outcome) =>
      perSource(
        `${outcome}_total`,
        'counter',
        `Readings and facts that history counted as ${outcome}.`,
        ({ committed }) => committed[outcome],
      ),
    ),
    perSource(
      'waiting',
      'gauge',
      'Readings and facts in the buffer that history does not have.',
      (s) => s.waitingCount,
    ),
    perSource(
      'connected',
      'gauge',
      '1 while the source is connected; absent where it does not say.',
      ({ connection }) => (connection.kind === 'unknown' ? undefined : Number(connection.kind === 'connected')),
    ),
    perSource('last_reading_age_seconds', 'gauge', 'Age of the newest reading by its own instant.', (s) =>
      secondsSince(s.lastReadingAt),
    ),
    perSource('last_receipt_age_seconds', 'gauge', 'Time since something was received.', (s) =>
      secondsSince(s.lastReceivedAt),
    ),
    perSource(
      'clock_skew_seconds',
      'gauge',
      "The source's clock against ours; above 0 where it is ahead.",
      ({ skewMs }) => (skewMs === undefined ? undefined : skewMs / 1_000),
    ),
    perSource('open_gaps', 'gauge', 'Gaps that last.', (s) => s.openGapCount),
    one('buffer_size_bytes', 'gauge', 'Bytes of the buffer on disk.', buffer.sizeBytes),
    one('buffer_size_max_bytes', 'gauge', 'Bytes the buffer may take.', buffer.sizeBytesMax),
    one('buffer_pending_records', 'gauge', 'Records of the buffer that history does not have.', buffer.pendingRecords),
    one(
      'buffer_oldest_age_seconds',
      'gauge',
      'Age of the oldest of them; 0 where none waits.',
      secondsSince(buffer.oldestAt) ?? 0,
    ),
    one(
      'buffer_accepting',
      'gauge',
      '1 while the buffer takes what comes; 0 while it or its disk is full.',
      Number(buffer.state === 'ready'),
    ),
    one('buffer_damages', 'gauge', 'Places in the buffer that could not be read.', buffer.damages.length),
    one('history_open', 'gauge', '1 while history takes facts.', Number(history.kind === 'open')),
    one('gaps_open', 'gauge', 'Gaps that last, of all sources.', openGaps.length),
  ];
}

/** Metrics without a sample are left out. */
function toPrometheusText(metrics: readonly Metric[]): string {
  const lines = metrics
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, type, help, samples }) => [
      `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(({ labels, value }) => `${name}${labelText(labels)} ${value}`),
    ]);
  return `${lines.join('\n')}\n`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
