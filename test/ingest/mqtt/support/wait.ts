/** Conditions are waited for under load too. */
export const waitOptions = { timeout: 30_000, interval: 10 } as const;
