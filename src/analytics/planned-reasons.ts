/** Which reasons of stops are planned. */
import type { Plant } from '../model/index.ts';

/** Whether a code of the reason tree is one of planned stops. */
export function plannedReasonsOf({ reasons }: Plant): (code: string) => boolean {
  const planned = new Set(reasons.filter((reason) => reason.planned).map(({ code }) => code));
  return (code) => planned.has(code);
}
