import { GembaError } from '../../model/index.ts';

/** What later commits fail with once one has failed. */
export function failedBefore(failure: unknown): unknown {
  if (failure instanceof GembaError && (failure.code === 'lease-lost' || failure.code === 'history-full'))
    return failure;
  return new GembaError(
    'history-writer-failed',
    'An earlier commit failed, so later ones are not applied: they would pass over its facts. Open a new writer and start from the committed position.',
    { cause: failure },
  );
}
