/** The folder of a simulated plant: its plant file, what its MES reports, what is true, and what its sensors read. */
import { existsSync } from 'node:fs';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GembaError } from '../../model/index.ts';
import { listStateRecords, type SimulatedPlantInput } from '../../simulation/index.ts';
import { createZone } from '../../time/index.ts';
import { mesHeader, writeMesRows } from './mes-file.ts';
import { type PlantFileOptions, writePlantFileText } from './plant-file-text.ts';
import { writeReadingLine } from './reading-files.ts';
import type { LivePart } from './readings-in-order.ts';

export interface PlantFolder extends AsyncDisposable {
  /** Paths of its files. */
  readonly files: readonly string[];
  /** Adds what a part says; readings only where the folder has a file for them. */
  add(part: LivePart): Promise<void>;
}

/**
 * Makes the folder, with its plant file at once, so that `gemba run` can be started beside it.
 *
 * @param hasReadings whether readings are written too
 * @throws GembaError `usage` where the folder has a plant file already, `output-unwritable`
 */
export async function openPlantFolder(
  dir: string,
  input: SimulatedPlantInput,
  options: PlantFileOptions & { readonly hasReadings: boolean },
): Promise<PlantFolder> {
  const config = join(dir, 'gemba.config.ts');
  if (existsSync(config))
    throw new GembaError('usage', `${config} is there already. Choose another folder with --out, or remove it first.`);
  const zone = createZone(input.zone);
  const names = ['mes.csv', 'truth.jsonl', ...(options.hasReadings ? ['readings.jsonl'] : [])];
  const paths = names.map((name) => join(dir, name));
  await using opening = new AsyncDisposableStack();
  try {
    await mkdir(dir, { recursive: true });
    await writeFile(config, writePlantFileText(input, options), { flag: 'wx' });
    const handles = [];
    for (const path of paths) handles.push(opening.use(await open(path, 'w')));
    const [mes, truth, readings] = handles as [
      (typeof handles)[0],
      (typeof handles)[0],
      (typeof handles)[0] | undefined,
    ];
    await mes.write(mesHeader);
    const opened = opening.move();
    return {
      files: [config, ...paths],
      async add(part) {
        if (part.kind === 'reports') await mes.write(writeMesRows(part, zone));
        else if (part.kind === 'readings') await readings?.write(part.readings.map(writeReadingLine).join(''));
        else {
          const records = part.kind === 'truth' ? part.records : [...listStateRecords(part.states)];
          if (records.length > 0) await truth.write(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
        }
      },
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  } catch (cause) {
    throw new GembaError('output-unwritable', `Cannot write into ${dir}: ${(cause as Error).message}`, {
      cause,
      details: { dir },
    });
  }
}
