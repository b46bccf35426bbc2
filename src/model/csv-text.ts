/** Text as a field of CSV. */

/**
 * A text as a field of CSV after RFC 4180, in quotes where it needs them. What a spreadsheet would take for a formula (first
 * character `=`, `+`, `-`, `@`, tab or carriage return) gets an apostrophe before it, so that it stays text.
 *
 * Source: OWASP, CSV Injection.
 *
 * @example csvText('5" pipe, cut') // '"5"" pipe, cut"'
 * @example csvText('=1+1') // "'=1+1"
 */
export function csvText(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
