/** The client library, loaded at its first use: most programs that import gemba speak no MQTT. */
import type { connect } from 'mqtt';

export type ConnectMqtt = typeof connect;

export async function loadMqtt(): Promise<ConnectMqtt> {
  const { default: mqtt } = await import('mqtt');
  return mqtt.connect;
}
