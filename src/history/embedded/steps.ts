/** The steps of a writer at which a process may die; tests stop it there and look at what is left. */
export const writerSteps = [
  'lease-taken',
  'lease-entered',
  'commit-begun',
  'segments-written',
  'entry-added',
  'checkpoint-written',
  'compaction-written',
  'compaction-entered',
  'merge-written',
  'merge-entered',
  'rollup-written',
  'rollup-entered',
  'expiry-written',
  'expiry-entered',
  'blank-written',
  'blank-entered',
] as const;
export type WriterStep = (typeof writerSteps)[number];
