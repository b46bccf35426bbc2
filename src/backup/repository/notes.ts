/** Notes: small files that change, each the SHA-256 of its bytes, a line end, and its bytes. */
import { createHash } from 'node:crypto';
import { GembaError } from '../../model/index.ts';
import type { BackupTarget } from '../target.ts';
import { noteName } from './layout.ts';
import { contentOf, readWhole } from './read-whole.ts';
import { damagedObject } from './sealed-json.ts';

const noteBytesMax = 64 << 20;
const headLength = 65;

export async function readNote(target: BackupTarget, name: string): Promise<Uint8Array | undefined> {
  const object = nameOf(name);
  let stored: Uint8Array;
  try {
    stored = await readWhole(target, object, noteBytesMax + headLength);
  } catch (error) {
    if (error instanceof GembaError && error.code === 'backup-missing') return undefined;
    throw error;
  }
  const bytes = stored.subarray(headLength);
  if (Buffer.compare(stored.subarray(0, headLength), headOf(bytes)) !== 0) throw damagedObject(target, object);
  return bytes;
}

export async function writeNote(target: BackupTarget, name: string, bytes: Uint8Array): Promise<void> {
  const object = nameOf(name);
  if (bytes.length > noteBytesMax)
    throw new GembaError('usage', `The note ${name} of ${bytes.length} bytes is too large (at most ${noteBytesMax}).`);
  await target.put(object, contentOf(Buffer.concat([headOf(bytes), bytes])));
}

function headOf(bytes: Uint8Array): Uint8Array {
  return Buffer.from(`${createHash('sha256').update(bytes).digest('hex')}\n`);
}

function nameOf(name: string): string {
  if (/^[a-z0-9-]{1,100}$/.test(name)) return noteName(name);
  throw new GembaError('usage', `${JSON.stringify(name)} is no name of a note: lower-case letters, digits and '-'.`);
}
