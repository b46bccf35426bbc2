/** The daily document of each role, and the JSON Schemas that programs hold it to. */
import { z } from 'zod';
import { type Role, roles } from '../../model/index.ts';
import type { DailyReportInput } from '../daily/input.ts';
import { createSpeaker } from '../words/speaker.ts';
import { spokenWindow } from '../words/spoken-window.ts';
import { writeShiftName } from './common.ts';
import { type DirectorDocument, directorSchema, writeDirector } from './director.ts';
import { type MaintenanceDocument, maintenanceSchema, writeMaintenance } from './maintenance.ts';
import { type ProductionDocument, productionSchema, writeProduction } from './production.ts';
import { type QualityDocument, qualitySchema, writeQuality } from './quality.ts';
import { type ShiftLeadDocument, shiftLeadSchema, writeShiftLead } from './shift-lead.ts';

export interface DailyDocuments {
  readonly director: DirectorDocument;
  readonly production: ProductionDocument;
  readonly quality: QualityDocument;
  readonly maintenance: MaintenanceDocument;
  readonly 'shift-lead': ShiftLeadDocument;
}
export type DailyDocument = DailyDocuments[Role];

const schemas: { readonly [R in Role]: z.ZodType<DailyDocuments[R]> } = {
  director: directorSchema,
  production: productionSchema,
  quality: qualitySchema,
  maintenance: maintenanceSchema,
  'shift-lead': shiftLeadSchema,
};

const writers: {
  readonly [R in Role]: (input: DailyReportInput, ...rest: [Parameters<typeof writeDirector>[1]]) => DailyDocuments[R];
} = {
  director: writeDirector,
  production: writeProduction,
  quality: writeQuality,
  maintenance: writeMaintenance,
  'shift-lead': writeShiftLead,
};

/**
 * What an audience's role may see of a day, in its written form. The role's file lists every field; its schema refuses
 * any other, so nothing reaches a template, a file or a mail that is not named there.
 *
 * @throws GembaError `unknown-name` for equipment that the plant file does not name
 */
export function dailyDocument(input: DailyReportInput): DailyDocument {
  const { analysis, plant, audience } = input;
  const shift = writeShiftName(analysis, plant);
  const speaker = createSpeaker({
    language: audience.language,
    zone: plant.zone,
    date: analysis.day?.date ?? shift?.date,
    window: spokenWindow({ date: analysis.day?.date ?? null, shift }, analysis.window.toAt - analysis.window.fromAt),
    fromAt: analysis.window.fromAt,
    reasonName: (code) => plant.reasons.find((reason) => reason.code === code)?.name,
  });
  const document = writers[audience.role](input, speaker);
  return schemas[audience.role].parse(document);
}

/** The JSON Schema (2020-12) of a role's daily document. */
export function dailyJsonSchema(role: Role): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(schemas[role], { target: 'draft-2020-12', reused: 'ref' });
  return { $id: `daily.${role}.json`, title: `gemba daily document for ${role}`, ...schema };
}

export interface NamedJsonSchema {
  /** File name, such as `daily.production.json`. */
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Every published schema, for the build to write to `dist/schemas`. */
export function listJsonSchemas(): readonly NamedJsonSchema[] {
  return roles.map((role) => ({ name: `daily.${role}.json`, schema: dailyJsonSchema(role) }));
}
