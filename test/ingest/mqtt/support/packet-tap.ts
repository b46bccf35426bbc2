/** Reads the packets of MQTT that pass a proxy, by hand: what the client library says of them is what is being tested. */

/** Type names by the four upper bits of the first byte (MQTT 5, 2.1.2). */
const names = [
  'reserved',
  'connect',
  'connack',
  'publish',
  'puback',
  'pubrec',
  'pubrel',
  'pubcomp',
  'subscribe',
  'suback',
  'unsubscribe',
  'unsuback',
  'pingreq',
  'pingresp',
  'disconnect',
  'auth',
] as const;

export interface TappedPacket {
  readonly name: (typeof names)[number];
  /** Of acknowledgements, and of messages of QoS 1. */
  readonly packetId: number | undefined;
  /** Of messages. */
  readonly topic: string | undefined;
  /** Of messages of MQTT 3.1.1. */
  readonly payload: Buffer | undefined;
  /** Of messages: sent before. */
  readonly isRepeated: boolean;
}

export class PacketTap {
  readonly packets: TappedPacket[] = [];
  #rest: Buffer = Buffer.alloc(0);

  readonly add = (bytes: Uint8Array): void => {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (;;) {
      const packet = firstPacket(this.#rest);
      if (packet === undefined) return;
      this.#rest = this.#rest.subarray(packet.length);
      this.packets.push(describePacket(packet));
    }
  };

  /** Packet ids of all acknowledgements so far, in order. */
  listPubacks(): readonly number[] {
    return this.packets.filter(({ name }) => name === 'puback').map(({ packetId }) => packetId as number);
  }

  /** Packet ids of all messages so far, in order. */
  listPublished(): readonly number[] {
    return this.packets.filter(({ name }) => name === 'publish').map(({ packetId }) => packetId as number);
  }

  count(name: TappedPacket['name']): number {
    return this.packets.filter((packet) => packet.name === name).length;
  }
}

function firstPacket(bytes: Buffer): Buffer | undefined {
  let length = 0;
  for (let i = 1, scale = 1; i < 5 && i < bytes.length; i++, scale *= 128) {
    const byte = bytes[i] as number;
    length += (byte & 127) * scale;
    if (byte < 128) return bytes.length >= i + 1 + length ? bytes.subarray(0, i + 1 + length) : undefined;
  }
  return undefined;
}

function describePacket(packet: Buffer): TappedPacket {
  const first = packet[0] as number;
  const name = names[first >> 4] as TappedPacket['name'];
  const body = packet.subarray(packet.findIndex((byte, i) => i > 0 && byte < 128) + 1);
  const qos = (first >> 1) & 3;
  const packetId =
    name === 'puback'
      ? body.readUInt16BE(0)
      : name === 'publish' && qos > 0
        ? body.readUInt16BE(2 + body.readUInt16BE(0))
        : undefined;
  const isPublish = name === 'publish';
  const topicEnd = isPublish ? 2 + body.readUInt16BE(0) : 0;
  const topic = isPublish ? body.toString('utf8', 2, topicEnd) : undefined;
  const payload = isPublish ? body.subarray(topicEnd + (qos > 0 ? 2 : 0)) : undefined;
  return { name, packetId, topic, payload, isRepeated: name === 'publish' && (first & 8) !== 0 };
}
