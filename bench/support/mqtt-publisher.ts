/**
 * `mqtt-publisher.ts <port> <readings per message> <ahead> <form>`: publishes at QoS 1 as long as it has credit and is not told to
 * stop. The packets are made once and written as bytes, so that publishing takes little of the cores that are measured.
 */
import { createConnection } from 'node:net';
import { benchMessage } from './mqtt-readings.ts';
import { publishPacket } from './publish-packet.ts';
import { openBenchNode } from './sparkplug-readings.ts';

const [port, readings, ahead] = process.argv.slice(2).map(Number) as [number, number, number];
const node = process.argv[5] === 'sparkplug' ? openBenchNode(readings) : undefined;
/**
 * Different messages, one packet id each; more than are ever on their way. A multiple of 256, so that the numbers of an edge
 * node go on as they are sent again.
 */
const differentMessages = 10_240;
/** Packets written at once. */
const burst = readings === 1 ? 256 : 10;

const packets = Array.from({ length: differentMessages / burst }, (_, i) =>
  Buffer.concat(Array.from({ length: burst }, (_, j) => packetOf(i * burst + j))),
);
let published = 0;
let taken = 0;
let isStopped = false;
let receivedBytes = 0;
const pubackBytes = 4;
const pingRequest = Buffer.from('c000', 'hex');
/** No PUBACK ends so: packet ids are below. */
const pingResponse = Buffer.from('d000', 'hex');
const socket = createConnection({ host: '127.0.0.1', port });
// MQTT 3.1.1, clean session, no keep-alive, client id "publisher".
socket.write(Buffer.from('101500044d5154540402000000097075626c6973686572', 'hex'));
for (const message of node?.birth ?? []) socket.write(publishPacket(message, 0));
socket.once('data', () => {
  // CONNACK; from now on PUBACKs come, which say only that the broker has a message.
  socket.on('data', (chunk) => {
    receivedBytes += chunk.length;
    if (isStopped && chunk.subarray(-2).equals(pingResponse))
      process.send?.((receivedBytes - pingResponse.length) / pubackBytes);
  });
  publish();
});
socket.on('drain', publish);
process.on('message', (message: number | 'stop') => {
  if (message !== 'stop') {
    taken = message;
    publish();
  } else if (!isStopped) {
    isStopped = true;
    // Answered after all that was published before it.
    socket.write(pingRequest);
  }
});
process.on('disconnect', () => process.exit());

function publish(): void {
  while (!isStopped && published + burst <= taken + ahead && !socket.writableNeedDrain) {
    socket.write(packets[(published / burst) % packets.length] as Buffer);
    published += burst;
  }
}

function packetOf(i: number): Buffer {
  return publishPacket(node === undefined ? benchMessage(i, readings) : node.data(i), i + 1);
}
