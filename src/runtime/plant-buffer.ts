/** The plant's buffer: a folder of the store, for one process at a time. */
import { join } from 'node:path';
import { type BufferStep, type FactBuffer, openFactBuffer } from '../ingest/index.ts';
import type { PlantFile } from './plant-file/schema.ts';
import { takeStoreLock } from './store-lock.ts';

export interface PlantBufferOptions {
  readonly storeDir: string;
  readonly clock: () => number;
  readonly config: PlantFile['buffer'];
  readonly onStep?: (step: BufferStep) => void;
}

/** @throws GembaError `lease-held` where another process has it; what `openFactBuffer` throws */
export async function openPlantBuffer({ storeDir, clock, config, onStep }: PlantBufferOptions): Promise<FactBuffer> {
  const folder = join(storeDir, 'buffer');
  const lock = takeStoreLock(folder);
  try {
    const buffer = await openFactBuffer({
      dir: join(folder, 'segments'),
      clock,
      sizeBytesMax: config.sizeMax,
      ...(onStep === undefined ? {} : { onStep }),
    });
    const close = buffer[Symbol.asyncDispose].bind(buffer);
    buffer[Symbol.asyncDispose] = async () => {
      await close();
      lock[Symbol.dispose]();
    };
    return buffer;
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}
