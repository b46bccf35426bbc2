/** How ingest stands, in the text format of Prometheus (version 0.0.4), by a handler of the Fetch standard. */
import type { IngestStatus, SourceStatus } from '../ingest/index.ts';
import { listBackupMetrics, listBackupWarnings } from './backup/backup-status.ts';
import { listDiskMetrics, listDiskWarnings } from './disk/disk-metrics.ts';
import { type LiveFiguresNow, listLiveMetrics } from './live-metrics.ts';
import { type Metric, toPrometheusText } from './prometheus.ts';
import type { StandingStatus } from './run-standing-by.ts';

const paths = ['/metrics', '/health', '/active'];

/**
 * Answers `/metrics` with what Prometheus reads; `/health` with 200, or 503 while history is away or the buffer is full,
 * and with warnings where its disk gets short or backups are late;
 * `/active` with 200 where this process runs the plant, and 503 where it does not. A standby is healthy and not active.
 * Serve it with any server that speaks `Request` and `Response`.
 *
 * @param status of an ingest, or of a process that may stand by
 * @param live what is known now of the machines; undefined where nothing is
 * @example
 * const handle = createMetricsHandler(() => ingest.status());
 * await (handle(new Request('http://localhost/metrics'))).text();
 */
export function createMetricsHandler(
  status: () => IngestStatus | StandingStatus,
  clock: () => number = Date.now,
  live: () => LiveFiguresNow | undefined = () => undefined,
): (request: Request) => Response {
  return (request) => {
    const { pathname } = new URL(request.url);
    if (!paths.includes(pathname))
      return new Response('There is /metrics, /health and /active here.\n', { status: 404 });
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return new Response('Only GET and HEAD.\n', { status: 405, headers: { allow: 'GET, HEAD' } });
    const now = status();
    const standing: StandingStatus | undefined = 'kind' in now ? now : undefined;
    const ingest = 'kind' in now ? (now.kind === 'running' ? now.status : undefined) : now;
    const disk = standing?.kind === 'running' ? standing.status.disk : undefined;
    const backup = standing?.kind === 'running' ? standing.status.backup : undefined;
    const warnings = [...listDiskWarnings(disk), ...listBackupWarnings(backup, clock())];
    if (pathname === '/health') return health(ingest, standing, warnings);
    if (pathname === '/active') return active(standing);
    const metrics = [
      ...(standing === undefined ? [] : listLeaseMetrics(standing)),
      ...(ingest === undefined ? [] : listMetrics(ingest, clock())),
      ...listDiskMetrics(disk),
      ...listBackupMetrics(backup, clock()),
      ...listLiveMetrics(live()),
    ];
    const text = toPrometheusText(metrics);
    return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
  };
}

/** A standby does what it should, so nothing may restart it for that. */
function health(
  ingest: IngestStatus | undefined,
  standing: StandingStatus | undefined,
  warnings: readonly string[],
): Response {
  const problems = ingest === undefined ? [] : listProblems(ingest);
  const state = standing === undefined ? {} : { state: standing.kind };
  return Response.json(
    { ok: problems.length === 0, problems, ...(warnings.length === 0 ? {} : { warnings }), ...state },
    { status: problems.length === 0 ? 200 : 503 },
  );
}

function listProblems({ history, buffer }: IngestStatus): readonly string[] {
  return [
    ...(history.kind === 'away' ? [`history is away: ${history.reason}`] : []),
    ...(buffer.state === 'ready' ? [] : [`the buffer is ${buffer.state}`]),
  ];
}

/** For what is to reach the process that runs the plant, and no standby. An ingest by itself has nobody beside it. */
function active(standing: StandingStatus | undefined): Response {
  const isActive = standing === undefined || standing.kind === 'running';
  const holder = standing?.kind === 'standing-by' ? { holder: standing.lease.holder } : {};
  return Response.json({ active: isActive, ...holder }, { status: isActive ? 200 : 503 });
}

function listLeaseMetrics(standing: StandingStatus): readonly Metric[] {
  const lease =
    standing.kind === 'running' ? standing.status.lease : standing.kind === 'standing-by' ? standing.lease : undefined;
  const isHeld = standing.kind === 'running';
  const one = (name: string, type: Metric['type'], help: string, value: number | undefined): Metric => ({
    name: `gemba_${name}`,
    type,
    help,
    samples: value === undefined ? [] : [{ labels: {}, value }],
  });
  return [
    one('lease_held', 'gauge', '1 where this process runs the plant; 0 while it stands by.', Number(isHeld)),
    one('lease_fencing_number', 'gauge', 'Grows with each process that runs the plant.', lease?.fencing),
    one(
      'takeovers_total',
      'counter',
      'Times that a process took the plant over from another, over the life of the store.',
      lease?.takeoverCount,
    ),
    one(
      'standbys',
      'gauge',
      'Processes that stand by.',
      standing.kind === 'running' ? standing.status.standbys.length : undefined,
    ),
  ];
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
