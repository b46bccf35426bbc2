/** The built-in templates by name: what a plant may replace, one by one. */
import { type Role, roles } from '../../../model/index.ts';
import { mailTemplate } from '../../mail/template.ts';
import { directorTemplate } from './director.ts';
import { maintenanceTemplate } from './maintenance.ts';
import {
  chartPart,
  chartsPart,
  figuresPart,
  headerPart,
  headPart,
  linesPart,
  listPart,
  pageOf,
  provenancePart,
  summaryPart,
  tablePart,
} from './parts.ts';
import { productionTemplate } from './production.ts';
import { qualityTemplate } from './quality.ts';
import { shiftLeadTemplate } from './shift-lead.ts';

/** What is common to the pages, and each role's layout. */
export const builtInTemplates: Readonly<Record<string, string>> = {
  head: headPart,
  header: headerPart,
  summary: summaryPart,
  figures: figuresPart,
  list: listPart,
  chart: chartPart,
  charts: chartsPart,
  table: tablePart,
  lines: linesPart,
  provenance: provenancePart,
  mail: mailTemplate,
  director: directorTemplate,
  production: productionTemplate,
  quality: qualityTemplate,
  maintenance: maintenanceTemplate,
  'shift-lead': shiftLeadTemplate,
} satisfies Record<Role, string> & Record<string, string>;

/** The pages around them, which no plant replaces: they keep landmarks, language and security policy in place. */
export const pageTemplates: Readonly<Record<string, string>> = Object.fromEntries(
  roles.map((role) => [`page-${role}`, pageOf(role)]),
);
