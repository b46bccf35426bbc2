/** The decoder of a broker's messages: the mapping of the subscription that takes a topic. */
import type { SourceContext } from '../context.ts';
import {
  createReadingDecoder,
  createTagTable,
  type ReadingDecoder,
  type ReadingDecoderOptions,
  type ReadingMapping,
} from '../readings/index.ts';
import type { MqttSourceConfig } from './config.ts';
import { TopicRouter } from './topic-filter.ts';

/**
 * Makes the decoder of a source's messages. Of several subscriptions that take a topic the first maps it; a topic that
 * none takes, such as one an earlier plant file subscribed to, is refused as `unknown-topic`.
 *
 * @example
 * const decoder = await createMqttDecoder(config, context, { skewMs: () => 0 });
 */
export async function createMqttDecoder(
  config: MqttSourceConfig,
  context: SourceContext,
  options: Pick<ReadingDecoderOptions, 'skewMs'>,
): Promise<ReadingDecoder> {
  const tags = createTagTable(context.tags, config.aliases);
  const create = (mappings: readonly ReadingMapping[]): Promise<ReadingDecoder> =>
    createReadingDecoder({ ...options, mappings, tags });
  const decoders = await Promise.all(config.subscriptions.map(({ mapping }) => create([mapping])));
  const noDecoder = await create([]);
  const router = routerOf(config);
  return {
    decode(message, sink) {
      (decoders[router.find(message.topic)] ?? noDecoder).decode(message, sink);
    },
  };
}

/** Leads from a topic to the subscription that takes it. */
export function routerOf({ subscriptions }: MqttSourceConfig): TopicRouter {
  return new TopicRouter(subscriptions.map(({ topic }) => topic));
}
