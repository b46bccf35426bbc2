/** Keys derived from the plant's one secret by HKDF (RFC 5869), one per purpose, so that none reveals another. */
import { hkdfSync } from 'node:crypto';

const purposes = ['identity', 'person', 'pseudonym', 'backup'] as const;

/** What each key is for: identities of facts, tokens of persons, pseudonyms of audiences, names beside backups. */
export type DerivedKeys = Readonly<Record<(typeof purposes)[number], Uint8Array>>;

export function deriveKeys(secret: string, plantId: string): DerivedKeys {
  const keys = purposes.map((purpose) => [
    purpose,
    new Uint8Array(hkdfSync('sha256', secret, `gemba/${plantId}`, `gemba 1 ${purpose}`, 32)),
  ]);
  return Object.fromEntries(keys) as DerivedKeys;
}
