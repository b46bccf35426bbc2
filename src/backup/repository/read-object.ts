/** Bytes by their checksum, from whichever copy is there. */
import { GembaError } from '../../model/index.ts';
import type { BackupTarget } from '../target.ts';
import { checkedBytes } from './checked-bytes.ts';
import { objectsOf } from './layout.ts';
import { bestCopy, indexObjects, type ObjectIndex } from './object-index.ts';
import { damagedObject } from './sealed-json.ts';

export interface ObjectSource {
  readonly target: BackupTarget;
  /** What is known to lie there, if it was listed. */
  readonly index?: ObjectIndex;
}

interface WantedObject {
  readonly sha256: string;
  readonly byteLength: number;
}

/**
 * The bytes of an object, the last of them only once all were found right.
 *
 * @throws GembaError `backup-damaged`, naming the object, where there is none or its bytes are others
 */
export async function* readObject(
  { target, index }: ObjectSource,
  wanted: WantedObject,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { sha256, byteLength } = wanted;
  const known = bestCopy(index?.get(sha256), byteLength);
  const copies = known ? [known] : (await indexObjects(target, signal, objectsOf(sha256))).get(sha256);
  const copy = bestCopy(copies, byteLength);
  if (copy === undefined) throw missingObject(target, wanted, copies?.[0]?.name);
  const { name } = copy;
  let isBegun = false;
  try {
    for await (const chunk of checkedBytes(target.get(name, signal), sha256, () => damagedObject(target, name))) {
      isBegun = true;
      yield chunk;
    }
  } catch (error) {
    if (!(error instanceof GembaError) || error.code !== 'backup-missing') throw error;
    // A sweep may have removed this copy since it was listed, as there is another.
    if (known === undefined || isBegun) throw missingObject(target, wanted, name);
    yield* readObject({ target }, wanted, signal);
  }
}

function missingObject(target: BackupTarget, { sha256, byteLength }: WantedObject, name?: string): GembaError {
  const object = name ?? `${objectsOf(sha256)}*`;
  return new GembaError(
    'backup-damaged',
    `${object} in the backups at ${target.location} is missing, or has not its ${byteLength} bytes any more. Other points may be whole.`,
    { details: { object, sha256, location: target.location } },
  );
}
