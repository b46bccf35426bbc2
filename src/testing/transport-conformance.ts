/** What every transport holds to, ours and a user's. Run each `check` in a test of its `name`; free of a test runner. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Transport, TransportContext } from '../distribution/index.ts';
import type { Delivery, DeliveryFile } from '../model/index.ts';

/** What arrived on the other side for one delivery. */
export interface ArrivedDelivery {
  /** Bytes of each file that the transport carries, by name. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The bodies, where the transport carries them. */
  readonly bodyHtml?: string;
  readonly bodyText?: string;
  readonly subject?: string;
}

export interface TransportFixture extends AsyncDisposable {
  readonly transport: Transport;
  /** Recipients the other side knows; empty where the transport has none. */
  readonly recipients: readonly string[];
  /** Everything that arrived, one for each delivery that a person would see. */
  listArrived(): Promise<readonly ArrivedDelivery[]>;
  /** Makes the other side unreachable, or read-only, for as long as the fixture lives. */
  breakOtherSide(): Promise<void>;
}

/** A fresh transport and its other side; the transport carries PDF and HTML files. */
export type CreateTransportFixture = () => Promise<TransportFixture>;

export interface TransportCheck {
  /** A rule. */
  readonly name: string;
  check(create: CreateTransportFixture): Promise<void>;
}

/** Bytes that break what treats them as text: every byte value, line ends and lines of one dot. */
const awkwardBytes: Uint8Array = Buffer.concat([
  Buffer.from('%PDF-1.7\r\n.\r\n..\n\r\n'),
  Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  Buffer.from(' \r\n.\r\n'),
]);

const sample = {
  'daily-2012-02-29-director.pdf': { mediaType: 'application/pdf', bytes: awkwardBytes },
  'daily-2012-02-29-director.html': {
    mediaType: 'text/html',
    bytes: Buffer.from('<!doctype html><title>Tagesbericht ä 現場</title>\n'),
  },
  'empty.pdf': { mediaType: 'application/pdf', bytes: new Uint8Array() },
} as const;

function rule(name: string, check: (fixture: TransportFixture) => Promise<void>): TransportCheck {
  return {
    name,
    check: async (create) => {
      const fixture = await create();
      try {
        await check(fixture);
      } finally {
        await fixture.transport[Symbol.asyncDispose]();
        await fixture[Symbol.asyncDispose]();
      }
    },
  };
}

/**
 * The checks of a transport.
 *
 * @example for (const { name, check } of transportConformance) test(name, () => check(createMyFixture));
 */
export const transportConformance: readonly TransportCheck[] = [
  rule('a delivery arrives with all its files and texts intact', async (fixture) => {
    const result = await fixture.transport.deliver(sampleDelivery(fixture), sampleContext());
    assert.equal(result.kind, 'delivered', JSON.stringify(result));
    assert.ok(result.kind === 'delivered' && result.receipt !== '', 'the receipt says what the other side said');
    const [arrived, ...others] = await fixture.listArrived();
    assert.ok(arrived !== undefined && others.length === 0, 'exactly one delivery arrives');
    for (const [name, { bytes }] of Object.entries(sample)) {
      const got = arrived.files.get(name);
      assert.ok(got !== undefined, `${name} arrives`);
      assert.equal(Buffer.compare(Buffer.from(got), Buffer.from(bytes)), 0, `${name} arrives byte for byte`);
    }
    const { bodyHtml, bodyText, subject } = sampleDelivery(fixture);
    if (arrived.bodyHtml !== undefined) assert.equal(arrived.bodyHtml.trim(), bodyHtml);
    if (arrived.bodyText !== undefined) assert.equal(arrived.bodyText.trim(), bodyText);
    if (arrived.subject !== undefined) assert.equal(arrived.subject, subject);
  }),
  rule('the same delivery twice leaves one', async (fixture) => {
    for (let time = 0; time < 2; time += 1) {
      const result = await fixture.transport.deliver(sampleDelivery(fixture), sampleContext());
      assert.equal(result.kind, 'delivered', JSON.stringify(result));
    }
    assert.equal((await fixture.listArrived()).length, 1);
  }),
  rule('two deliveries leave two', async (fixture) => {
    for (const id of ['first', 'second']) {
      const delivery = {
        ...sampleDelivery(fixture),
        id,
        files: [filesOf()[0] as DeliveryFile].map((file) => ({ ...file, name: `${id}.pdf` })),
      };
      assert.equal((await fixture.transport.deliver(delivery, sampleContext())).kind, 'delivered');
    }
    assert.equal((await fixture.listArrived()).length, 2);
  }),
  rule('another side that cannot be reached is a retry with its reason, not an exception', async (fixture) => {
    await fixture.breakOtherSide();
    const result = await fixture.transport.deliver(sampleDelivery(fixture), sampleContext());
    assert.equal(result.kind, 'retry', JSON.stringify(result));
    assert.ok(result.kind === 'retry' && result.reason.length > 10, 'the reason says what to look at');
  }),
  rule('an archive that cannot be read is a retry with its reason, and nothing arrives', async (fixture) => {
    const readFile = async (): Promise<Uint8Array> => {
      throw new Error('the archive is not mounted');
    };
    const result = await fixture.transport.deliver(sampleDelivery(fixture), { ...sampleContext(), readFile });
    assert.equal(result.kind, 'retry', JSON.stringify(result));
    assert.ok(result.kind === 'retry' && result.reason.includes('the archive is not mounted'), 'it says why');
    assert.equal((await fixture.listArrived()).length, 0);
  }),
  rule('a signal that is aborted beforehand is a retry, and nothing arrives', async (fixture) => {
    const signal = AbortSignal.abort();
    const result = await fixture.transport.deliver(sampleDelivery(fixture), { ...sampleContext(), signal });
    assert.equal(result.kind, 'retry', JSON.stringify(result));
    assert.equal((await fixture.listArrived()).length, 0);
  }),
  rule('a signal that aborts midway is a retry, and nothing is listed half', async (fixture) => {
    const stop = new AbortController();
    const readFile = async (file: DeliveryFile): Promise<Uint8Array> => {
      stop.abort();
      return readSample(file);
    };
    const context = { signal: stop.signal, readFile };
    const result = await fixture.transport.deliver(sampleDelivery(fixture), context);
    assert.equal(result.kind, 'retry', JSON.stringify(result));
    assert.equal((await fixture.listArrived()).length, 0);
  }),
  rule('check says that the other side can be reached, and sends nothing', async (fixture) => {
    const { ok, message } = await fixture.transport.check(new AbortController().signal);
    assert.equal(ok, true, message);
    assert.equal((await fixture.listArrived()).length, 0);
  }),
  rule('check says that the other side cannot be reached, and why', async (fixture) => {
    await fixture.breakOtherSide();
    const { ok, message } = await fixture.transport.check(new AbortController().signal);
    assert.equal(ok, false);
    assert.ok(message.length > 10, message);
  }),
  rule('check with an aborted signal ends, and is not ok', async (fixture) => {
    assert.equal((await fixture.transport.check(AbortSignal.abort())).ok, false);
  }),
  rule('disposing twice is harmless', async (fixture) => {
    await fixture.transport[Symbol.asyncDispose]();
    await fixture.transport[Symbol.asyncDispose]();
  }),
];

function sampleDelivery(fixture: TransportFixture): Delivery {
  return {
    id: 'daily/2012-02-29/director/conformance',
    kind: 'daily',
    plant: 'job-shop',
    audience: 'director',
    transport: fixture.transport.id,
    language: 'de',
    date: '2012-02-29',
    title: 'Tagesbericht 29. Februar 2012',
    subject: 'Tagesbericht: Verfügbarkeit 71 % – 現場',
    recipients: fixture.recipients,
    bodyHtml: '<!doctype html><html lang="de"><body><p>Verfügbarkeit <b>71 %</b> &amp; 現場</p></body></html>',
    bodyText: 'Verfügbarkeit 71 %\n.\nEin Punkt allein in einer Zeile bleibt.',
    files: filesOf(),
  };
}

function filesOf(): readonly DeliveryFile[] {
  return Object.entries(sample).map(([name, { mediaType, bytes }]) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { name, mediaType, sha256, byteLength: bytes.byteLength };
  });
}

function sampleContext(): TransportContext {
  return { signal: new AbortController().signal, readFile: async (file) => readSample(file) };
}

function readSample(file: DeliveryFile): Uint8Array {
  const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  const found = Object.values(sample).find(({ bytes }) => sha256Of(bytes) === file.sha256);
  assert.ok(found !== undefined, `${file.name} is a file of the delivery`);
  return found.bytes;
}
