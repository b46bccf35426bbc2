/** From the plant part of a plant file to the plant that everything right of ingest sees. */
import {
  addDays,
  createShiftCalendar,
  createZone,
  parseLocalDate,
  parseWallTime,
  productionDayAt,
  productionDayOf,
} from '../time/index.ts';
import { compileDefects, compileReasons } from './code-trees.ts';
import { compileLines } from './compile-lines.ts';
import { compileTags } from './compile-tags.ts';
import { createEquipmentTree, placeEquipment } from './equipment-tree.ts';
import { GembaError } from './errors.ts';
import { compileKpiSettings } from './kpi-settings.ts';
import type { Plant } from './plant.ts';
import { compilePlannedStops, createPlantCalendar, shiftCalendarConfigOf } from './plant-calendar.ts';
import type { PlantConfig } from './plant-config.ts';
import { listPlantProblems } from './plant-problems.ts';
import { listKnownValues } from './state-mappings/known-values.ts';

/**
 * Compiles a plant, once; everything it answers is computed from it alone.
 *
 * @param config what `plantSchema` parsed
 * @throws GembaError `plant-file-invalid` with every problem in `details.problems`
 */
export function compilePlant(config: PlantConfig): Plant {
  const problems = listPlantProblems(config);
  if (problems.length > 0)
    throw new GembaError(
      'plant-file-invalid',
      `The plant '${config.id}' has problems:\n${problems.map(({ path, message }) => `  ${path}: ${message}`).join('\n')}`,
      { details: { problems } },
    );
  const zone = createZone(config.zone);
  const dayStartMinutes = parseWallTime(config.dayStart) as number;
  const equipment = createEquipmentTree(config.equipment, config.rates?.machineHour);
  const shifts = createShiftCalendar(shiftCalendarConfigOf(config.calendar), zone);
  const signals = placeEquipment(config.equipment).flatMap(({ config: { signals: own } }) => own ?? []);
  const productionDay: Plant['productionDay'] = (date) => {
    if (parseLocalDate(date) === undefined)
      throw new GembaError('date-invalid', `'${date}' is not a date that exists. Write YYYY-MM-DD.`, {
        details: { date },
      });
    return productionDayOf(zone, dayStartMinutes, date);
  };
  return {
    id: config.id,
    name: config.name,
    zone,
    dayStartMinutes,
    language: config.language,
    equipment,
    lines: compileLines(config.lines ?? [], config.equipment),
    calendar: createPlantCalendar(equipment, shifts, compilePlannedStops(config, zone)),
    reasons: compileReasons(config.reasons),
    defects: compileDefects(config.defects),
    tags: compileTags(config.tags ?? [], equipment, listKnownValues(signals)),
    finalOperations: config.finalOperations,
    audiences: config.audiences.map(({ id, role, language, persons, recipients }) => ({
      id,
      role,
      language: language ?? config.language,
      persons: persons ?? 'none',
      recipients: recipients ?? [],
    })),
    targets: config.targets,
    rates: config.rates === undefined ? undefined : { ...config.rates, pieceValues: config.rates.pieceValues ?? {} },
    kpis: compileKpiSettings(config.kpis),
    productionDay,
    productionDayAt: (at) => productionDayAt(zone, dayStartMinutes, at),
    shiftDay: (day, days) => productionDayOf(zone, dayStartMinutes, addDays(day.date, days)),
    listShifts: (window) => shifts.listShifts(window),
  };
}
