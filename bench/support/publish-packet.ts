/** A PUBLISH of MQTT 3.1.1 as bytes: publishing shall take little of the cores that are measured. */
export interface Publication {
  readonly topic: string;
  readonly payload: string | Uint8Array;
}

/** @param id - of QoS 1; 0: QoS 0, which has none */
export function publishPacket({ topic, payload }: Publication, id: number): Buffer {
  const body = Buffer.concat([
    bytesOf(Buffer.byteLength(topic)),
    Buffer.from(topic),
    ...(id === 0 ? [] : [bytesOf(id)]),
    Buffer.from(payload as string),
  ]);
  const length: number[] = [];
  for (let rest = body.length; rest > 0 || length.length === 0; rest = Math.floor(rest / 128))
    length.push((rest % 128) | (rest >= 128 ? 128 : 0));
  return Buffer.concat([Buffer.from([id === 0 ? 0x30 : 0x32, ...length]), body]);
}

function bytesOf(number: number): Buffer {
  return Buffer.from([number >> 8, number & 255]);
}
