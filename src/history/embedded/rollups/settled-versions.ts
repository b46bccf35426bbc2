/** Which commits were some time ago, by a clock that is never set. */
export interface SettledVersions {
  /** The store has this version now. */
  note(version: number, monotonicMs: number): void;
  /** The newest version that it had `ageMs` ago. */
  find(ageMs: number, monotonicMs: number): number;
}

/** @param version what was there before counts as old */
export function createSettledVersions(version: number): SettledVersions {
  let settled = version;
  let noted: { readonly version: number; readonly monotonicMs: number }[] = [];
  return {
    note(now, monotonicMs) {
      if (now !== (noted.at(-1)?.version ?? settled)) noted.push({ version: now, monotonicMs });
    },
    find(ageMs, monotonicMs) {
      const open = noted.findIndex((one) => one.monotonicMs + ageMs > monotonicMs);
      const count = open === -1 ? noted.length : open;
      settled = noted[count - 1]?.version ?? settled;
      noted = noted.slice(count);
      return settled;
    },
  };
}
