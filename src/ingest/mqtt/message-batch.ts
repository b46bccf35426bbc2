/** Messages of all subscriptions as the facts of one batch. */
import type { SourceContext } from '../context.ts';
import {
  ClockSkew,
  type Message,
  type ReadingBatch,
  ReadingBatchBuilder,
  type ReadingDecoder,
  type ReadingMapping,
  type ReadingRefusal,
} from '../readings/index.ts';
import type { SourceEvent } from '../source.ts';
import type { MqttSourceConfig } from './config.ts';
import { createMqttDecoder, routerOf } from './mqtt-decoder.ts';
import type { TopicRouter } from './topic-filter.ts';

export interface AddedMessage {
  /** Readings it brought, refused ones too. */
  readonly readingCount: number;
  /** Whether the facts would be others had it been received at another time. */
  readonly dependsOnReceipt: boolean;
}

/** Counts refusals of all batches. */
class RefusalCounter extends ReadingBatchBuilder {
  refusalCount: number = 0;

  override refuse(refusal: ReadingRefusal): void {
    this.refusalCount++;
    super.refuse(refusal);
  }
}

export class MessageBatch {
  readonly #builder: RefusalCounter;
  readonly #decoder: ReadingDecoder;
  readonly #router: TopicRouter;
  /** By subscription. */
  readonly #takesReceipt: readonly boolean[];

  static async create(
    config: MqttSourceConfig,
    context: SourceContext,
    onEvent: (event: SourceEvent) => void,
  ): Promise<MessageBatch> {
    const skew = new ClockSkew({ onChange: (change) => onEvent({ kind: 'skew', ...change }) });
    const decoder = await createMqttDecoder(config, context, { skewMs: () => skew.skewMs });
    const builder = new RefusalCounter({ source: config.id, identityKey: context.identityKey, skew });
    return new MessageBatch(config, decoder, builder);
  }

  private constructor(config: MqttSourceConfig, decoder: ReadingDecoder, builder: RefusalCounter) {
    this.#decoder = decoder;
    this.#builder = builder;
    this.#router = routerOf(config);
    this.#takesReceipt = config.subscriptions.map(({ mapping }) => takesReceipt(mapping));
  }

  add(message: Message): AddedMessage {
    const builder = this.#builder;
    const { received, refusalCount } = builder;
    builder.addMessage(message, this.#decoder);
    return {
      readingCount: builder.received - received,
      // The identity of what is refused is made of its message, its receipt included.
      dependsOnReceipt:
        builder.refusalCount > refusalCount || this.#takesReceipt[this.#router.find(message.topic)] === true,
    };
  }

  take(): ReadingBatch {
    return this.#builder.take();
  }
}

/** Whether readings without a time of their own get that of their receipt. */
function takesReceipt({ time }: ReadingMapping): boolean {
  return time === undefined || (typeof time === 'object' && time.missing === 'received');
}
