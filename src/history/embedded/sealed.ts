/** JSON files with their own checksum: `{"sha256":"<64 hex>","body":<JSON>}` and a newline; the sum is over the body. */
import { createHash } from 'node:crypto';

const prefix = '{"sha256":"';
const middle = '","body":';
const ending = '}\n';
const bodyStart = prefix.length + 64 + middle.length;

export interface Sealed {
  readonly text: string;
  readonly sha256: string;
}

export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function seal(body: object): Sealed {
  const json = JSON.stringify(body);
  const sha256 = sha256Of(json);
  return { text: `${prefix}${sha256}${middle}${json}${ending}`, sha256 };
}

export type Unsealed =
  | { readonly kind: 'whole'; readonly body: Record<string, unknown>; readonly sha256: string }
  /** Cut off: it does not end as it should. */
  | { readonly kind: 'torn' }
  /** Ends as it should, but the checksum does not match. */
  | { readonly kind: 'damaged' }
  /** Says of itself that it has a newer format. */
  | { readonly kind: 'newer'; readonly format: number };

export function unseal(text: string, formatMax: number): Unsealed {
  const newer = newerFormat(text, formatMax);
  if (newer !== undefined) return { kind: 'newer', format: newer };
  if (text.length < bodyStart || !text.endsWith(ending)) return { kind: 'torn' };
  const sha256 = text.slice(prefix.length, prefix.length + 64);
  const json = text.slice(bodyStart, -ending.length);
  const framed = text.startsWith(prefix) && text.slice(prefix.length + 64, bodyStart) === middle;
  if (!framed || sha256Of(json) !== sha256) return { kind: 'damaged' };
  return { kind: 'whole', body: JSON.parse(json) as Record<string, unknown>, sha256 };
}

/** A newer gemba may seal otherwise, so its format is looked for before the checksum is. */
function newerFormat(text: string, formatMax: number): number | undefined {
  const match = /"format":(\d{1,9})[,}]/.exec(text.slice(0, 400));
  const format = match === null ? 0 : Number(match[1]);
  if (format <= formatMax) return undefined;
  try {
    JSON.parse(text);
    return format;
  } catch {
    // Not JSON: the digits may be the damage, so the checksum decides.
    return undefined;
  }
}
