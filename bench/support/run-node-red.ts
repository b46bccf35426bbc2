/** The load of the MQTT benches into Node-RED, which is killed under it: what it stored, and what it acknowledged and lost. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installNodeRed, nodeRedVersion } from './install-node-red.ts';
import { startBroker, startPublisher } from './mqtt-peer.ts';
import { countUnacknowledged, startNodeRed } from './node-red-peer.ts';
import { startPostgres } from './postgres-peer.ts';
import { ahead, creditEveryMs, currentLoad, type MqttFigure, measureMs, warmUpMs } from './run-mqtt.ts';

/** @returns why it is missing where it cannot be installed */
export async function measureNodeRed(readingsPerMessage: number): Promise<MqttFigure | string> {
  let program: string;
  try {
    program = await installNodeRed();
  } catch (error) {
    // The first line is the command, the second says what was wrong with it.
    const [command, reason = command] = (error as Error).message.split('\n');
    return `node-red@${nodeRedVersion} could not be installed: ${reason}`;
  }
  const dir = await mkdtemp(join(tmpdir(), 'gemba-bench-node-red-'));
  await chmod(dir, 0o755);
  try {
    await using postgres = await startPostgres(join(dir, 'postgres'));
    await using broker = await startBroker(join(dir, 'broker'));
    await using peer = await startNodeRed({ program, dir: join(dir, 'node-red'), broker, postgres });
    await using publisher = startPublisher(broker.port, { form: 'json', readingsPerMessage }, ahead);
    const credits = setInterval(() => publisher.credit(peer.report.stored / readingsPerMessage), creditEveryMs);
    await sleep(warmUpMs);
    const [before, fromMs] = [peer.report, performance.now()];
    await sleep(measureMs);
    const [after, seconds] = [peer.report, (performance.now() - fromMs) / 1_000];
    if (after.stored === before.stored) throw new Error(`Node-RED stored nothing: ${await peer.readLog()}`);
    await peer.kill();
    clearInterval(credits);
    const published = await publisher.stop();
    const stored = (await peer.countStored()) / readingsPerMessage;
    const acknowledged = published - (await countUnacknowledged(broker.url));
    const readings = after.stored - before.stored;
    const cpuMicroseconds = after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system;
    return {
      readingsPerSecond: readings / seconds,
      context: {
        peer: 'node-red',
        version: nodeRedVersion,
        store:
          postgres === undefined ? 'file node, JSON lines' : `PostgreSQL ${postgres.version}, COPY by a function node`,
        seconds: Math.round(seconds),
        readings,
        // From its start until it was killed under load. Published are those the broker acknowledged to the publisher.
        // An acknowledgement the broker had not read at the kill does not count, so that more may be lost.
        messages: { published, acknowledged, stored, lostAtLeast: Math.max(0, acknowledged - stored) },
        // Of its process; the database's are not in it.
        cpuSeconds: Math.round(cpuMicroseconds / 1e5) / 10,
        readingsPerCpuSecond: Math.round(readings / (cpuMicroseconds / 1e6)),
        load: currentLoad(),
      },
    };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
