/** What is wrong with the retention of a plant file, beyond shapes and types: everything at once. */
import type { Problem } from '../../model/index.ts';
import type { RetentionPolicy } from '../plant-file/retention-schema.ts';
import { daysOf, isAsLong, type Period, parsePeriod } from './period.ts';
import { keptDaysMin, type ReachFile } from './report-reach.ts';
import { equipmentBelow, tagsOfGroups, tagsOfSignals } from './tags-kept.ts';

export function listRetentionProblems(file: ReachFile): Problem[] {
  const { retention } = file;
  if (retention === undefined) return [];
  return [
    ...listGroupProblems(file, retention),
    ...listRollupProblems(retention),
    ...listReportProblems(file, retention),
  ];
}

function listGroupProblems({ equipment, tags = [] }: ReachFile, { tagGroups }: RetentionPolicy): Problem[] {
  const below = equipmentBelow(equipment);
  const known = new Set(tags.map(({ id }) => id));
  const names = new Set<string>();
  const groupOf = new Map<string, string>();
  return tagGroups.flatMap((group, i) => {
    const at = `retention.tagGroups.${i}`;
    const problems: Problem[] = [];
    const add = (path: string, message: string): void => {
      problems.push({ path: `${at}.${path}`, message });
    };
    if (names.has(group.name)) add('name', `'${group.name}' is the name of another group. Give each its own.`);
    names.add(group.name);
    group.tags.forEach((id, k) => {
      if (!known.has(id)) add(`tags.${k}`, `'${id}' is not a tag of this plant. Name one of \`tags\`.`);
    });
    group.equipment.forEach((id, k) => {
      if (!below.has(id)) add(`equipment.${k}`, `'${id}' is not equipment of this plant. Name its id.`);
    });
    const placed = new Set(group.equipment.flatMap((id) => [...(below.get(id) ?? [])]));
    const chosen = tags.filter(({ id, equipment: place }) => group.tags.includes(id) || placed.has(place));
    for (const { id } of chosen) {
      const other = groupOf.get(id);
      if (other !== undefined)
        add(
          'tags',
          `the tag '${id}' is in the group '${other}' too. Leave it in one of them, or name tags one by one.`,
        );
      groupOf.set(id, other ?? group.name);
    }
    if (chosen.length === 0 && problems.length === 0)
      add('tags', 'the group has no tag. Name tags or equipment with tags, or take it out.');
    return problems;
  });
}

/** Rollups are what is left of readings, so they outlive all of them. */
function listRollupProblems({ readings, tagGroups, rollups }: RetentionPolicy): Problem[] {
  const levels = ['minute', 'hour', 'day', 'shift'] as const;
  const kept: readonly (readonly [path: string, text: string | undefined])[] =
    typeof rollups === 'object'
      ? levels.map((level) => [`retention.rollups.${level}`, rollups[level]])
      : [['retention.rollups', rollups]];
  const raw = [
    { what: 'readings are', text: readings },
    ...tagGroups.map(({ name, readings: text }) => ({ what: `readings of '${name}' are`, text })),
  ];
  return kept.flatMap(([path, text]) =>
    raw
      .filter((one) => !isAsLong(parsePeriod(text), parsePeriod(one.text)))
      .map((one) => ({
        path,
        message: `rollups outlive readings, but ${one.what} kept for ${wordsOf(one.text)}, and these for ${wordsOf(text)}. Keep rollups as long or longer.`,
      })),
  );
}

/** A report that was sent is looked at again for some days: what it is made of must still be there. */
function listReportProblems(
  file: ReachFile,
  { readings, tagGroups, events, quarantine, audit }: RetentionPolicy,
): Problem[] {
  const days = keptDaysMin(file);
  const signals = tagsOfSignals(file.equipment);
  const groups = tagsOfGroups(file);
  const grouped = new Set(groups.flat());
  const isOfReports = [...signals].some((id) => !grouped.has(id));
  const made: readonly (readonly [path: string, text: string | undefined, what: string])[] = [
    ['events', events, 'reports are made of them'],
    ['quarantine', quarantine, 'reports count refused rows'],
    ['audit', audit, 'by these it is known what was delivered'],
    ...(isOfReports ? [['readings', readings, 'reports are made of those that tell what units did'] as const] : []),
    ...tagGroups.flatMap((group, i) => {
      const tag = groups[i]?.find((id) => signals.has(id));
      const what = `reports are made of those of '${tag}', which tells what a unit did`;
      return tag === undefined ? [] : [[`tagGroups.${i}.readings`, group.readings, what] as const];
    }),
  ];
  return made
    .filter(([, text]) => isShorter(parsePeriod(text), days))
    .map(([path, text, what]) => ({
      path: `retention.${path}`,
      message: `are kept for ${wordsOf(text)}, but ${what}, and a report that was sent is looked at again for ${file.revisions.lookBackDays} days (revisions.lookBackDays). Keep them ${days} days at least.`,
    }));
}

function isShorter(period: Period, days: number): boolean {
  return daysOf(period).min < days;
}

function wordsOf(text: string | undefined): string {
  return text === undefined || text === 'forever' ? 'ever' : text;
}
