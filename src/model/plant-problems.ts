/** What is wrong with a plant beyond shapes and types: everything at once, each problem with its place. */
import { createZone, listCrewRowProblems, listShiftCalendarProblems, parseWallTime, type Zone } from '../time/index.ts';
import { compileReasons, listCodes } from './code-trees.ts';
import { listLineProblems } from './compile-lines.ts';
import { listEquipmentProblems } from './equipment-problems.ts';
import { placeEquipment } from './equipment-tree.ts';
import type { Problem } from './errors.ts';
import { listKpiProblems } from './kpi-problems.ts';
import { resolveStopTime, shiftCalendarConfigOf } from './plant-calendar.ts';
import { type CalendarConfig, isByCrews, type PlantConfig } from './plant-config.ts';
import { listRateProblems } from './rate-problems.ts';
import { listSignalProblems } from './signal-problems.ts';
import { listTagProblems } from './tag-problems.ts';

/**
 * Problems between the fields of a plant: names that lead nowhere, ids used twice, levels out of order, times, dates
 * and a zone that do not exist. Empty where the plant can be compiled.
 */
export function listPlantProblems(config: PlantConfig): Problem[] {
  const zone = findZone(config.zone);
  return [
    ...(zone === undefined
      ? [{ path: 'zone', message: `'${config.zone}' is not an IANA time zone. Write one, such as Europe/Berlin.` }]
      : []),
    ...listDayStartProblems(config.dayStart),
    ...listEquipmentProblems(config.equipment),
    ...listLineProblems(config.lines ?? [], config.equipment),
    ...listCalendarProblems(config.calendar),
    ...listPlannedStopProblems(config, zone ?? createZone('UTC')),
    ...listTagProblems(config.tags ?? [], new Set(placeEquipment(config.equipment).map(({ id }) => id))),
    ...listSignalProblems(config, new Set(listCodes(config.reasons, 'reasons').map(({ code }) => code))),
    ...listRepeated(listCodes(config.reasons, 'reasons'), 'stop reason'),
    ...listRepeated(listCodes(config.defects, 'defects'), 'defect'),
    ...listRepeated(
      config.finalOperations.map((code, i) => ({ code, at: `finalOperations.${i}` })),
      'final operation',
    ),
    ...listRepeated(
      config.audiences.map(({ id }, i) => ({ code: id, at: `audiences.${i}.id` })),
      'audience',
    ),
    ...config.audiences.flatMap((audience, i) => listLanguageProblems(`audiences.${i}.language`, audience.language)),
    ...listLanguageProblems('language', config.language),
    ...listRateProblems(config),
    ...listKpiProblems(config.kpis),
  ];
}

function findZone(id: string): Zone | undefined {
  try {
    return createZone(id);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function listDayStartProblems(dayStart: string): Problem[] {
  const minutes = parseWallTime(dayStart);
  if (minutes !== undefined && minutes < 1440) return [];
  return [{ path: 'dayStart', message: `'${dayStart}' is not a wall time. Write HH:MM, 00:00 to 23:59.` }];
}

function listCalendarProblems(calendar: CalendarConfig): Problem[] {
  const { rotation } = calendar;
  if (!isByCrews(rotation)) return listShiftProblems(calendar, (path) => shortForm(path, calendar));
  const rows = listCrewRowProblems(rotation.crews, rotation.letters).map(({ team, message }) => ({
    path: `calendar.rotation.crews.${team}`,
    message,
  }));
  const names = new Set(calendar.shifts.map(({ name }) => name));
  const letters = Object.entries(rotation.letters).flatMap(([letter, shift]) =>
    names.has(shift)
      ? []
      : [
          {
            path: `calendar.rotation.letters.${letter}`,
            message: `'${shift}' is not a shift. Declare it in shifts, or use one of: ${[...names].join(', ')}.`,
          },
        ],
  );
  // Rows that cannot be read have no days to check; what else is wrong is told without them.
  const readable = rows.length + letters.length === 0;
  const checked = readable ? calendar : { ...calendar, rotation: { anchor: rotation.anchor, days: [[]] } };
  const toPath = (path: string) => (path.startsWith('rotation.days') ? 'rotation.crews' : shortForm(path, calendar));
  return [...rows, ...letters, ...listShiftProblems(checked, toPath)];
}

/** The first problem of each path: what crew rows do wrong is the same on many days. */
function listShiftProblems(calendar: CalendarConfig, toPath: (path: string) => string): Problem[] {
  const problems = new Map<string, Problem>();
  for (const { path, message } of listShiftCalendarProblems(shiftCalendarConfigOf(calendar))) {
    const at = `calendar.${toPath(path)}`;
    if (!problems.has(at)) problems.set(at, { path: at, message });
  }
  return [...problems.values()];
}

/** The path of a shift's name where the plant file writes the name alone. */
function shortForm(path: string, calendar: CalendarConfig): string {
  if (!path.endsWith('.shift')) return path;
  const short = path.slice(0, -'.shift'.length);
  let value: unknown = calendar;
  for (const key of short.split('.')) value = (value as Record<string, unknown>)[key];
  return typeof value === 'string' ? short : path;
}

function listPlannedStopProblems(config: PlantConfig, zone: Zone): Problem[] {
  const placed = placeEquipment(config.equipment);
  const ids = new Set(placed.map(({ id }) => id));
  const reasons = new Map(compileReasons(config.reasons).map((reason) => [reason.code, reason]));
  const dayStartMinutes = parseWallTime(config.dayStart) ?? 0;
  return config.plannedStops.flatMap((stop, i) => {
    const problems: Problem[] = [];
    const add = (field: string, message: string) => problems.push({ path: `plannedStops.${i}.${field}`, message });
    if (!ids.has(stop.equipment)) {
      const named = placed.find((one) => one.config.name === stop.equipment);
      const next = named === undefined ? "Use one of equipment's ids." : `Use its id '${named.id}'.`;
      add('equipment', `'${stop.equipment}' is not the id of any equipment of this plant. ${next}`);
    }
    const [fromAt, toAt] = [stop.from, stop.to].map((text) => resolveStopTime(text, zone, dayStartMinutes));
    for (const [field, text, at] of [
      ['from', stop.from, fromAt],
      ['to', stop.to, toAt],
    ] as const)
      if (Number.isNaN(at))
        add(field, `'${text}' is not a local time that exists. Write YYYY-MM-DDTHH:MM, or a date YYYY-MM-DD.`);
    if ((toAt as number) <= (fromAt as number))
      add('to', `'${stop.to}' is not after from '${stop.from}'. Give a later end.`);
    const reason = stop.reason === undefined ? undefined : reasons.get(stop.reason);
    if (stop.reason !== undefined && reason === undefined)
      add('reason', `'${stop.reason}' is not a stop reason of this plant. Add it to reasons, or use one of its codes.`);
    if (reason?.planned === false)
      add('reason', `'${stop.reason}' is a reason of unplanned stops. Use a planned one, or give it planned: true.`);
    return problems;
  });
}

function listRepeated(codes: readonly { readonly code: string; readonly at: string }[], what: string): Problem[] {
  const first = new Map<string, string>();
  return codes.flatMap(({ code, at }) => {
    const before = first.get(code);
    if (before === undefined) {
      first.set(code, at);
      return [];
    }
    return [{ path: at, message: `the ${what} '${code}' stands at ${before} already. Rename or remove one.` }];
  });
}

function listLanguageProblems(path: string, language: string | undefined): Problem[] {
  try {
    if (language !== undefined) Intl.getCanonicalLocales(language);
    return [];
  } catch (error) {
    if (error instanceof RangeError)
      return [{ path, message: `'${language}' is not a language tag. Write one as in BCP 47, such as en or de-CH.` }];
    throw error;
  }
}
