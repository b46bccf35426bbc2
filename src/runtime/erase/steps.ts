/** Moments of an erasure, in order; for tests that end the process there. */
export const eraseSteps = [
  'begun',
  'drained',
  'blanked',
  'buffer-removed',
  'forgotten',
  'copied',
  'report-replaced',
  'file-removed',
  'files-removed',
  'backup-told',
  'compacted',
] as const;
export type EraseStep = (typeof eraseSteps)[number];
