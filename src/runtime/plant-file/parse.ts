/** From what a plant file holds to a checked plant file: all problems at once, each with its path. */
import type { z } from 'zod';
import { GembaError, listPlantProblems, type Problem, reservedSourcePrefix } from '../../model/index.ts';
import { daily } from '../../reports/index.ts';
import { builtInDrivers } from '../drivers.ts';
import { listRetentionProblems } from '../retention/problems.ts';
import { salvage } from './salvage.ts';
import { createPlantFileSchema, listPlugins, type PlantFile } from './schema.ts';

/**
 * Checks what a plant file holds.
 *
 * @param input the default export, or the parsed JSON or YAML
 * @param file its path, for the message
 * @throws GembaError `plant-file-invalid` with `details.problems`, every one of them
 */
export function parsePlantFile(input: unknown, file: string): PlantFile {
  const schema = createPlantFileSchema([...builtInDrivers, ...listPlugins(input)]);
  const result = schema.safeParse(input);
  const structural = result.success ? [] : result.error.issues.flatMap((issue) => toProblems(issue, input));
  const usable = result.success ? result.data : salvage(schema, input);
  const across =
    usable === undefined
      ? []
      : [...listPlantProblems(usable), ...listRouteProblems(usable), ...listRetentionProblems(usable)];
  const problems = [
    ...structural,
    ...across.filter((problem) => !structural.some(({ path }) => path === problem.path || causes(path, problem.path))),
  ];
  if (problems.length > 0) throw invalid(file, problems);
  return usable as PlantFile;
}

/** Rates with a mistake are cut out before the fields are checked against each other; they are not missing for that. */
function causes(mistake: string, problem: string): boolean {
  return /^rates(\.|$)/.test(mistake) && problem.endsWith('.machineHourRate');
}

function invalid(file: string, problems: readonly Problem[]): GembaError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const lines = problems.map(({ path, message }) => `  ${path === '' ? '(the file)' : path}: ${message}`);
  return new GembaError('plant-file-invalid', `${file} has ${count}:\n${lines.join('\n')}`, {
    details: { file, problems },
  });
}

function toProblems(issue: z.core.$ZodIssue, input: unknown): Problem[] {
  const path = dotted(issue.path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: path === '' ? key : `${path}.${key}`,
      message: 'is not a field of the plant file. Remove it, or correct its spelling (docs/plant-file.md).',
    }));
  const received = at(input, issue.path);
  const got = received === undefined ? '' : ` Got ${show(received)}.`;
  return [{ path, message: `${issue.message}.${got}` }];
}

/** References from reports to audiences and transports, and ids used twice. */
function listRouteProblems(file: PlantFile): Problem[] {
  const problems: Problem[] = [];
  const transports = new Set(file.transports.map(({ id }) => id));
  const audiences = new Map(file.audiences.map((audience) => [audience.id, audience]));
  for (const point of ['sources', 'transports'] as const) {
    const seen = new Set<string>();
    file[point].forEach(({ id }, i) => {
      if (seen.has(id))
        problems.push({ path: `${point}.${i}.id`, message: `'${id}' is used twice. Give each its own id.` });
      seen.add(id);
      if (point === 'sources' && id.startsWith(reservedSourcePrefix))
        problems.push({
          path: `sources.${i}.id`,
          message: `'${id}' begins with '${reservedSourcePrefix}', which is kept for gemba's own facts. Give it another id.`,
        });
    });
  }
  const papers = new Map<string, string>();
  file.reports.forEach((route, i) => {
    route.audiences.forEach((id, k) => {
      const audience = audiences.get(id);
      const paper = papers.get(id) ?? route.paper;
      papers.set(id, paper);
      if (paper !== route.paper)
        problems.push({
          path: `reports.${i}.paper`,
          message: `is ${route.paper}, but '${id}' gets ${paper} by another route; a report has one paper. Make them the same.`,
        });
      if (audience === undefined)
        problems.push({
          path: `reports.${i}.audiences.${k}`,
          message: `'${id}' is not an audience of this plant. ${oneOf([...audiences.keys()])}`,
        });
      else if (route.formats.some((format) => !daily.listFormats(audience.role).includes(format)))
        problems.push({
          path: `reports.${i}.formats`,
          message: `'${id}' has the role ${audience.role}, for which there is ${daily.listFormats(audience.role).join(', ')}. Take the others out.`,
        });
    });
    route.transports.forEach((id, k) => {
      if (!transports.has(id))
        problems.push({
          path: `reports.${i}.transports.${k}`,
          message: `'${id}' is not a transport of this plant. ${oneOf([...transports])}`,
        });
    });
  });
  return problems;
}

function oneOf(names: readonly string[]): string {
  return names.length === 0 ? 'None is declared.' : `Use one of: ${names.join(', ')}.`;
}

function at(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

function show(value: unknown): string {
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

function dotted(path: readonly PropertyKey[]): string {
  return path.map(String).join('.');
}
