/**
 * Reads a broker until it is killed: `reader.ts <options as JSON>`. Prints a line of JSON per event and batch; with
 * `ack: false` it acknowledges nothing.
 */
import { listIdentities, openSource, type SourceOptions } from '../support/source.ts';

interface Arguments {
  readonly source: SourceOptions;
  readonly ack: boolean;
  readonly position?: Readonly<Record<string, unknown>>;
}

export type ReaderLine =
  | { readonly kind: 'event'; readonly event: { readonly kind: string } }
  | {
      readonly kind: 'batch';
      readonly identities: readonly string[];
      readonly position: Readonly<Record<string, unknown>>;
    };

const { source, ack, position } = JSON.parse(process.argv[2] as string) as Arguments;
const print = (line: ReaderLine): void => console.log(JSON.stringify(line));
const start = {
  position,
  signal: new AbortController().signal,
  onEvent: (event: { readonly kind: string }) => print({ kind: 'event', event }),
};
for await (const batch of openSource(source).batches(start)) {
  print({ kind: 'batch', identities: listIdentities([batch]), position: batch.position });
  if (ack) await batch.ack();
}
