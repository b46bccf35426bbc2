import { describe, test } from 'vitest';
import { historyConformance } from '../../src/testing/history-conformance.ts';
import { temporaryStore } from './store.ts';

describe('the embedded history', () => {
  for (const { name, check } of historyConformance) test(name, () => check(() => temporaryStore()));
});
