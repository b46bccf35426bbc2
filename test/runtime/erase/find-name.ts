/** Looks for a name in every byte of a folder: in all its forms, and in what is packed. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';

/** Files in which it stands, as `path (form)`; `but` a longer name that begins like it. */
export async function findName(dir: string, name: string, but: string): Promise<readonly string[]> {
  const forms = formsOf(name);
  const longer = [...formsOf(but).values()].map((form) => form.toString('latin1'));
  const found: string[] = [];
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    const parts = [bytes, Buffer.from(entry.name), ...unzip(bytes)];
    if (bytes.subarray(0, 4).toString() === 'PAR1') {
      const rows = await connection.runAndReadAll(`select * from read_parquet('${path}')`);
      parts.push(Buffer.from(JSON.stringify(rows.getRowsJson())));
    }
    const texts = parts.map((part) =>
      longer.reduce((text, form) => text.replaceAll(form, ''), part.toString('latin1')),
    );
    for (const [form, needle] of forms)
      if (texts.some((text) => text.includes(needle.toString('latin1'))))
        found.push(`${relative(dir, path)} (${form})`);
  }
  connection.closeSync();
  instance.closeSync();
  return found;
}

function formsOf(name: string): ReadonlyMap<string, Buffer> {
  const forms = new Map<string, Buffer>();
  for (const [how, text] of Object.entries({ nfc: name.normalize('NFC'), nfd: name.normalize('NFD') }))
    for (const [kind, written] of Object.entries({ as: text, lower: text.toLowerCase(), upper: text.toUpperCase() })) {
      forms.set(`${how} ${kind} utf8`, Buffer.from(written));
      forms.set(`${how} ${kind} utf16le`, Buffer.from(written, 'utf16le'));
      forms.set(`${how} ${kind} utf16be`, Buffer.from(written, 'utf16le').swap16());
      const escaped = JSON.stringify(written).slice(1, -1);
      forms.set(
        `${how} ${kind} json`,
        Buffer.from(escaped.replaceAll(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)),
      );
      if (how === 'nfc') forms.set(`${kind} latin1`, Buffer.from(written, 'latin1'));
    }
  return forms;
}

/** What is in a zip archive, by its central directory; none where it is none. */
function unzip(bytes: Buffer): readonly Buffer[] {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
  if (bytes.subarray(0, 4).toString('latin1') !== 'PK\x03\x04' || end < 0) return [];
  const parts: Buffer[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count -= 1) {
    const method = bytes.readUInt16LE(at + 10);
    const size = bytes.readUInt32LE(at + 20);
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(from, from + size);
    parts.push(method === 8 ? inflateRawSync(packed) : packed);
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return parts;
}
