/** The steps of the buffer at which a process may die; tests stop it there and look at what is left. */
export const bufferSteps = [
  'record-written',
  'segment-synced',
  'segment-created',
  'segment-removed',
  'loss-recorded',
] as const;
export type BufferStep = (typeof bufferSteps)[number];
