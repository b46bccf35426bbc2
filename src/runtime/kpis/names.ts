/** KPIs and equipment as people name them. */
import { type Kpi, type KpiId, listKpis } from '../../analytics/index.ts';
import { throwUnknown } from '../../history/index.ts';
import type { Equipment, Plant } from '../../model/index.ts';

/** What a plant says aloud; everything else goes by its id or name. */
const shortNames: Readonly<Record<string, KpiId>> = {
  oee: 'oeeIndex',
  nee: 'neeIndex',
  performance: 'effectiveness',
  quality: 'qualityRatio',
  fpy: 'firstPassYield',
};

/**
 * The KPI of an id, a name, or a short name such as `oee`; capitals are of no matter.
 *
 * @throws GembaError `unknown-name`, with names near it
 * @example getKpiNamed(plant, 'oee').id // 'oeeIndex'
 */
export function getKpiNamed({ kpis }: Pick<Plant, 'kpis'>, name: string): Kpi {
  const table = listKpis(kpis);
  const asked = name.trim().toLowerCase();
  const id = Object.hasOwn(shortNames, asked) ? shortNames[asked] : undefined;
  const isNamed = (kpi: Kpi): boolean => kpi.id.toLowerCase() === asked || kpi.name.toLowerCase() === asked;
  const found = table.find((kpi) => kpi.id === id) ?? table.find(isNamed);
  return found ?? throwUnknown('a KPI', name, [...Object.keys(shortNames), ...table.map((kpi) => kpi.id)]);
}

/**
 * The equipment of an id, of a name of its own or of a source, or of how its name begins where only one does so; capitals are
 * of no matter.
 *
 * @throws GembaError `unknown-name`, with names near it
 * @example getEquipmentNamed(plant, 'machine 8').name // 'Machine 8 - Turning & Milling'
 */
export function getEquipmentNamed({ equipment }: Pick<Plant, 'equipment'>, name: string): Equipment {
  const asked = name.trim().toLowerCase();
  const exact = equipment.find(name) ?? equipment.findBySourceName(name);
  if (exact !== undefined) return exact;
  const namesOf = (one: Equipment): string[] =>
    [one.id, one.name, ...one.sourceNames].map((known) => known.toLowerCase());
  const same = equipment.all.filter((one) => namesOf(one).includes(asked));
  const begins = equipment.all.filter((one) => namesOf(one).some((known) => beginsWithWords(known, asked)));
  const [found, ...others] = same.length > 0 ? same : begins;
  if (found !== undefined && others.length === 0) return found;
  const known = found === undefined ? equipment.all : [found, ...others];
  return throwUnknown(
    found === undefined ? 'equipment of this plant' : 'the name of one piece of equipment',
    name,
    known.map((one) => one.name),
  );
}

/** `machine 1` begins `machine 1 - lapping`, and not `machine 15`. */
function beginsWithWords(text: string, words: string): boolean {
  return words !== '' && text.startsWith(words) && !/[\p{L}\p{N}]/u.test(text.charAt(words.length));
}
