/** Reads as a host until it is killed: `reader.ts <options as JSON>`. Prints a line of JSON per event and batch. */

import type { ReaderLine } from '../../mqtt/programs/reader.ts';
import { listIdentities } from '../../mqtt/support/source.ts';
import { openSparkplug } from '../support/source.ts';

const { source, ack, position } = JSON.parse(process.argv[2] as string) as {
  readonly source: object;
  readonly ack: boolean;
  readonly position?: Readonly<Record<string, unknown>>;
};
const print = (line: ReaderLine): void => console.log(JSON.stringify(line));
const start = {
  position,
  signal: new AbortController().signal,
  onEvent: (event: { readonly kind: string }) => print({ kind: 'event', event }),
};
for await (const batch of openSparkplug(source).batches(start)) {
  print({ kind: 'batch', identities: listIdentities([batch]), position: batch.position });
  if (ack) await batch.ack();
}
