/** Money as people read it: rounded, since rates are no more exact. */
import type { Money } from '../../analytics/index.ts';
import type { Speaker } from './speaker.ts';

/**
 * @returns undefined where it is nothing, which is not worth a word
 * @example sayMoney({ amount: 1237.45, currency: 'EUR', atLeast: false }, speaker) // 'about €1,240'
 */
export function sayMoney({ amount, currency, atLeast }: Money, { words, formats }: Speaker): string | undefined {
  if (amount === 0) return undefined;
  const written = formats.money(amount, currency);
  return atLeast ? words.money.atLeast(written) : words.money.about(written);
}
