/** Fingerprints that make a report reproducible: of the plant file, without secrets (it holds only their names). */
import { createHash } from 'node:crypto';
import type { PlantFile } from './plant-file/schema.ts';

/** SHA-256 of the parsed plant file in canonical JSON, 32 hex digits; where things lie, who is reached and when a report
 * is sent again is left out. */
export function fingerprintOfConfig(file: PlantFile, lookFingerprint = ''): string {
  const {
    store: _store,
    transports: _transports,
    plugins: _plugins,
    history: _history,
    backup: _backup,
    revisions: _revisions,
    // What has expired shows in the fingerprint of the facts; how long others are kept makes no difference.
    retention: _retention,
    templates: _templates,
    ...figures
  } = file;
  return fingerprintOf(figures, lookFingerprint);
}

/** The same of all it says, so that a change of anything is known; what plugins do is code, of which their kinds are told. */
export function fingerprintOfFile({ plugins, ...file }: PlantFile, lookFingerprint = ''): string {
  return fingerprintOf({ ...file, plugins: plugins.map(({ kind }) => kind) }, lookFingerprint);
}

/**
 * Of what production days and shifts are worked out from: zone, day start and shift calendar, and the version of the time
 * zone data that this Node has, as another one may move a day's begin.
 */
export function fingerprintOfCalendar({
  zone,
  dayStart,
  calendar,
}: Pick<PlantFile, 'zone' | 'dayStart' | 'calendar'>): string {
  return fingerprintOf({ zone, dayStart, calendar, timeZoneData: process.versions['tz'] }, '');
}

function fingerprintOf(value: object, lookFingerprint: string): string {
  const hash = createHash('sha256').update(canonical(value));
  // Where the templates lie makes no difference; what is in them does.
  if (lookFingerprint !== '') hash.update(`\nlook ${lookFingerprint}`);
  return hash.digest('hex').slice(0, 32);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
      .join(',')}}`;
  return JSON.stringify(value) ?? 'null';
}
