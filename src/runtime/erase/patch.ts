/** Files of the archive as bytes, and texts with a mark in place of a name. */
import { createHash } from 'node:crypto';
import { GembaError } from '../../model/index.ts';
import type { ArchivedFile } from '../../reports/index.ts';
import type { OpenPlant } from '../open-plant.ts';
import type { PersonNames } from './person-names.ts';

/** In place of a name in a file that could not be made again. */
export const erasedMark = '[…]';

/** Fonts and pictures are letters too, and no names. */
const embedded = /(data:[\w/+.-]+;base64,[\w+/=]+)/;

export function patched(bytes: Uint8Array, names: PersonNames): Uint8Array {
  const parts = Buffer.from(bytes).toString().split(embedded);
  return Buffer.from(parts.map((part, i) => (i % 2 === 1 ? part : names.replaceIn(part, erasedMark))).join(''));
}

/** Undefined where it is damaged or missing. */
export async function findArchived({ archive }: OpenPlant, sha256: string): Promise<Uint8Array | undefined> {
  try {
    return await archive.get(sha256);
  } catch (error) {
    if (error instanceof GembaError) return undefined;
    throw error;
  }
}

export function digestOf(bytes: Uint8Array): ArchivedFile {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), byteLength: bytes.byteLength };
}
