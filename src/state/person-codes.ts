import { createHmac } from 'node:crypto';

/** A key as text or bytes; at least 16 bytes, since it is all that stands between a token and the person. */
export type SecretKey = string | Uint8Array;

/** Without I, L, O, U, so that a code read aloud or copied by hand stays itself (Crockford's base 32). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `p_` and the first 120 bits of HMAC-SHA-256(key, person), lower case: a token for facts. */
export function personToken(key: SecretKey, person: string): string {
  return `p_${keyedCode(key, `person\0${person}`, 24).toLowerCase()}`;
}

/** `W-` and 40 bits of HMAC-SHA-256(pseudonymKey, token): short enough to talk about. */
export function personPseudonym(key: SecretKey, token: string): string {
  const code = keyedCode(key, `pseudonym\0${token}`, 8);
  return `W-${code.slice(0, 4)}-${code.slice(4)}`;
}

/** Says whether a key is the one of before, without telling anything of it. */
export function keyFingerprint(key: SecretKey): string {
  return keyedCode(key, 'fingerprint\0', 16);
}

/**
 * Stands for a file that was erased: whoever has the file and the key finds it again. Its plain SHA-256 would let anyone
 * test guesses of the name, since the copy without the name is still there.
 */
export function erasedFileCode(key: SecretKey, sha256: string): string {
  return keyedCode(key, `erased file\0${sha256}`, 24);
}

/** Stands for the part of a delivery's id that was made from the content, for the same reason. */
export function erasedDeliveryCode(key: SecretKey, id: string): string {
  return keyedCode(key, `erased delivery\0${id}`, 12).toLowerCase();
}

function keyedCode(key: SecretKey, text: string, characters: number): string {
  const bytes = createHmac('sha256', key).update(text, 'utf8').digest();
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let code = '';
  for (let at = 0; at < characters; at += 1) code += alphabet[Number((bits >> BigInt(251 - 5 * at)) & 31n)];
  return code;
}
