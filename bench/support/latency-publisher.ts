/**
 * `latency-publisher.ts <port> <readings per message>`: publishes 10,000 readings a second at QoS 1, each message when it
 * is due, until it is told to stop; then says how many messages it published, and how late it was itself.
 */
import { createConnection } from 'node:net';
import { latencyMessage, monotonicMs, readingsPerSecond } from './latency-load.ts';
import { publishPacket } from './publish-packet.ts';

const [port, readings] = process.argv.slice(2).map(Number) as [number, number];
const everyMs = (1_000 * readings) / readingsPerSecond;
const packetIds = 65_535;

const socket = createConnection({ host: '127.0.0.1', port, noDelay: true });
// MQTT 3.1.1, clean session, no keep-alive, client id "publisher".
socket.write(Buffer.from('101500044d5154540402000000097075626c6973686572', 'hex'));
const late: number[] = [];
let published = 0;
let startMs = 0;
let timer: NodeJS.Timeout | undefined;
socket.once('data', () => {
  // CONNACK; what comes now are PUBACKs, which say only that the broker has a message.
  socket.resume();
  startMs = monotonicMs();
  timer = setInterval(publishDue, 1);
});
process.on('message', () => {
  clearInterval(timer);
  late.sort((a, b) => a - b);
  process.send?.({ published, lateMsP99: late[Math.floor(late.length * 0.99)] });
});
process.on('disconnect', () => process.exit());

function publishDue(): void {
  const packets: Buffer[] = [];
  for (let dueMs = startMs + published * everyMs; dueMs <= monotonicMs(); dueMs = startMs + published * everyMs) {
    packets.push(publishPacket(latencyMessage(published, readings, dueMs), (published % packetIds) + 1));
    published++;
    late.push(monotonicMs() - dueMs);
  }
  if (packets.length > 0) socket.write(Buffer.concat(packets));
}
