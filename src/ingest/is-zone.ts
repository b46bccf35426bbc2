import { createZone } from '../time/index.ts';

/** Whether a text names a zone of the IANA database. */
export function isZone(name: string): boolean {
  try {
    createZone(name);
    return true;
  } catch {
    // What is thrown says only that there is none: the answer is in the result.
    return false;
  }
}
