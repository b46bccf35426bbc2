/** Everything that `gemba run` answers over HTTP. */
import { createLiveHandler, type LiveMonitor, livePaths } from '../monitor/index.ts';
import { createMetricsHandler } from './metrics.ts';

export interface RunHandlerOptions {
  readonly status: Parameters<typeof createMetricsHandler>[0];
  /** Undefined while this process does not run the plant. */
  readonly live: () => LiveMonitor | undefined;
  readonly clock?: () => number;
}

/**
 * Metrics and health (`createMetricsHandler`), and live figures (`createLiveHandler`): 503 of these where this process
 * stands by or is only starting, so that a client comes again.
 */
export function createRunHandler({ status, live, clock }: RunHandlerOptions): (request: Request) => Response {
  const metrics = createMetricsHandler(status, clock, () => live()?.current());
  return (request) => {
    const { pathname } = new URL(request.url);
    if (!livePaths.some((path) => path === pathname)) return metrics(request);
    const monitor = live();
    if (monitor !== undefined) return createLiveHandler(monitor)(request);
    return new Response('This process does not run the plant now.\n', { status: 503, headers: { 'retry-after': '2' } });
  };
}
