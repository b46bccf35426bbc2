import { resolve } from 'node:path';
import type { Command } from 'commander';
import { GembaError } from '../../model/index.ts';
import type { CommandContext, Register } from '../command.ts';
import {
  addBrokerOptions,
  type BrokerOptions,
  describeProgress,
  describeResult,
  parseNumber,
  publisherOptionsOf,
} from '../playing.ts';

interface ReplayOptions extends BrokerOptions {
  readonly file: string;
  readonly speed: number;
  readonly loop?: boolean;
  readonly shiftToNow?: boolean;
  readonly topic: string;
  readonly into?: string;
  readonly tagColumn: string;
  readonly atColumn: string;
  readonly valueColumn: string;
}

export function addReplay(program: Command, register: Register): void {
  const command = program
    .command('replay')
    .description('recorded readings to a broker, or the rows of an export into a file, as if live')
    .argument('<file>', 'readings as .jsonl or CSV, sorted by time; with --into the rows of a CSV export')
    .option('--speed <n>', 'recorded time over time', parseNumber, 1)
    .option('--loop', 'begin anew when it is over')
    .option('--shift-to-now', 'shift times to now: the first reading at speed 1, above it the last')
    .option('--topic <topic>', 'topic to publish to', 'replay')
    .option('--into <file>', 'append each row of an export to this file when its time comes, instead of publishing')
    .option('--tag-column <name>', 'column or key of the tag', 'tag')
    .option('--at-column <name>', 'column or key of the time', 'at')
    .option('--value-column <name>', 'column or key of the value', 'value');
  register<ReplayOptions>(addBrokerOptions(command), replay);
}

async function replay(context: CommandContext, options: ReplayOptions): Promise<undefined> {
  const { world, output } = context;
  const { file, mqtt, into, speed, loop = false, shiftToNow = false, topic, atColumn } = options;
  if ((mqtt === undefined) === (into === undefined))
    throw new GembaError(
      'usage',
      'Say where it goes: --mqtt with a broker for readings, or --into with a file for rows.',
    );
  if (!(speed > 0)) throw new GembaError('usage', `--speed is above 0, got ${speed}.`);
  if (into !== undefined && (loop || shiftToNow))
    throw new GembaError('usage', 'Rows stay as they are: --loop and --shift-to-now are for readings.');
  // Loaded here: few commands need it.
  const { openJsonPublisher, readingColumns, replayReadings, replayRows, surveyRecording } = await import(
    '../../testing/index.ts'
  );
  const path = resolve(world.folder, file);
  const shared = {
    ...{ path, speed, signal: world.signal, clock: world.clock },
    onProgress: (progress: Parameters<typeof describeProgress>[0]) => output.progress(describeProgress(progress)),
  };
  if (into !== undefined) {
    const result = await replayRows({ ...shared, column: atColumn, into: resolve(world.folder, into) });
    output.result(result, () => [`${result.readings} rows appended to ${into}.`]);
    return undefined;
  }
  const columns = { ...readingColumns, tag: options.tagColumn, at: atColumn, value: options.valueColumn };
  const recording = await surveyRecording(path, columns);
  output.note(
    `${file}: ${recording.readings} readings from ${new Date(recording.firstAt).toISOString()} to ${new Date(recording.lastAt).toISOString()}.`,
  );
  const mapping = { form: 'list', name: 'tag', value: 'v', time: 't', quality: 'q', sequence: 's' } as const;
  await using publisher = await openJsonPublisher({ ...publisherOptionsOf(context, options), mapping, topic });
  output.note(`Publishing to ${mqtt}, topic ${topic}; Ctrl-C stops it in order.`);
  const result = await replayReadings(publisher, { ...shared, columns, isLooped: loop, isShifted: shiftToNow });
  const status = publisher.status();
  output.result({ ...result, publisher: status }, () => describeResult(result, undefined, status));
  return undefined;
}
