/** A plant whose shift leads see names: rows of three persons, refused rows, reports on a share and mails that wait. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OpenPlantOptions, openPlant, type PlantFileInput } from 'gemba';
import { deliverNow, loadSources, type OpenPlant, resolveWindow, type SentReport, sendReports } from 'gemba/runtime';
import { day, secretEnv, smallPlant } from '../../support/small-plant.ts';

/** Who is erased. Made up, as the others. */
export const person = 'Zoë Kröger';
/** The same person, as another shift wrote it. */
export const shouted = 'ZOË KRÖGER';
/** Others, one of them with a name that begins like it. */
export const others = ['Zoë Krögermann', 'Bo Ek'];

export const pdfName = `daily-${day}-leads.pdf`;

export const now: number = Date.UTC(2024, 2, 7, 5, 30);

const header = 'key,machine,start,end,good,worker';
const goodRows = [
  `1,Lathe,${day}T06:00,${day}T10:00,40,${person}`,
  `2,Lathe,${day}T11:00,${day}T13:00,20,${others[0]}`,
  `3,Mill,${day}T06:30,${day}T13:30,70,${others[1]}`,
  `4,Mill,${day}T13:30,${day}T14:00,7,${shouted}`,
];
/** Their times cannot be read. */
export const refusedRows: readonly string[] = [
  `5,Lathe,noon,${day}T13:00,1,${person}`,
  `6,Lathe,noon,${day}T13:00,1,${person.toLowerCase()}`,
  `7,Lathe,noon,${day}T13:00,1,${person.normalize('NFD')}`,
  `8,Lathe,noon,${day}T13:00,1,${others[0]}`,
];
/** Of no known time, so that no report has it. */
export const waitingRow = `9,Mill,late,late,1,${person}`;

export function namedPlant(mailPort: number): PlantFileInput {
  const plant = smallPlant();
  const [source] = plant.sources ?? [];
  const { scrapCount: ____, ...mapping } = (source as unknown as { readonly mapping: Record<string, unknown> }).mapping;
  const lead = { role: 'shift-lead', language: 'en' } as const;
  const formats = ['html', 'json', 'csv', 'xlsx'] as const;
  return {
    ...plant,
    sources: [{ ...source, mapping }] as NonNullable<PlantFileInput['sources']>,
    audiences: [
      { ...lead, id: 'leads', persons: 'names', recipients: ['leads@small.example'] },
      { ...lead, id: 'council', persons: 'pseudonyms', recipients: ['council@small.example'] },
    ],
    transports: [
      { kind: 'fileShare', id: 'share', path: 'share' },
      { kind: 'smtp', id: 'mail', host: '127.0.0.1', port: mailPort, requireTls: false, from: 'gemba@small.example' },
    ],
    reports: [{ kind: 'daily', audiences: ['leads', 'council'], formats: [...formats], transports: ['share', 'mail'] }],
  };
}

export async function openNamed(folder: string, options: Partial<OpenPlantOptions> = {}): Promise<OpenPlant> {
  const config = join(folder, 'gemba.config.json');
  return await openPlant({ config, env: secretEnv, clock: () => now, random: () => 0.5, ...options });
}

export async function writeLog(folder: string, more: readonly string[] = []): Promise<void> {
  await writeFile(join(folder, 'log.csv'), `${[header, ...goodRows, ...refusedRows, ...more].join('\n')}\n`);
}

/** Loaded, sent, with mails that no server takes, and a refused row that waits in the buffer. */
export async function makeNamedPlant(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Nothing listens on the first port.
  await writeFile(join(folder, 'gemba.config.json'), JSON.stringify(namedPlant(1)));
  await writeLog(folder);
  {
    await using plant = await openNamed(folder);
    await loadSources(plant);
    const { made } = await sendReports(plant, { window: resolveWindow(plant.plant, { day }, now) });
    for (const { manifest } of made) if (manifest.audience === 'leads') await addPdf(plant, manifest);
    await deliverNow(plant);
  }
  await writeLog(folder, [waitingRow]);
  const stopped = new Error('stopped before history has it');
  const stop = (step: string): void => {
    if (step === 'commit-begun') throw stopped;
  };
  await using plant = await openNamed(folder, { onStep: stop });
  await loadSources(plant).catch((error: unknown) => {
    if (error !== stopped && (error as Error).cause !== stopped) throw error;
  });
}

/** As a browser would have printed it: without one there is none. */
async function addPdf(plant: OpenPlant, manifest: SentReport['manifest']): Promise<void> {
  const file = await plant.archive.put(Buffer.from(`%PDF-1.4 (${person}) Tj`));
  const files = [...manifest.files, { name: pdfName, mediaType: 'application/pdf', ...file }];
  await plant.state.reports.record({ ...manifest, files });
}
