/** Names that every target takes: a folder on Linux, macOS and Windows, a share, a bucket. */
import { GembaError } from '../model/index.ts';

/** Lower case alone: `A` and `a` are one file on Windows and two on Linux. No part begins with a dot or ends with one. */
const partPattern = /^[a-z0-9_-](?:[a-z0-9._-]*[a-z0-9_-])?$/;
/** Names Windows keeps for devices, whatever follows the first dot. */
const devicePattern = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/;
/** Far below the 1,024 bytes of a bucket's key and the 260 characters of a Windows path. */
const nameLengthMax = 150;

export function isObjectName(name: string): boolean {
  if (name.length > nameLengthMax) return false;
  return name.split('/').every((part) => partPattern.test(part) && !devicePattern.test(part));
}

/** @throws GembaError `usage`: every method of a target holds its names to it before it does anything. */
export function requireObjectName(name: string): void {
  if (isObjectName(name)) return;
  throw new GembaError(
    'usage',
    `${JSON.stringify(name)} is no name of an object: at most ${nameLengthMax} lower-case letters, digits, '.', '_' and '-', parts joined by '/'.`,
    { details: { name } },
  );
}
