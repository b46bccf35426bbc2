/** Messages of which something was refused, read again by the part of the births that was kept with them. */
import type { SourceContext } from '../context.ts';
import type { Message, ReadingDecoder, ReadingSink } from '../readings/index.ts';
import { readBirthExtract } from './birth-extract.ts';
import type { SparkplugSourceConfig } from './config.ts';
import { decodePayload } from './decode-payload.ts';
import type { MetricSink, SparkplugReadingValue, SparkplugRefusalCode } from './host-sink.ts';
import { MetricEmitter } from './metric-emitter.ts';
import type { SparkplugPayload } from './payload.ts';
import { readMetrics } from './read-metrics.ts';
import { fingerprintOf, type NodeMessage, type SparkplugMessage } from './sparkplug-message.ts';
import { parseTopic, type SparkplugTopic } from './topic.ts';

/**
 * Makes the decoder of a replay. A message that was refused whole, such as for want of its birth, is refused again: what its
 * aliases mean nobody knows any more.
 *
 * @example
 * createReadingReplay({ …, openDecoder: () => createSparkplugDecoder(config, context) }, refusals);
 */
export async function createSparkplugDecoder(
  config: SparkplugSourceConfig,
  context: SourceContext,
): Promise<ReadingDecoder> {
  const emitter = await MetricEmitter.create(config, context, () => 0);
  return {
    decode(message, sink) {
      const read = parseReplayed(message);
      if (read === undefined) refuseWhole(sink, message);
      else {
        const { node, births, scope } = read;
        readMetrics(node, readBirthExtract(births, node, scope), new ReplaySink(emitter, sink));
      }
    },
  };
}

class ReplaySink implements MetricSink {
  readonly #emitter: MetricEmitter;
  readonly #sink: ReadingSink;
  #at: number = Number.NaN;

  constructor(emitter: MetricEmitter, sink: ReadingSink) {
    this.#emitter = emitter;
    this.#sink = sink;
  }

  begin({ message, at }: NodeMessage): void {
    this.#at = at;
    this.#emitter.begin(message, this.#sink);
  }

  addReading(
    tag: string,
    at: number,
    value: SparkplugReadingValue,
    quality: 0 | 1 | 2,
    _isHistorical: boolean,
    parent: string,
    index: number,
  ): void {
    this.#emitter.emit(tag, at, value, quality, parent, index);
  }

  addTransient(): void {}

  refuse(code: SparkplugRefusalCode, _message: SparkplugMessage, field: string, expected: string): void {
    this.#emitter.refuse(code, field, '', expected, this.#at);
  }

  end(): void {}
}

interface ReplayedMessage {
  readonly node: NodeMessage;
  readonly births: string;
  readonly scope: string;
}

/** Undefined where it was refused whole. */
function parseReplayed({ topic: name, payload: bytes, receivedAt, context }: Message): ReplayedMessage | undefined {
  const topic = parseTopic(name);
  const decoded = decodePayload(bytes);
  if (context === undefined || topic?.kind !== 'edge' || decoded.kind === 'malformed') return undefined;
  const { payload } = decoded;
  const message = { topic: name, payload: bytes, receivedAt, isRetained: false };
  return { node: nodeOf(message, topic, payload), births: context, scope: scopeOf(topic) };
}

function nodeOf(
  message: SparkplugMessage,
  { verb, device }: Extract<SparkplugTopic, { kind: 'edge' }>,
  payload: SparkplugPayload,
): NodeMessage {
  const at = payload.timestamp === undefined ? Number.NaN : Number(payload.timestamp);
  return { message, verb, device, payload, at, fingerprint: fingerprintOf(message.payload) };
}

function scopeOf({ group, node, device }: Extract<SparkplugTopic, { kind: 'edge' }>): string {
  return device === undefined ? `${group}/${node}` : `${group}/${node}/${device}`;
}

function refuseWhole(sink: ReadingSink, { payload }: Message): void {
  const received = `${payload.length} bytes`;
  sink.refuse({ code: 'no-birth', field: '', received, expected: 'the births it was sent by', at: Number.NaN });
}
