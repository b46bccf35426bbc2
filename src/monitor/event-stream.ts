/** Changes as server-sent events (WHATWG HTML, 9.2), at the pace of whoever reads them. */
import type { Timers } from '../ingest/index.ts';

export interface EventStreamOptions {
  readonly timers: Timers;
  /** How long after a broken connection a client should come again. */
  readonly retryMs: number;
  /** A comment goes out where nothing else did for so long, so that what is between does not close the connection. */
  readonly heartbeatMs: number;
  /** Called once, when the client has gone or the events have ended. */
  readonly onEnd: () => void;
}

/** One event. Its data must not hold a line break, as JSON never does. */
export interface ServerEvent {
  readonly name: string;
  /** What a client says as `Last-Event-ID` when it comes again; without one the last stays. */
  readonly id: string | undefined;
  readonly data: string;
}

/**
 * A body that asks for the next event only when the client has taken the last: who reads slowly makes the events wait,
 * not memory grow.
 */
export function createEventStream(
  events: AsyncIterable<ServerEvent>,
  { timers, retryMs, heartbeatMs, onEnd }: EventStreamOptions,
): ReadableStream<Uint8Array> {
  const iterator = events[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let next: Promise<IteratorResult<ServerEvent>> | undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(`retry: ${retryMs}\n\n`));
      },
      async pull(controller) {
        next ??= iterator.next();
        const beat = new AbortController();
        const found = await Promise.race([next, timers.wait(heartbeatMs, beat.signal)]);
        beat.abort();
        if (found === undefined) {
          controller.enqueue(encoder.encode(': still here\n\n'));
          return;
        }
        next = undefined;
        if (found.done === true) {
          controller.close();
          onEnd();
        } else controller.enqueue(encoder.encode(textOf(found.value)));
      },
      async cancel() {
        onEnd();
        await iterator.return?.();
      },
    },
    { highWaterMark: 1 },
  );
}

function textOf({ name, id, data }: ServerEvent): string {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`;
}
