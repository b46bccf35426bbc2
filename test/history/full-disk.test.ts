/** A disk that takes no new file: whoever fails on it lets go of the lease, so that this process may try again. */
import { openEmbeddedHistory } from 'gemba/history';
import { expect, test, vi } from 'vitest';
import { factsOf } from './programs/facts.ts';
import { temporaryFolder } from './store.ts';

const disk = vi.hoisted(() => ({ isFull: false, leaseFits: false }));

vi.mock('../../src/history/embedded/durable.ts', async (load) => {
  const durable = await load<typeof import('../../src/history/embedded/durable.ts')>();
  const full = (path: string): void => {
    if (disk.isFull && !(disk.leaseFits && path.includes('lease')))
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  };
  return {
    ...durable,
    addFile: async (path: string, text: string) => {
      full(path);
      return durable.addFile(path, text);
    },
    replaceFile: async (path: string, text: string) => {
      full(path);
      return durable.replaceFile(path, text);
    },
  };
});

const account = { received: 10, refused: 0, filtered: 0, expired: 0, lost: 0 };
const commit = { source: 'mes', identityBy: 'key', facts: factsOf(0, 10), account, position: {} } as const;

test('a writer that failed on a full disk is closed and another opened, in the same process', async () => {
  await using folder = await temporaryFolder();
  await using history = await openEmbeddedHistory({ dir: folder.dir });
  const writer = await history.openWriter({ holder: 'run' });
  disk.isFull = true;
  await expect(writer.commit(commit)).rejects.toMatchObject({ code: 'history-full', cause: { code: 'ENOSPC' } });
  await writer[Symbol.asyncDispose]();
  await expect(history.openWriter({ holder: 'run' })).rejects.toMatchObject({
    code: 'history-full',
    cause: { code: 'ENOSPC' },
  });
  disk.leaseFits = true;
  // The lease is taken, but its entry in the manifest does not fit.
  await expect(history.openWriter({ holder: 'run' })).rejects.toMatchObject({
    code: 'history-full',
    cause: { code: 'ENOSPC' },
  });
  disk.isFull = false;
  await using next = await history.openWriter({ holder: 'run' });
  expect(next.fencing).toBeGreaterThan(writer.fencing);
  expect((await next.commit(commit)).account).toMatchObject({ stored: 10 });
});
