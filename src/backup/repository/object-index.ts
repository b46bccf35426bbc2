/** Which bytes lie at the target, by their checksum. Equal ones may lie there twice, written by two saves. */
import type { BackupTarget, StoredObject } from '../target.ts';
import { objectPrefix, parseObjectName } from './layout.ts';

export interface ObjectCopy extends StoredObject {
  readonly sha256: string;
  /** Of the save that wrote it. */
  readonly number: number;
}

/** All copies by SHA-256. */
export type ObjectIndex = ReadonlyMap<string, readonly ObjectCopy[]>;

/**
 * One listing, which costs a request per thousand objects, where asking for each costs one per object. So no save trusts
 * what a former one wrote without having seen that it is still there, of its length.
 */
export async function indexObjects(
  target: BackupTarget,
  signal?: AbortSignal,
  prefix: string = objectPrefix,
): Promise<Map<string, ObjectCopy[]>> {
  const index = new Map<string, ObjectCopy[]>();
  for await (const object of target.list(prefix, signal)) {
    const parsed = parseObjectName(object.name);
    if (parsed === undefined) continue;
    const copy = { ...object, ...parsed };
    const copies = index.get(parsed.sha256);
    if (copies === undefined) index.set(parsed.sha256, [copy]);
    else copies.push(copy);
  }
  return index;
}

/** The one to read: of the right length, the latest written, since it was written where an earlier one was found wrong. */
export function bestCopy(copies: readonly ObjectCopy[] | undefined, byteLength: number): ObjectCopy | undefined {
  const fitting = (copies ?? []).filter((copy) => copy.byteLength === byteLength);
  return fitting.sort((a, b) => a.number - b.number).at(-1);
}
