/** What readings of a plant are rolled up by: its tags, its production days and its shifts. */
import { rollupRuleOf } from '../analytics/index.ts';
import type { EmbeddedHistoryOptions } from '../history/index.ts';
import type { Plant } from '../model/index.ts';
import type { Interval } from '../time/index.ts';
import { fingerprintOfCalendar } from './fingerprints.ts';
import type { PlantFile } from './plant-file/schema.ts';

type RollupSettings = NonNullable<EmbeddedHistoryOptions['rollups']>;

export function rollupSettingsOf(
  plant: Plant,
  file: Pick<PlantFile, 'zone' | 'dayStart' | 'calendar'>,
): RollupSettings {
  return {
    tags: plant.tags.map((tag) => ({ id: tag.id, rule: rollupRuleOf(tag) })),
    calendar: {
      fingerprint: fingerprintOfCalendar(file),
      listDays: (window) => listDays(plant, window),
      listShifts: (window) =>
        plant
          .listShifts(window)
          .filter((shift) => beginsIn(shift, window))
          .map(({ fromAt, toAt }) => ({ fromAt, toAt })),
    },
  };
}

function listDays(plant: Plant, window: Interval): Interval[] {
  const days: Interval[] = [];
  for (let day = plant.productionDayAt(window.fromAt); day.fromAt < window.toAt; day = plant.shiftDay(day, 1))
    // A date that the zone left out has a day of no length.
    if (beginsIn(day, window) && day.toAt > day.fromAt) days.push({ fromAt: day.fromAt, toAt: day.toAt });
  return days;
}

function beginsIn({ fromAt }: Interval, window: Interval): boolean {
  return fromAt >= window.fromAt && fromAt < window.toAt;
}
