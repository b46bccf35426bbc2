/** What is wrong with the tags of a plant file, beyond shapes and types. */
import type { Problem } from './errors.ts';
import type { TagConfig } from './tag.ts';

/** Problems of tags: ids and source names used twice, equipment there is none of, ranges, units and filters that cannot be. */
export function listTagProblems(tags: readonly TagConfig[], equipmentIds: ReadonlySet<string>): Problem[] {
  return [
    ...tags.flatMap((tag, i) => {
      const at = `tags.${i}`;
      return [
        ...listEquipmentProblems(tag, at, equipmentIds),
        ...listValueProblems(tag, at),
        ...listFilterProblems(tag, at),
      ];
    }),
    ...listRepeatedNames(tags),
  ];
}

function listEquipmentProblems({ id, equipment }: TagConfig, at: string, ids: ReadonlySet<string>): Problem[] {
  if (ids.has(equipment)) return [];
  return [
    {
      path: `${at}.equipment`,
      message: `'${equipment}' of tag '${id}' is not the id of any equipment of this plant. Use one of equipment's ids.`,
    },
  ];
}

function listValueProblems(tag: TagConfig, at: string): Problem[] {
  const { id, kind, valueType = 'number', unit = '1', min, max, rolloverAt } = tag;
  const problems: Problem[] = [];
  const add = (field: string, message: string) => problems.push({ path: `${at}.${field}`, message });
  if (min !== undefined && max !== undefined && min > max)
    add('max', `${max} of tag '${id}' is below its min ${min}. Swap them, or correct one.`);
  if (rolloverAt !== undefined && kind !== 'counter')
    add('rolloverAt', `${rolloverAt} is where a counter begins anew, but tag '${id}' is none. Use kind: 'counter'.`);
  if (valueType === 'number') return problems;
  const what = `tag '${id}' holds a ${valueType}`;
  if (kind !== undefined && kind !== 'state')
    add('kind', `'${kind}' is a kind of number, but ${what}. Use 'state', or valueType: 'number'.`);
  if (unit !== '1') add('unit', `'${unit}' measures numbers, but ${what}. Remove it, or use valueType: 'number'.`);
  for (const [field, bound] of [
    ['min', min],
    ['max', max],
  ] as const)
    if (bound !== undefined) add(field, `${bound} bounds numbers, but ${what}. Remove it, or use valueType: 'number'.`);
  return problems;
}

function listFilterProblems({ id, valueType = 'number', deadBand, medianOf }: TagConfig, at: string): Problem[] {
  const problems: Problem[] = [];
  const add = (field: string, message: string) => problems.push({ path: `${at}.${field}`, message });
  if (deadBand !== undefined && valueType !== 'number')
    add(
      'deadBand',
      `tag '${id}' holds a ${valueType}, which has no distance. Remove it; debounceSeconds holds back short changes.`,
    );
  if (medianOf !== undefined && valueType === 'text')
    add(
      'medianOf',
      `tag '${id}' holds a text, which has no median. Remove it; debounceSeconds holds back short changes.`,
    );
  if (medianOf !== undefined && medianOf % 2 === 0)
    add(
      'medianOf',
      `${medianOf} of tag '${id}' is even, so there is no value in the middle. Use ${medianOf - 1} or ${medianOf + 1}.`,
    );
  return problems;
}

/** Ids and source names lead from a name to one tag, so each may stand once in the plant. */
function listRepeatedNames(tags: readonly TagConfig[]): Problem[] {
  const first = new Map<string, string>();
  const problems: Problem[] = [];
  const note = (name: string, path: string, message: (before: string) => string): void => {
    const before = first.get(name);
    if (before === undefined) first.set(name, path);
    else problems.push({ path, message: message(before) });
  };
  for (const [i, { id }] of tags.entries())
    note(id, `tags.${i}.id`, (before) => `the id '${id}' is that of ${before} already. Give each tag its own.`);
  for (const [i, { sourceNames = [] }] of tags.entries())
    for (const [k, name] of sourceNames.entries())
      note(
        name,
        `tags.${i}.sourceNames.${k}`,
        (before) =>
          `sources know ${before} by '${name}' already. Each name leads to one tag; an alias of the source can tell them apart.`,
      );
  return problems;
}
