/** A mail address with the name shown beside it. */
export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

// No space, control character, bracket, comma, quote or colon: whatever could start a second address or header.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be refused.
const bare = /^[^\s<>()[\]\\,;:"@\u0000-\u001f\u007f]{1,64}@[^\s<>()[\]\\,;:"@\u0000-\u001f\u007f]{1,255}$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be refused.
const named = /^([^<>\u0000-\u001f\u007f]*?)\s*<([^<>]+)>$/u;

/**
 * Reads `address` or `Name <address>`; undefined where it is neither. Stricter than RFC 5322: no comments, no quoted
 * local parts, no address lists.
 *
 * @example addressOf('Plant <reports@plant.example>') // { name: 'Plant', address: 'reports@plant.example' }
 */
export function addressOf(text: string): MailAddress | undefined {
  if (bare.test(text)) return { name: '', address: text };
  const [, name = '', address = ''] = named.exec(text) ?? [];
  return bare.test(address) ? { name: name.replace(/^"(.*)"$/, '$1'), address } : undefined;
}
