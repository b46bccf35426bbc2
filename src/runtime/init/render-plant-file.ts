/** Writes the plant file a person starts from: every part there, each with the sentence that says what it is. */
import { usualRetention } from '../retention/usual.ts';
import type { GuessedMapping, MappedField } from './guess-mapping.ts';

export interface PlantFileDraft {
  /** Path of the export, relative to the plant file. */
  readonly exportPath: string;
  readonly delimiter: string;
  readonly mapping: GuessedMapping;
  /** Names of the work units found in the export. */
  readonly units: readonly string[];
  readonly zone: string;
  /** Year of the oldest row of the export; undefined where that could not be read. */
  readonly oldestYear: number | undefined;
  /** Year it is. */
  readonly thisYear: number;
}

const fieldsNeeded: readonly MappedField[] = ['equipment', 'startAt', 'endAt'];
const fieldsOptional: readonly MappedField[] = [
  'workOrder',
  'operation',
  'product',
  'operators',
  'orderCount',
  'completedCount',
  'scrapCount',
  'holdCount',
  'isRework',
  'reason',
  'defect',
];

/** The text of `gemba.config.ts`. */
export function renderPlantFile(draft: PlantFileDraft): string {
  return `/**
 * The plant file of gemba. \`gemba check\` tells every mistake at once; docs/plant-file.md lists every field.
 * Secrets are not written here: name the environment variable that holds each.
 */
import { definePlant } from 'gemba';

export default definePlant({
  id: 'my-plant',
  name: 'My plant',
  // IANA zone: local times in exports and reports are of this zone.
  zone: ${quote(draft.zone)},
  // The production day begins here; a report of a date covers 24 hours from then (23 or 25 over a clock change).
  dayStart: '06:00',
  language: 'en',
  // Any long random text, such as \`openssl rand -hex 32\` makes. Keep it as long as the store.
  secret: { env: 'GEMBA_SECRET' },

  // ISA-95: enterprise / site / area / workCenter / workUnit; levels may be skipped. Names are as the export has them.
  // staffed 'onDemand' plans nothing: all work is extra. silence 'unknown': no report does not mean idle.
  equipment: [
    {
      id: 'my-plant',
      name: 'My plant',
      level: 'site',
      children: [
${draft.units.map((name) => `        { name: ${quote(name)}, level: 'workUnit' },`).join('\n')}
      ],
    },
  ],

  // Shifts, and on which days of a cycle of any length they are worked. Day 1 of the cycle is the anchor.
  calendar: {
    shifts: [
      { name: 'early', start: '06:00', end: '14:00' },
      { name: 'late', start: '14:00', end: '22:00' },
      { name: 'night', start: '22:00', end: '06:00' },
    ],
    rotation: {
      anchor: '2024-01-01', // a Monday
      days: [
        ['early', 'late', 'night'],
        ['early', 'late', 'night'],
        ['early', 'late', 'night'],
        ['early', 'late', 'night'],
        ['early', 'late', 'night'],
        [],
        [],
      ],
    },
    // Holidays and other exceptions: { from: '2026-12-24', to: '2026-12-26', name: 'Christmas', replace: [] }
    exceptions: [],
  },
  // Maintenance and shutdowns planned ahead: { equipment: 'my-plant', from: '2026-08-03', to: '2026-08-17', name: 'Summer' }
  plannedStops: [],

  // What the export's codes mean. Codes that are missing here are listed, never dropped.
  reasons: [{ code: 'breakdown', name: 'Breakdown', planned: false, lossClass: 'breakdown' }],
  defects: [],
  // At which operations an order is finished, the surest first.
  finalOperations: [],
  // What machine time and pieces cost; findings are then ranked by money. Equipment may have its own machineHourRate.
  // rates: { currency: 'EUR', machineHour: 65, pieceValues: { 'Cable Head': 42.5 } },
  // What is measured. unit: UCUM, such as Cel, bar, kW; outside min and max a reading is refused; a longer silence is a gap.
  // tags: [
  //   { id: 'temperature', equipment: 'my-plant', unit: 'Cel', min: -20, max: 200, expectedIntervalSeconds: 10 },
  // ],

  sources: [
    {
      kind: 'csv',
      id: 'mes',
      path: ${quote(draft.exportPath)}, // a file, a folder, or a pattern such as 'exports/*.csv'
      delimiter: ${quote(draft.delimiter)},
      mapping: {
        // What a row is. By a column's values instead:
        // fact: { column: 'type', values: { P: { kind: 'production', state: 'running' }, … } }
        fact: { kind: 'production', state: 'running' },
        // Where rows have a key of their own, a changed row corrects the earlier one: key: ['report_id'],
${[...fieldsNeeded, ...fieldsOptional].map((field) => mappingLine(field, draft.mapping)).join('\n')}
      },
    },
    // An MQTT broker, read by \`gemba run\` (docs/connect-your-broker.md). aliases: from its names of tags to yours.
    // {
    //   kind: 'mqtt',
    //   id: 'broker',
    //   url: 'mqtts://broker.example.com:8883',
    //   username: 'gemba',
    //   password: { env: 'MQTT_PASSWORD' },
    //   subscriptions: [{ topic: 'plant/#', mapping: { form: 'value', value: 'v', time: 't' } }],
    //   aliases: { tags: { 'plant/oven/temperature': 'temperature' } },
    // },
  ],
  // Bytes on disk in which facts wait while history cannot take them, and refused rows that are kept with their bytes.
  // buffer: { sizeMax: 8_589_934_592 },
  // quarantine: { rowsMax: 100_000 },

${retentionOf(draft)}

  // Who reads reports. persons: 'names', 'pseudonyms' or 'none'.
  audiences: [
    { id: 'director', role: 'director', persons: 'none', recipients: ['director@example.com'] },
    { id: 'production', role: 'production', persons: 'none' },
    { id: 'quality', role: 'quality', persons: 'none' },
    { id: 'maintenance', role: 'maintenance', persons: 'none' },
    { id: 'shift-lead', role: 'shift-lead', persons: 'names' },
  ],
  transports: [
    { kind: 'fileShare', id: 'share', path: 'reports' },
    // { kind: 'smtp', id: 'mail', host: 'smtp.example.com', port: 587, user: 'gemba', password: { env: 'SMTP_PASSWORD' }, from: 'gemba@example.com' },
  ],
  // \`gemba report daily --send\` makes and sends these.
  reports: [{ kind: 'daily', audiences: ['director'], formats: ['pdf', 'html', 'json'], transports: ['share'] }],
});
`;
}

/** Facts of an old export would go as soon as they are loaded, so that its policy is left to a person. */
function retentionOf({ oldestYear, thisYear }: PlantFileDraft): string {
  const { readings, rollups, events, quarantine, audit } = usualRetention;
  const section = `  retention: {
    readings: ${quote(readings)}, // what was measured; a year and the month to compare with
    // Tags that are kept longer or shorter: their ids, or the equipment they are of.
    // tagGroups: [{ name: 'vibration', equipment: ['my-plant'], readings: '30 days' }],
    rollups: ${quote(rollups)}, // what readings say by minute, hour, day and shift; never shorter than readings
    events: ${quote(events)}, // production, states of equipment, gaps
    quarantine: ${quote(quarantine)}, // refused rows with their bytes, which may name people
    audit: ${quote(audit)}, // deliveries, runs, and what was done to the store; records of reports stay
  },`;
  const isOld = oldestYear !== undefined && oldestYear <= thisYear - Number.parseInt(events, 10);
  return [
    '',
    '  // How long things are kept, by the calendar in UTC; what has no period is kept for ever. What has expired is gone for good:',
    '  // `gemba history plan` says what would go and what it takes, before anything does (docs/operations/retention.md).',
    ...(isOld
      ? [
          `  // The export begins in ${oldestYear}: with these periods its old rows would go as soon as they are loaded, so they are left out.`,
          section.replaceAll(/^ {2}/gm, '  // '),
        ]
      : [section]),
  ].join('\n');
}

function mappingLine(field: MappedField, mapping: GuessedMapping): string {
  const column = mapping[field];
  if (column !== undefined && field === 'isRework')
    return `        isRework: { column: ${quote(column)}, true: ['Y', '1', 'true'] },`;
  if (column !== undefined) return `        ${field}: ${quote(column)},`;
  return fieldsNeeded.includes(field)
    ? `        ${field}: 'TO BE NAMED', // required: the column that has it`
    : `        // ${field}: '…',`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\t', '\\t').replaceAll('\n', '\\n')}'`;
}
