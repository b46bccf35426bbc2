/** What kind of window a report speaks of, for texts that name it. */

export type SpokenWindow =
  | { readonly kind: 'day' }
  | { readonly kind: 'shift' }
  /** `days`: undefined where it is not whole days. */
  | { readonly kind: 'span'; readonly days: number | undefined };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * @param date of the production day that the window is, or null
 * @param shift that the window is, or null
 * @example spokenWindow({ date: null, shift: null }, 7 * 86_400_000) // { kind: 'span', days: 7 }
 */
export function spokenWindow(
  { date, shift }: { readonly date: string | null; readonly shift: object | null },
  lengthMs: number,
): SpokenWindow {
  if (date !== null) return { kind: 'day' };
  if (shift !== null) return { kind: 'shift' };
  const days = Math.round(lengthMs / dayMs);
  // A change of the clocks makes a day an hour shorter or longer.
  const isWhole = days > 1 && Math.abs(lengthMs - days * dayMs) <= hourMs;
  return { kind: 'span', days: isWhole ? days : undefined };
}
