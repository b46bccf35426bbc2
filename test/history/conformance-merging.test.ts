import { describe, test } from 'vitest';
import { historyConformance } from '../../src/testing/history-conformance.ts';
import { temporaryStore } from './store.ts';

describe('the embedded history that merges and checkpoints at every turn', () => {
  const eager = { compactSegmentsMin: 2, checkpointEvery: 2, graceMs: 3_600_000 };
  for (const { name, check } of historyConformance) test(name, () => check(() => temporaryStore(eager)));
});
