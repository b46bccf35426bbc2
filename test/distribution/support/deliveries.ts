/** Deliveries for tests, with their bytes. */
import { createHash } from 'node:crypto';
import type { Delivery, DeliveryFile } from 'gemba/model';

export function fileOf(name: string, text: string, mediaType = 'application/pdf'): DeliveryFile {
  const bytes = Buffer.from(text);
  return { name, mediaType, sha256: createHash('sha256').update(bytes).digest('hex'), byteLength: bytes.byteLength };
}

export function deliveryOf(change: Partial<Delivery> = {}): Delivery {
  return {
    id: 'd-1',
    kind: 'daily',
    plant: 'job-shop',
    audience: 'director',
    transport: 'out',
    language: 'en',
    date: '2012-02-29',
    title: 'Daily report',
    subject: 'Daily report 29 February 2012',
    recipients: ['director@plant.example'],
    bodyHtml: '<p>Hello</p>',
    bodyText: 'Hello',
    files: [fileOf('daily.pdf', 'daily.pdf')],
    ...change,
  };
}

/** An archive in which every file's bytes are its text, as `fileOf` was given it. */
export function archiveOf(...texts: readonly string[]): (file: DeliveryFile) => Promise<Uint8Array> {
  const bySha256 = new Map(texts.map((text) => [fileOf('', text).sha256, Buffer.from(text)]));
  return async (file) => {
    const bytes = bySha256.get(file.sha256);
    if (bytes === undefined) throw new Error(`${file.name} is not in the archive`);
    return bytes;
  };
}
