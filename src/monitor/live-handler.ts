/** Live figures over HTTP, by a handler of the Fetch standard. */
import { systemTimers, type Timers } from '../ingest/index.ts';
import { GembaError, type Plant } from '../model/index.ts';
import type { LiveChange } from './change-feed.ts';
import { writeChange, writePicture } from './documents.ts';
import { createEventStream, type ServerEvent } from './event-stream.ts';
import type { LiveMonitor } from './monitor.ts';

export interface LiveHandlerOptions {
  /** Default: the system's. */
  readonly timers?: Timers;
  /** How long after a broken connection a client should come again, ms; default 2,000. */
  readonly retryMs?: number;
  /** Longest time without a byte, ms; default 15,000. */
  readonly heartbeatMs?: number;
}

export const livePaths = ['/live', '/live/changes'] as const;

/**
 * Answers `GET /live` with what is known now, and `GET /live/changes` with changes as server-sent events: from the event
 * named by `Last-Event-ID` or `?after=` on where that is still kept, else from the whole picture on. Both take
 * `?equipment=`, more than once or with commas. Serve it with any server that speaks `Request` and `Response`.
 *
 * @example
 * const handle = createLiveHandler(monitor);
 * await (handle(new Request('http://localhost/live?equipment=press'))).json();
 */
export function createLiveHandler(
  monitor: Pick<LiveMonitor, 'plant' | 'current' | 'changes'>,
  { timers = systemTimers, retryMs = 2_000, heartbeatMs = 15_000 }: LiveHandlerOptions = {},
): (request: Request) => Response {
  const { plant } = monitor;
  return (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (!livePaths.some((path) => path === pathname))
      return new Response('There is /live and /live/changes here.\n', { status: 404 });
    const isHead = request.method === 'HEAD';
    if (request.method !== 'GET' && !isHead)
      return new Response('Only GET and HEAD.\n', { status: 405, headers: { allow: 'GET, HEAD' } });
    const equipment = equipmentIn(searchParams);
    try {
      if (pathname === '/live')
        return Response.json(writePicture(plant, monitor.current({ equipment })), { headers: never });
      const ended = new AbortController();
      const after = request.headers.get('last-event-id') ?? searchParams.get('after') ?? undefined;
      const changes = monitor.changes({ equipment, after, signal: AbortSignal.any([ended.signal, request.signal]) });
      if (isHead) return new Response(null, { headers: eventHeaders });
      const onEnd = (): void => ended.abort();
      const body = createEventStream(eventsOf(plant, changes), { timers, retryMs, heartbeatMs, onEnd });
      return new Response(body, { headers: eventHeaders });
    } catch (error) {
      if (!(error instanceof GembaError) || error.code !== 'unknown-name') throw error;
      return Response.json({ code: error.code, message: error.message }, { status: 400, headers: never });
    }
  };
}

const never = { 'cache-control': 'no-store' };
/** The last says to nginx, and those like it, that events are to be passed on as they come. */
const eventHeaders = { ...never, 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' };

function equipmentIn(searchParams: URLSearchParams): readonly string[] | undefined {
  const ids = searchParams.getAll('equipment').flatMap((ids) => ids.split(','));
  return ids.length === 0 ? undefined : ids;
}

async function* eventsOf(plant: Plant, changes: AsyncIterable<LiveChange>): AsyncGenerator<ServerEvent> {
  for await (const change of changes)
    yield {
      name: change.kind,
      id: change.kind === 'skipped' ? undefined : change.token,
      data: JSON.stringify(writeChange(plant, change)),
    };
}
