import { createHash } from 'node:crypto';
import type { Delivery } from '../../model/index.ts';
import type { MailAddress } from './address.ts';

/**
 * The Message-ID of a delivery: the same whenever and by whichever process it is sent, so that a mail sent twice is
 * one to the mail programs that look (RFC 5322, 3.6.4).
 */
export function messageIdOf(deliveryId: string, from: MailAddress): string {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return `<${createHash('sha256').update(deliveryId).digest('hex').slice(0, 40)}@${domain}>`;
}

/** One line of a header: line breaks and control characters are spaces, so that no text can start a header of its own. */
export function headerText(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 500);
}

/** Headers beside the usual ones: not answered by out-of-office programs (RFC 3834), and named by delivery. */
export function extraHeaders(delivery: Delivery): Record<string, string> {
  return {
    'Auto-Submitted': 'auto-generated',
    'X-Gemba-Delivery': headerText(delivery.id).replace(/[^\x20-\x7e]/g, '?'),
    'Content-Language': headerText(delivery.language).replace(/[^\x20-\x7e]/g, '?'),
  };
}
