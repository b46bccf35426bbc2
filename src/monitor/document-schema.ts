/** Schemas of the live documents: written beside their types, and held to them by the compiler. */
import { z } from 'zod';
import { equipmentStates, unknownReasons, type WrittenKnown } from '../model/index.ts';
import { resetReasons } from './change-feed.ts';
import {
  liveSchemaVersion,
  type WrittenLiveChange,
  type WrittenLiveFigures,
  type WrittenLivePicture,
  type WrittenLivePlant,
  type WrittenLiveState,
  type WrittenLiveUnit,
} from './documents.ts';
import { stateOrigins, unknownStateReasons } from './live.ts';

const instant = (what: string): z.ZodType<number> => z.int().meta({ description: what, unit: 'UTC epoch ms' });
const ms = (what: string): z.ZodType<number> => z.int().min(0).meta({ description: what, unit: 'ms' });
const count = (what: string): z.ZodType<number> => z.int().min(0).meta({ description: what });
const text = (what: string): z.ZodType<string> => z.string().meta({ description: what });
const flag = (what: string): z.ZodType<boolean> => z.boolean().meta({ description: what });
const ratio = (what: string): z.ZodType<WrittenKnown> =>
  z
    .union([
      z.strictObject({ value: z.number(), low: z.number(), high: z.number() }),
      z.strictObject({ unknown: z.enum(unknownReasons) }),
    ])
    .meta({ description: `${what}, \`{ value, low, high }\`, or \`{ unknown: reason }\`.` });

const catchingUp = 'Something these figures stand on is on its way into history, and will be read again from there.';

const figures: z.ZodType<WrittenLiveFigures> = z.strictObject({
  kind: z.enum(['day', 'shift']),
  name: text('Name of the shift; of a production day its date.'),
  date: text('Date of the production day, or on which the shift began.'),
  fromAt: instant('Start of the window.'),
  toAt: instant('Its end, exclusive; figures hold what lies before `asOfAt`.'),
  windowMs: ms('Time of the window so far; of the plant the sum over its units, as in all that follows.'),
  runMs: ms('Run time.'),
  setupMs: ms('Setup time.'),
  downMs: ms('Down time.'),
  waitMs: ms('Could run: blocked, starved, or nobody wanted anything.'),
  blockedMs: ms('Of these: could not give away what it made.'),
  starvedMs: ms('Of these: nothing came.'),
  silentMs: ms('The rest of the window.'),
  plannedMs: ms('Planned time so far.'),
  extraMs: ms('Run, setup and down outside planned time.'),
  waitPlannedMs: ms('Waiting in planned time.'),
  silentPlannedMs: ms('Planned time of which nothing was said.'),
  plannedStopMs: ms('Planned stops within shift time.'),
  completedCount: count('Completed pieces.'),
  scrapCount: count('Scrapped pieces.'),
  holdCount: count('Pieces held for review.'),
  reworkCount: count('Pieces of rework among them.'),
  availabilityRatio: ratio('Availability'),
  performanceRatio: ratio('Effectiveness'),
  qualityRatio: ratio('Quality ratio'),
  oeeRatio: ratio('Overall equipment effectiveness index'),
  reportedRatio: ratio('Share of planned time of which something was said'),
  setupRatio: ratio('Setup share of the time base'),
  downRatio: ratio('Down share of the time base'),
});

const state: z.ZodType<WrittenLiveState> = z.union([
  z.strictObject({
    kind: z.literal('known'),
    state: z.enum(equipmentStates),
    origin: z.enum(stateOrigins).meta({ description: 'Whether its own sensors say so, or a report.' }),
    sinceAt: instant('Since when without a break.'),
    reason: text('Code of the reason tree; null where none is given.').nullable(),
    product: text('What is made, as far as anybody said.').nullable(),
    operation: text('At which operation.').nullable(),
    workOrder: text('For which order.').nullable(),
  }),
  z.strictObject({
    kind: z.literal('unknown'),
    reason: z.enum(unknownStateReasons),
    sinceAt: instant('End of what was last known in the window; null where nothing was.').nullable(),
  }),
]);

const unit: z.ZodType<WrittenLiveUnit> = z.strictObject({
  equipment: text('Id of the work unit.'),
  name: text('Its name.'),
  path: text('Its place in the equipment tree.'),
  asOfAt: instant('Up to when its figures go.'),
  isCatchingUp: flag(catchingUp),
  state,
  day: figures,
  shift: figures.nullable().meta({ description: 'Null while no shift is worked.' }),
});

const plant: z.ZodType<WrittenLivePlant> = z.strictObject({
  asOfAt: instant('The earliest instant of its units.'),
  isCatchingUp: flag(catchingUp),
  runningCount: count('Units that run now.'),
  setupCount: count('Units that are set up now.'),
  downCount: count('Units that are down now.'),
  starvedCount: count('Units to which nothing comes now.'),
  blockedCount: count('Units that cannot give away what they made now.'),
  idleCount: count('Units of which nobody wants anything now.'),
  unknownCount: count('Units of which nobody says it.'),
  day: figures,
  shift: figures.nullable().meta({ description: 'Null while no shift is worked.' }),
});

/** What `GET /live` answers. */
export const livePictureSchema: z.ZodType<WrittenLivePicture> = z.strictObject({
  schemaVersion: z.literal(liveSchemaVersion),
  plantId: text('Id of the plant.'),
  plantName: text('Its name.'),
  zone: text('IANA zone of the plant.'),
  token: text('Where the change feed stood.'),
  plant: plant.nullable().meta({ description: 'Null where some equipment was asked for.' }),
  units: z.array(unit).meta({ description: 'In plant-file order.' }),
});

/** The data of an event of `GET /live/changes`. */
export const liveChangeSchema: z.ZodType<WrittenLiveChange> = z.union([
  z
    .strictObject({ kind: z.literal('reset'), reason: z.enum(resetReasons), picture: livePictureSchema })
    .meta({ description: 'The whole picture; what was known before is void.' }),
  z.strictObject({ kind: z.literal('unit'), unit }).meta({ description: 'A work unit changed.' }),
  z.strictObject({ kind: z.literal('plant'), plant }).meta({ description: 'The plant as a whole changed.' }),
  z
    .strictObject({ kind: z.literal('skipped'), changeCount: z.int().min(1) })
    .meta({ description: 'The reader was too slow; the newest change of each unit and of the plant follow.' }),
]);

/** The JSON Schemas of the live documents, with their file names. */
export function listLiveJsonSchemas(): readonly { readonly name: string; readonly schema: object }[] {
  const written = (schema: z.ZodType): object => z.toJSONSchema(schema, { io: 'output', reused: 'ref' });
  return [
    { name: 'live.json', schema: written(livePictureSchema) },
    { name: 'live.change.json', schema: written(liveChangeSchema) },
  ];
}
