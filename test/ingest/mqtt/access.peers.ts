/** Whom Mosquitto lets in, and what is said where it does not: users, certificates, topics. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Mosquitto, startMosquitto, writeCertificates, writePassword } from './support/mosquitto.ts';
import { openSource, readSource, type SourceOptions, timedMapping } from './support/source.ts';
import { waitOptions } from './support/wait.ts';

const env = { MQTT_USER: 'gemba', MQTT_PASSWORD: 'correct horse' };
const never = new AbortController().signal;
const withUser = { username: { env: 'MQTT_USER' }, password: { env: 'MQTT_PASSWORD' } };

/** Mosquitto's own plugin: who may subscribe to what. */
const dynamicSecurity = execFileSync('sh', ['-c', 'dpkg -L mosquitto | grep mosquitto_dynamic_security.so'], {
  encoding: 'utf8',
}).trim();
const permissions = {
  defaultACLAccess: { publishClientSend: true, publishClientReceive: true, subscribe: false, unsubscribe: true },
  anonymousGroup: 'anyone',
  groups: [{ groupname: 'anyone', roles: [{ rolename: 'plant' }] }],
  roles: [{ rolename: 'plant', acls: [{ acltype: 'subscribePattern', topic: 'plant/#', allow: true }] }],
};

const startWithPassword = (): Promise<Mosquitto> =>
  startMosquitto({
    prepare: async (dir) => writePassword(join(dir, 'passwords'), env.MQTT_USER, env.MQTT_PASSWORD),
    listener: (dir) => ['allow_anonymous false', `password_file ${join(dir, 'passwords')}`],
  });

describe.each([4, 5] as const)('protocol version %i', (protocolVersion) => {
  it('user name and password let in; a wrong one is told with what to check, and neither is shown', async () => {
    await using broker = await startWithPassword();
    const options: SourceOptions = { url: broker.url, protocolVersion, ...withUser };
    expect(await openSource(options, { env }).check(never)).toEqual({
      ok: true,
      message: `${broker.url}: 1 topics granted`,
    });
    const wrong = { ...env, MQTT_PASSWORD: 'wrong horse' };
    const { ok, message } = await openSource(options, { env: wrong }).check(never);
    expect(ok).toBe(false);
    expect(message).toMatch(/authori[sz]ed.*Check `username`, the variable of `password`/);
    expect(message).not.toContain('horse');
    const reader = readSource(openSource(options, { env: wrong }));
    await vi.waitFor(() => expect(reader.events).toHaveLength(1), waitOptions);
    expect(reader.events[0]).toMatchObject({ kind: 'disconnected', reason: message });
    await reader.stop();
    const right = readSource(openSource({ ...options, username: env.MQTT_USER }, { env }));
    await vi.waitFor(() => expect(right.events[0]?.kind).toBe('connected'), waitOptions);
    await right.stop();
  });

  it('a topic that the broker denies is named, by the check and by a notice', async () => {
    await using broker = await startMosquitto({
      prepare: (dir) => writeFile(join(dir, 'permissions.json'), JSON.stringify(permissions)),
      more: ['per_listener_settings false', `plugin ${dynamicSecurity}`],
      listener: (dir) => ['allow_anonymous true', `plugin_opt_config_file ${join(dir, 'permissions.json')}`],
    });
    const subscriptions = ['plant/#', 'secret/#'].map((topic) => ({ topic, mapping: timedMapping }));
    const options = { url: broker.url, protocolVersion, subscriptions };
    const { ok, message } = await openSource(options).check(never);
    expect(ok).toBe(false);
    expect(message).toContain(
      `denies the topic secret/# (${protocolVersion === 5 ? 'this client is not authorised' : 'reason code 128'})`,
    );
    const reader = readSource(openSource(options));
    await vi.waitFor(() => expect(reader.events).toHaveLength(2), waitOptions);
    expect(reader.events[1]).toMatchObject({ kind: 'notice', message });
    await reader.stop();
  });
});

describe('TLS', () => {
  const startTls = (): Promise<Mosquitto> =>
    startMosquitto({
      prepare: async (dir) => writeCertificates(dir),
      listener: (dir) => [
        'allow_anonymous true',
        `cafile ${join(dir, 'ca.pem')}`,
        `certfile ${join(dir, 'broker.pem')}`,
        `keyfile ${join(dir, 'broker.key')}`,
        'require_certificate true',
      ],
    });
  const files = { ca: 'ca.pem', cert: 'client.pem', key: 'client.key' };

  it('a client certificate lets in, and the broker’s is checked against the authority and the name', async () => {
    await using broker = await startTls();
    const baseDir = broker.dir;
    const url = `mqtts://127.0.0.1:${broker.port}`;
    const check = (tls: object, more: object = {}) =>
      openSource({ url, protocolVersion: 5, tls, ...more }, { baseDir }).check(never);
    expect(await check(files)).toMatchObject({ ok: true });
    expect(await check({ ...files, servername: 'broker.plant.example' })).toMatchObject({ ok: true });
    expect(await check({ ...files, servername: 'other.example' })).toMatchObject({
      ok: false,
      message: expect.stringContaining('The broker’s certificate is for another name.'),
    });
    expect(await check({ cert: files.cert, key: files.key })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/certificate is not trusted\. Set `tls\.ca`/),
    });
    expect(await check({ ca: files.ca })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/client certificate/),
    });
    expect(await check({ ...files, ca: 'none.pem' })).toMatchObject({
      ok: false,
      message: expect.stringMatching(/none\.pem.*Check the paths in `tls`/),
    });
    expect(await check({ ...files, key: 'broker.key' })).toMatchObject({ ok: false });
  });

  it('certificates may stand in variables, and readings come over TLS', async () => {
    await using broker = await startTls();
    const { readFile } = await import('node:fs/promises');
    const texts = await Promise.all(Object.values(files).map((file) => readFile(join(broker.dir, file), 'utf8')));
    const [CA, CERT, KEY] = texts.map((text) => text.replaceAll('\n', '\\n'));
    const tls = { ca: { env: 'CA' }, cert: { env: 'CERT' }, key: { env: 'KEY' } };
    const url = `mqtts://127.0.0.1:${broker.port}`;
    const reader = readSource(openSource({ url, protocolVersion: 5, tls }, { env: { CA, CERT, KEY } }));
    await vi.waitFor(() => expect(reader.events[0]?.kind).toBe('connected'), waitOptions);
    await reader.stop();
  });
});
