/**
 * A plant live, in about a minute: a broker on this machine, a simulated plant whose last day is sent to it 1,440 times as
 * fast as it was, gemba reading it, live figures while it comes, and the day's reports at the end.
 *
 * `npm run demo:live`, in a clone; it writes below demo/out-live/, and cleans up what it started.
 */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type LiveMonitor, openLiveMonitor } from 'gemba/monitor';
import {
  deliverNow,
  type OpenPlant,
  openPlant,
  type RunStatus,
  resolveWindow,
  runPlant,
  sendReports,
} from 'gemba/runtime';
import {
  openPlantFolder,
  openSimulatedPublisher,
  planSimulation,
  runSimulation,
  type SimulationPlan,
} from 'gemba/testing';
import { accountLines, hourLine, hourTitle, truthLines } from './live-lines.ts';

const out = join(import.meta.dirname, 'out-live');
const speed = 1_440;
const rate = 5_000;
const seed = 27;
const shownEveryMs = 3_600_000;

const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('stopped')));
const say = (...lines: readonly string[]): void => console.log(lines.join('\n'));

await rm(out, { recursive: true, force: true });
await using broker = await startBroker();
const planned = planSimulation({ machines: 12, days: 1, speed, rate, seed, isPlayed: true }, Date.now());
// Half a line that is shut down for six hours would be all that the report speaks of.
const stops = planned.input.stops.filter(({ kind }) => kind !== 'shutdown');
const plan: SimulationPlan = { ...planned, input: { ...planned.input, stops } };
const sensors = plan.input.sensors.length;
await using folder = await openPlantFolder(out, plan.input, {
  mqtt: broker.url,
  format: 'json',
  hasReadings: false,
  protocolVersion: 4,
});
await using plant = await openPlant({ config: join(out, 'gemba.config.ts') });
say(
  `A simulated plant: 2 lines, 12 machines, ${sensors} sensors. Its day from ${plan.input.from} ${plan.input.dayStart} on is sent in a minute.`,
  `Broker ${broker.url}; ${rate.toLocaleString('en-US')} readings a second.`,
  '',
  hourTitle,
);

const connected = Promise.withResolvers<void>();
const stopRun = new AbortController();
let status: () => RunStatus = () => {
  throw new Error('gemba does not run yet.');
};
const running = runPlant(plant, {
  signal: stopRun.signal,
  onStart: (tell) => {
    status = tell;
  },
  onEvent: (event) => {
    if (event.kind === 'source' && event.event.kind === 'connected') connected.resolve();
    if (event.kind === 'source-failed') connected.reject(event.error);
  },
});
await Promise.race([connected.promise, running]);

// The time of the plant is that of the newest reading: its clock runs as fast as its day is sent.
const plantNow = (): number => status().sources.find(({ id }) => id === 'broker')?.lastReadingAt ?? plan.startAt + 1;
await using monitor = await openLiveMonitor({
  plant: plant.plant,
  history: plant.history,
  fresh: plant.fresh,
  clock: plantNow,
});
const shown = showHours(monitor, plantNow, stopRun.signal);
await using publisher = await openSimulatedPublisher(plan, { url: broker.url, format: 'json' });
const sent = await runSimulation(plan, { folder, publisher, signal: stop.signal });
await drained(sent.readings);
stopRun.abort();
await Promise.all([running, shown]);

if (sent.isStopped) say('', 'Stopped.');
else {
  say('', ...accountLines(sent, await committedAccount(plant)));
  say('', ...(await makeReports(plant, plan)));
}

/** Each hour of the plant, a line. */
async function showHours(live: LiveMonitor, now: () => number, signal: AbortSignal): Promise<void> {
  let nextAt = plan.startAt + shownEveryMs;
  while (!signal.aborted) {
    const at = now();
    if (at >= nextAt) {
      say(hourLine(live.current(), plant.plant.zone.format(at)));
      nextAt = at - ((at - plan.startAt) % shownEveryMs) + shownEveryMs;
    }
    await wait(50, undefined, { signal }).catch(() => undefined);
  }
}

/** Until history has what was sent. */
async function drained(readings: number): Promise<void> {
  for (;;) {
    const { sources } = status();
    const source = sources.find(({ id }) => id === 'broker');
    const isIn = source !== undefined && source.committed.received >= readings && source.waitingCount === 0;
    if (isIn || stop.signal.aborted) return;
    await Promise.race([wait(50), running]);
  }
}

async function committedAccount({ history }: OpenPlant) {
  return (await history.snapshot()).accounts.get('broker');
}

async function makeReports(open: OpenPlant, { input }: SimulationPlan): Promise<string[]> {
  const window = resolveWindow(open.plant, { day: input.from }, open.clock());
  const { made } = await sendReports(open, { window, signal: stop.signal });
  await deliverNow(open, { signal: stop.signal });
  const day = join(out, 'reports', ...window.date.split('-'));
  const paths = made.flatMap(({ files }) => files.map(({ name }) => join(day, name)));
  const missing = made.flatMap((report) => report.missing.map(({ error }) => `No PDF: ${error.message}`));
  return [
    ...(await truthLines(open, window, join(out, 'truth.jsonl'))),
    '',
    `The reports of ${window.label}:`,
    ...[join(out, 'reports', 'index.html'), ...paths.filter((path) => /director\.(pdf|html)$/.test(path))]
      .filter((path) => existsSync(path))
      .map((path) => `  ${relative(process.cwd(), path)}`),
    ...new Set(missing),
  ];
}

async function startBroker(): Promise<AsyncDisposable & { readonly url: string }> {
  const { Aedes } = await import('aedes').catch(() => {
    console.error(
      'The live demo needs the broker of the clone: run `npm ci` there. An installed gemba comes without one.',
    );
    process.exit(2);
  });
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => aedes.close(resolve));
      server.close();
    },
  };
}
