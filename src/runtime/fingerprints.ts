/** Fingerprints that make a report reproducible: of the plant file, without secrets (it holds only their names). */
import { createHash } from 'node:crypto';
import type { PlantFile } from './plant-file/schema.ts';

/** SHA-256 of the parsed plant file in canonical JSON, 32 hex digits; where things lie, who is reached and when a report
 * is sent again is left out. */
export function fingerprintOfConfig(file: PlantFile): string {
  const {
    store: _store,
    transports: _transports,
    plugins: _plugins,
    history: _history,
    revisions: _revisions,
    ...figures
  } = file;
  return createHash('sha256').update(canonical(figures)).digest('hex').slice(0, 32);
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
