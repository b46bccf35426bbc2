/** How often each reason was told in a context, and what that says of the next stop in it. */

/** Counts of reasons, by their number. */
export interface ReasonCounts {
  readonly total: number;
  /** How many different ones were told. */
  readonly distinct: number;
  get(reason: number): number;
  /** One more, or one less: adding and taking away leaves what was. */
  add(reason: number, times: 1 | -1): void;
}

export function createReasonCounts(): ReasonCounts {
  const counts = new Map<number, number>();
  let total = 0;
  return {
    get total() {
      return total;
    },
    get distinct() {
      return counts.size;
    },
    get: (reason) => counts.get(reason) ?? 0,
    add(reason, times) {
      const count = (counts.get(reason) ?? 0) + times;
      if (count === 0) counts.delete(reason);
      else counts.set(reason, count);
      total += times;
    },
  };
}

/**
 * Makes the probabilities of a general context into those of a special one within it:
 *
 *     P(r | special) = (n(r) + d · P(r | general)) / (n + d)
 *
 * n told in the special one, n(r) of them r, d different reasons among them. The more different reasons a context has
 * shown, the more it leaves to the general one. The last place is of a reason that nobody told anywhere yet; its count is
 * always 0. Where nothing was told, nothing changes.
 *
 * Source: I. H. Witten and T. C. Bell, "The Zero-Frequency Problem", IEEE Transactions on Information Theory 37 (1991),
 * method C; back-off from general to special as in D. J. C. MacKay and L. C. Bauman Peto, "A Hierarchical Dirichlet
 * Language Model", Natural Language Engineering 1 (1995).
 *
 * @param ratios changed in place; they add up to 1 before and after
 */
export function specialise(ratios: Float64Array, counts: ReasonCounts | undefined): void {
  if (counts === undefined || counts.total === 0) return;
  const { total, distinct } = counts;
  const last = ratios.length - 1;
  for (let reason = 0; reason <= last; reason++) {
    const told = reason === last ? 0 : counts.get(reason);
    ratios[reason] = (told + distinct * (ratios[reason] as number)) / (total + distinct);
  }
}
