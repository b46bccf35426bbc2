/** Records that tell every changed bit: one line of JSON whose last field is the SHA-256 of the line without it. */
import { createHash } from 'node:crypto';
import { GembaError } from '../../model/index.ts';
import type { BackupTarget } from '../target.ts';
import { readWhole } from './read-whole.ts';

/** More than any record takes; what is larger is none of ours. */
const recordBytesMax = 16 << 20;

export function sealJson(record: Readonly<Record<string, unknown>>): Uint8Array {
  return Buffer.from(`${JSON.stringify({ ...record, seal: sealOf(record) })}\n`);
}

/** Undefined where the bytes are not those that were sealed. */
export function openSealed(bytes: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof value !== 'object' || value === null || !('seal' in value)) return undefined;
  const { seal, ...record } = value;
  // The bytes are compared too: other text may mean the same JSON.
  return seal === sealOf(record) && Buffer.compare(sealJson(record), bytes) === 0 ? record : undefined;
}

/** @throws GembaError `backup-damaged` naming the object, `backup-missing` where there is none */
export async function readSealed(target: BackupTarget, name: string): Promise<Readonly<Record<string, unknown>>> {
  const record = openSealed(await readWhole(target, name, recordBytesMax));
  if (record !== undefined) return record;
  throw damagedObject(target, name);
}

export function damagedObject(target: BackupTarget, name: string): GembaError {
  return new GembaError(
    'backup-damaged',
    `${name} in the backups at ${target.location} is not what was written. Other points may be whole: 'gemba history backup --verify' looks at all of them.`,
    { details: { object: name, location: target.location } },
  );
}

function sealOf(record: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('hex');
}
