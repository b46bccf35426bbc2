/** What commands that play readings have in common: options of the broker, progress, the account at the end. */
import { type Command, InvalidArgumentError } from 'commander';
import type { PlayProgress, PlayResult, PublisherOptions, PublisherStatus } from '../testing/index.ts';
import type { CommandContext } from './command.ts';

export interface BrokerOptions {
  readonly mqtt?: string;
  readonly username?: string;
}

export function addBrokerOptions(command: Command): Command {
  return command
    .option('--mqtt <url>', 'broker to publish to, such as mqtt://127.0.0.1:1883')
    .option('--username <name>', 'user name at the broker; the password comes from MQTT_PASSWORD');
}

export function parseNumber(text: string): number {
  const value = Number(text.replaceAll('_', ''));
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is no number.');
  return value;
}

/** How long a stop waits for the broker to acknowledge what is on its way, ms. */
const lastAnswersMs = 3_000;

function laterThan(signal: AbortSignal, ms: number): AbortSignal {
  const later = new AbortController();
  const abort = (): void => void setTimeout(() => later.abort(signal.reason), ms).unref();
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return later.signal;
}

/** What a publisher is opened with. A stop lets it finish what is on its way, within bounds. */
export function publisherOptionsOf(
  { world, output }: CommandContext,
  { mqtt, username }: BrokerOptions,
): PublisherOptions {
  const password = world.env['MQTT_PASSWORD'];
  return {
    url: mqtt as string,
    ...(username === undefined ? {} : { username }),
    ...(username === undefined || password === undefined ? {} : { password }),
    signal: laterThan(world.signal, lastAnswersMs),
    onEvent: (event) => {
      if (event.kind === 'disconnected') output.log.warn({ reason: event.reason }, 'broker is away; connecting again');
      else output.log.info('connected to the broker');
    },
  };
}

export function describeProgress({ readings, readingsPerSecond, behindMs, at }: PlayProgress): string {
  const time = at === undefined ? '' : `${new Date(at).toISOString().slice(0, 19)}Z, `;
  const late = behindMs < 1_000 ? '' : `, ${seconds(behindMs)} behind`;
  return `${time}${whole(readings)} readings, ${whole(readingsPerSecond)}/s${late}`;
}

/** Lines for the end: what was asked for, what came of it. */
export function describeResult(
  result: PlayResult,
  rate: number | undefined,
  status: PublisherStatus | undefined,
): readonly string[] {
  const { readings, elapsedMs, readingsPerSecond, behindMsMax } = result;
  const asked = rate === undefined ? '' : ` of ${whole(rate)}/s asked for`;
  const lines = [`${whole(readings)} readings in ${seconds(elapsedMs)}: ${whole(readingsPerSecond)}/s${asked}.`];
  if (status === undefined) return lines;
  const open = status.publishedReadings - status.acknowledgedReadings;
  lines.push(
    open === 0
      ? `The broker took all of them, in ${whole(status.publishedMessages)} messages.`
      : `The broker took ${whole(status.acknowledgedReadings)} of ${whole(status.publishedReadings)} readings; of ${whole(open)} nobody knows.`,
  );
  if (status.connectCount > 1) lines.push(`It connected ${status.connectCount} times.`);
  if (behindMsMax >= 1_000)
    lines.push(`At worst it was ${seconds(behindMsMax)} behind: the broker or this machine was too slow for the rate.`);
  return lines;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
