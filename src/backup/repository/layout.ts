/** Where what lies at the target; docs/backup-format.md says the same to people. */

/** Whose backups they are, in which format. */
export const identityName = 'gemba-backup.json';
export const stepPrefix = 'steps/';
export const lockPrefix = 'locks/';
export const objectPrefix = 'objects/';
export const notePrefix = 'notes/';

/** Digits enough that names sort as their numbers do: ten million backups. */
const digits = 7;

export function stepName(number: number): string {
  return `${stepPrefix}${padded(number)}.json`;
}

export function lockName(number: number): string {
  return `${lockPrefix}${padded(number)}.json`;
}

/** The number of a step's or lock's name; undefined for what is none. */
export function numberOf(name: string): number | undefined {
  const digitsOfIt = /^(?:steps|locks)\/(\d{7,15})\.json$/.exec(name)?.[1];
  return digitsOfIt === undefined ? undefined : Number(digitsOfIt);
}

export function objectName(sha256: string, number: number): string {
  return `${objectsOf(sha256)}${padded(number)}`;
}

/** What the names of all copies of these bytes begin with. */
export function objectsOf(sha256: string): string {
  return `${objectPrefix}${sha256.slice(0, 2)}/${sha256}-`;
}

export function parseObjectName(name: string): { readonly sha256: string; readonly number: number } | undefined {
  const [, folder, sha256, number] = /^objects\/([0-9a-f]{2})\/([0-9a-f]{64})-(\d{7,15})$/.exec(name) ?? [];
  if (sha256 === undefined || !sha256.startsWith(folder as string)) return undefined;
  return { sha256, number: Number(number) };
}

export function noteName(name: string): string {
  return `${notePrefix}${name}`;
}

/** `20120229T060500Z-0000123`: sorts by time, and within a second by number. */
export function pointId(at: number, number: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z-${padded(number)}`;
}

export function numberOfPoint(id: string): number | undefined {
  const found = /^\d{8}T\d{6}Z-(\d{7,15})$/.exec(id)?.[1];
  return found === undefined ? undefined : Number(found);
}

function padded(number: number): string {
  return String(number).padStart(digits, '0');
}
