/** Values of a payload as a refusal shows them. */

export const receivedLengthMax = 200;

/** A short text of any value: scalars as JSON writes them, texts bare, the rest by what it is. */
export function describe(raw: unknown): string {
  if (raw === undefined) return '';
  if (typeof raw === 'string') return raw.slice(0, receivedLengthMax).toWellFormed();
  if (Array.isArray(raw)) return `a list of ${raw.length}`;
  return typeof raw === 'object' && raw !== null ? 'an object' : String(raw);
}
