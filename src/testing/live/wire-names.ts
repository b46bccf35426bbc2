/** How a simulated plant names things to a broker, so that its plant file can read them. */
import type { ReadingMapping } from '../../ingest/index.ts';

/** Messages of JSON stand below it, a topic for each machine. */
export const topicRoot = 'simulated';

/** Of Sparkplug. */
export const edgeNode: { readonly group: string; readonly node: string } = { group: 'simulated', node: 'plant' };

/** A message is a list of readings, `{ "tag": …, "t": …, "v": … }`. */
export const listMapping: ReadingMapping = {
  form: 'list',
  name: 'tag',
  value: 'v',
  time: { path: 't', format: 'epoch-ms' },
  quality: 'q',
  sequence: 's',
};
