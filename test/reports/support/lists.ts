/** Lists of a document that are no table, and why. */
export const tableLists: Readonly<Record<string, string>> = {
  'completeness.unmapped': 'codes that the plant file does not name are in the notes of the page',
  'openHolds.ages': 'a sum of the rows of open-holds',
  timeline: 'the table states, one row per interval',
  weeks: 'the table weeks, one row per value',
  'downDays.units': 'the table down-days, one row per day',
  'downWeeks.weeks': 'in the table down-weeks, one row per week and unit',
  'downWeeks.units': 'the table down-weeks, one row per week and unit',
};

/** Every list of records of a document, by its path. */
export function listLists(value: unknown, path = ''): [string, readonly unknown[]][] {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'object') ? [[path, value]] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => listLists(item, path === '' ? key : `${path}.${key}`));
}
