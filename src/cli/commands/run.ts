import type { Command } from 'commander';
import { GembaError } from '../../model/index.ts';
import type { LiveMonitor, MonitorEvent } from '../../monitor/index.ts';
import {
  appliedText,
  createRunHandler,
  diskRemedies,
  diskText,
  openPlant,
  type RunEvent,
  readOnlyText,
  runPlant,
  runStandingBy,
  type StandbyEvent,
  type StandingRunEvent,
  type StandingStatus,
  serve,
} from '../../runtime/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { openOptions } from '../plant-options.ts';

interface RunOptions {
  readonly listen?: string;
  readonly standby: boolean;
}

export function addRun(program: Command, register: Register): void {
  const command = program
    .command('run')
    .description('sources and deliveries, until SIGTERM; a second signal ends it at once')
    .option('--listen <address>', 'serve /metrics (Prometheus), /health, /active and /live, such as 127.0.0.1:9464')
    .option('--no-standby', 'fail at once where another process runs the plant, instead of standing by for it');
  register<RunOptions>(command, async (context, { listen, standby }) => {
    const { output, world } = context;
    const { signal } = world;
    await using servers = new AsyncDisposableStack();
    let live: LiveMonitor | undefined;
    // Live figures are worked out only for whoever can ask for them.
    const watch = listen === undefined ? {} : { onLive: (monitor: LiveMonitor) => (live = monitor) };
    let status = (): StandingStatus => ({ kind: 'starting' });
    const open = async () => openPlant(openOptions(context));
    const onStart: Parameters<typeof runStandingBy>[1]['onStart'] = (_status, plant) => {
      const sources = plant.file.sources.map(({ id }) => id);
      output.note(
        `gemba runs ${sources.length === 0 ? 'no sources' : sources.join(', ')}; SIGTERM or Ctrl-C stops it.`,
      );
    };
    if (listen !== undefined) {
      const handle = createRunHandler({ status: () => status(), live: () => live, clock: world.clock });
      const { port } = servers.use(await serve(handle, listen));
      const host = listen.includes(':') ? listen.replace(/:\d+$/, '') : '127.0.0.1';
      output.note(`Metrics at http://${host}:${port}/metrics`);
    }
    const onEvent = (event: StandingRunEvent): void => logEvent(context, event);
    if (standby)
      await runStandingBy(open, {
        signal,
        onEvent,
        onStart,
        ...watch,
        onStatus: (tell) => {
          status = tell;
        },
      });
    else {
      await using plant = await open();
      await runPlant(plant, {
        signal,
        onEvent,
        ...watch,
        onStart: (tell) => {
          status = () => ({ kind: 'running', status: tell() });
          onStart(tell, plant);
        },
      });
    }
    output.note('gemba has stopped. What was acknowledged is on disk.');
    return undefined;
  });
}

/** What an operator must know is a warning; what is usual is for who asks for it with GEMBA_LOG_LEVEL. */
function logEvent(context: CommandContext, event: StandingRunEvent): void {
  const { log } = context.output;
  switch (event.kind) {
    case 'standing-by':
      tellStandby(context, event);
      return;
    case 'took-over':
      log.warn(
        { from: event.takeover.from, reason: event.takeover.reason, fencing: event.fencing },
        `took over from ${event.takeover.from}: ${takeoverTexts[event.takeover.reason]}`,
      );
      return;
    case 'units-changed':
      for (const { tag, from, to } of event.changed)
        log.warn(
          { tag, from, to },
          `the tag ${tag} was in ${from} and is in ${to} now: what was measured before is read as ${to}; a new unit needs a new tag id`,
        );
      return;
    case 'plant-file-changed':
      log.warn({ path: event.path }, 'the plant file was changed since this process was started; it runs as it is now');
      return;
    case 'plant-file-broken':
      log.error(
        { path: event.path, err: event.error },
        'the plant file cannot be used any more; it runs as it was when this process was started',
      );
      return;
    case 'source':
      logSource(log, event.source, event.event);
      return;
    case 'source-ended':
      log.info({ source: event.source }, 'source has ended');
      return;
    case 'source-failed':
      log.warn(
        { source: event.source, err: event.error, retryMs: event.retryMs },
        'source failed; it is started again',
      );
      return;
    case 'acknowledged':
      log.trace({ source: event.source }, 'acknowledged');
      return;
    case 'committed':
      log.debug({ source: event.source, account: event.account }, 'committed');
      return;
    case 'history-open':
      log.info('history takes facts');
      return;
    case 'history-away':
      // Of a full disk `disk` tells once a day, not each time it is tried again.
      log[isFull(event.error) ? 'info' : 'warn'](
        { err: event.error, retryMs: event.retryMs },
        'history is away; facts wait in the buffer',
      );
      return;
    case 'history-unclosed':
      log.warn({ err: event.error }, 'history could not be closed in order');
      return;
    case 'fresh-failed':
      log.error({ err: event.error }, 'whoever listens to fresh facts failed; ingest goes on');
      return;
    case 'buffer-loss':
      log.warn({ tags: event.loss.tags }, 'the buffer was full: the oldest readings of droppable tags are lost');
      return;
    case 'buffer-damage':
      log.error({ damage: { ...event.damage, lost: Object.fromEntries(event.damage.lost) } }, 'the buffer is damaged');
      return;
    case 'delivery':
      log.info({ delivery: event.outcome.delivery.id, result: event.outcome.result.kind }, 'delivery');
      return;
    case 'disk':
      logDisk(log, event);
      return;
    case 'expired':
      logExpired(log, event);
      return;
    case 'backup':
      log.info({ point: event.point, writtenBytes: event.writtenBytes, tookMs: event.tookMs }, 'backup');
      return;
    case 'backups-pruned':
      log.info({ removedPoints: event.removedPoints, removedBytes: event.removedBytes }, 'older backups were removed');
      return;
    case 'backup-failed':
      log.warn({ err: event.error }, 'backup failed; it is tried again in a minute, and all else goes on');
      return;
    case 'live':
      logLive(log, event.event);
      return;
    case 'failed':
      log.warn({ err: event.error }, `${event.what} failed`);
      return;
  }
}

function isFull(error: unknown): boolean {
  return error instanceof GembaError && error.code === 'history-full';
}

function logDisk(
  log: CommandContext['output']['log'],
  { status, waiting }: Extract<StandingRunEvent, { kind: 'disk' }>,
): void {
  const { level, freeBytes, reserveBytes } = status;
  const remedy = diskRemedies[level];
  const fields = { freeBytes, reserveBytes };
  if (remedy === undefined) log.warn(fields, `the disk has room again: ${diskText(status)}`);
  else if (level === 'full') log.error(fields, `history is ${readOnlyText(status, waiting)}; ${remedy}`);
  else log.warn(fields, `the disk gets full: ${diskText(status)}; ${remedy}`);
}

function logExpired(
  log: CommandContext['output']['log'],
  { applied: { removed, pruned } }: Extract<StandingRunEvent, { kind: 'expired' }>,
): void {
  log.info({ removed, pruned }, `retention: ${appliedText(removed, pruned)}`);
}

function logLive(log: CommandContext['output']['log'], event: MonitorEvent): void {
  if (event.kind === 'read') log.debug(event, 'live figures were read again from history');
  else if (event.kind === 'skipped')
    log.warn({ factCount: event.factCount }, 'facts came faster than live figures could follow; they are read again');
  else log.warn({ err: event.error, retryMs: event.retryMs }, `live figures failed: ${event.what}; tried again`);
}

export const takeoverTexts = {
  released: 'it was stopped in order',
  ended: 'its process was gone',
  expired: 'it did not renew its lease, so it hung',
} as const;

/** Once: who runs the plant, and since when. */
function tellStandby({ output }: CommandContext, { lease }: Extract<StandbyEvent, { kind: 'standing-by' }>): void {
  const since = lease.takenAt === undefined ? '' : ` since ${new Date(lease.takenAt).toISOString()}`;
  output.note(
    `gemba stands by: ${lease.holder} runs this plant${since} (fencing number ${lease.fencing}). SIGTERM or Ctrl-C ends it.`,
  );
}

function logSource(
  log: CommandContext['output']['log'],
  source: string,
  event: Extract<RunEvent, { kind: 'source' }>['event'],
): void {
  const message = `source: ${event.kind}`;
  if (event.kind === 'tags-unknown' || event.kind === 'tags-known') {
    // A node may have thousands of tags.
    const { tags, ...told } = event;
    log[event.kind === 'tags-known' ? 'debug' : 'warn']({ source, ...told, tagCount: tags.length }, message);
  } else if (event.kind === 'connected' || event.kind === 'skew') log.info({ source, ...event }, message);
  else log.warn({ source, ...event }, message);
}
