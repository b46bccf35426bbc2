/** How deliveries are told to people. */
import type { DeliveryOutcome } from '../runtime/index.ts';

export function describeDeliveries(outcomes: readonly DeliveryOutcome[]): string[] {
  return outcomes.map(({ delivery, result, nextAttemptAt }) => {
    const what = `${delivery.title} for ${delivery.audience} by ${delivery.transport}`;
    if (result.kind === 'delivered') return `delivered: ${what}: ${result.receipt}`;
    if (result.kind === 'rejected')
      return `rejected: ${what}: ${result.reason} After a fix: \`gemba deliveries retry ${delivery.id}\`.`;
    const when = nextAttemptAt === undefined ? '' : ` Next try not before ${new Date(nextAttemptAt).toISOString()}.`;
    return `kept: ${what}: ${result.reason}${when} Now: \`gemba deliveries retry ${delivery.id}\`.`;
  });
}
