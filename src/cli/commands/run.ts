import type { Command } from 'commander';
import { createMetricsHandler, openPlant, type RunEvent, runPlant, serve } from '../../runtime/index.ts';
import type { CommandContext, Register } from '../command.ts';
import { openOptions } from '../plant-options.ts';

interface RunOptions {
  readonly listen?: string;
}

export function addRun(program: Command, register: Register): void {
  const command = program
    .command('run')
    .description('sources and deliveries, until SIGTERM; a second signal ends it at once')
    .option('--listen <address>', 'serve /metrics (Prometheus) and /health, such as 127.0.0.1:9464');
  register<RunOptions>(command, async (context, { listen }) => {
    const { output, world } = context;
    await using plant = await openPlant(openOptions(context));
    await using servers = new AsyncDisposableStack();
    const sources = plant.file.sources.map(({ id }) => id);
    output.note(`gemba runs ${sources.length === 0 ? 'no sources' : sources.join(', ')}; SIGTERM or Ctrl-C stops it.`);
    let starting: Promise<void> = Promise.resolve();
    const failed = new AbortController();
    await runPlant(plant, {
      signal: AbortSignal.any([world.signal, failed.signal]),
      onEvent: (event) => logEvent(context, event),
      onStart: (status) => {
        if (listen === undefined) return;
        starting = serve(createMetricsHandler(status, world.clock), listen).then(
          (listening) => {
            servers.use(listening);
            output.note(
              `Metrics at http://${listen.includes(':') ? listen.replace(/:\d+$/, '') : '127.0.0.1'}:${listening.port}/metrics`,
            );
          },
          (error: unknown) => {
            failed.abort(error);
            throw error;
          },
        );
        // Thrown below, once the sources have stopped.
        starting.catch(() => undefined);
      },
    });
    await starting;
    output.note('gemba has stopped. What was acknowledged is on disk.');
    return undefined;
  });
}

/** What an operator must know is a warning; what is usual is for who asks for it with GEMBA_LOG_LEVEL. */
function logEvent({ output: { log } }: CommandContext, event: RunEvent): void {
  switch (event.kind) {
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
      log.warn({ err: event.error, retryMs: event.retryMs }, 'history is away; facts wait in the buffer');
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
    case 'failed':
      log.warn({ err: event.error }, `${event.what} failed`);
      return;
  }
}

function logSource(
  log: CommandContext['output']['log'],
  source: string,
  event: Extract<RunEvent, { kind: 'source' }>['event'],
): void {
  const message = `source: ${event.kind}`;
  if (event.kind === 'connected' || event.kind === 'skew') log.info({ source, ...event }, message);
  else log.warn({ source, ...event }, message);
}
