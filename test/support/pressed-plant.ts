/** A plant with a history that is there already: the store of format 2 of the fixtures, and a plant file that names its tags. */
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { definePlant, type PlantFileInput } from 'gemba';

const store = join(import.meta.dirname, '../fixtures/history/format-2/store');

/** The day of most of its readings, 06:00 to 06:00 in Berlin. */
export const day = '2026-01-05';

export const pressedPlant: PlantFileInput = definePlant({
  id: 'pressed',
  name: 'Press shop',
  zone: 'Europe/Berlin',
  dayStart: '06:00',
  secret: { env: 'GEMBA_DEMO_SECRET' },
  store: 'store',
  equipment: [
    {
      id: 'hall',
      name: 'Hall',
      level: 'area',
      children: [
        { id: 'press-1', name: 'Press 1', level: 'workUnit' },
        { id: 'press-2', name: 'Press 2', level: 'workUnit' },
      ],
    },
  ],
  calendar: {
    shifts: [
      { name: 'early', start: '06:00', end: '14:00' },
      { name: 'late', start: '14:00', end: '22:00' },
    ],
    rotation: { anchor: '2024-01-01', days: [['early', 'late']] },
  },
  tags: [
    { id: 'press-1.temperature', equipment: 'press-1', unit: 'Cel' },
    { id: 'press-1.vibration', equipment: 'press-1', unit: 'mm/s' },
    { id: 'press-1.pieces', equipment: 'press-1', kind: 'counter' },
    { id: 'press-1.state', equipment: 'press-1', valueType: 'text' },
  ],
  sources: [],
});

/** Writes plant file and store into a folder; returns the path of the file. */
export async function writePressedPlant(folder: string): Promise<string> {
  await cp(store, join(folder, 'store', 'history'), { recursive: true });
  const path = join(folder, 'gemba.config.json');
  await writeFile(path, JSON.stringify(pressedPlant));
  return path;
}
