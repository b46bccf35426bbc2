import { describe, test } from 'vitest';
import { historyConformance } from '../../src/testing/history-conformance.ts';
import { temporaryStore } from './store.ts';

describe('the embedded history that merges and checkpoints at every turn', () => {
  const eager = { compactSegmentsMin: 2, checkpointEvery: 2, graceMs: 3_600_000 };
  // Buckets and latest readings are asked of merged files by the store that rolls up, in conformance.test.ts.
  for (const { name, check } of historyConformance.filter(({ name }) => !/^buckets|^the latest reading/.test(name)))
    test(name, () => check(() => temporaryStore(eager)));
});
