/** Compiles the equipment of a plant file: ids, paths, and what children inherit. */

import { compileSignals } from './compile-signals.ts';
import type { Equipment, EquipmentId, EquipmentTree, Silence, Staffing } from './equipment.ts';
import { GembaError } from './errors.ts';
import type { EquipmentConfig, IdealTimeConfig } from './plant-config.ts';

/** Equipment of the plant file with its place in it, parents before children. */
export interface PlacedEquipment {
  readonly config: EquipmentConfig;
  /** Dotted path in the plant file. */
  readonly at: string;
  readonly id: string;
  readonly level: Equipment['level'];
  readonly parent: PlacedEquipment | undefined;
}

/** All equipment of a plant file, in its order. */
export function placeEquipment(
  configs: readonly EquipmentConfig[],
  at = 'equipment',
  parent?: PlacedEquipment,
): PlacedEquipment[] {
  return configs.flatMap((config, i) => {
    const placed: PlacedEquipment = {
      config,
      at: `${at}.${i}`,
      id: config.id ?? slugOf(config.name),
      level: config.level ?? 'workUnit',
      parent,
    };
    return [placed, ...placeEquipment(config.children ?? [], `${placed.at}.children`, placed)];
  });
}

/**
 * An id made of a name: letters and digits in lower case without accents, anything else a dash.
 *
 * @example slugOf('Machine 7- Laser Marking') // 'machine-7-laser-marking'
 */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

/** Names by which sources know equipment; where two share a name, it is in the list of both. */
export function sourceNamesOf(config: EquipmentConfig): readonly string[] {
  return config.sourceNames ?? [config.name];
}

/**
 * The tree of equipment that has no problems.
 *
 * @param machineHour the plant's rate for an hour of machine time, where it has rates: that of the roots
 */
export function createEquipmentTree(configs: readonly EquipmentConfig[], machineHour?: number): EquipmentTree {
  const placed = placeEquipment(configs);
  const byId = new Map<string, Equipment>();
  const bySourceName = new Map<string, Equipment>();
  const below = new Map<string, Equipment[]>();
  for (const one of placed) {
    const equipment = compile(one, one.parent && byId.get(one.parent.id), machineHour);
    byId.set(one.id, equipment);
    for (const name of equipment.sourceNames) bySourceName.set(name, equipment);
    for (let above: PlacedEquipment | undefined = one; above !== undefined; above = above.parent) {
      const list = below.get(above.id);
      if (list === undefined) below.set(above.id, [equipment]);
      else list.push(equipment);
    }
  }
  const all = [...byId.values()];
  function get(id: string): Equipment {
    const equipment = byId.get(id);
    if (equipment === undefined) throw unknownEquipment(id, all);
    return equipment;
  }
  return {
    all,
    workUnits: all.filter(({ level }) => level === 'workUnit'),
    find: (id) => byId.get(id),
    findBySourceName: (name) => bySourceName.get(name) ?? byId.get(name),
    get,
    listBelow: (id) => below.get(get(id).id) as Equipment[],
  };
}

function compile(
  { config, id, level }: PlacedEquipment,
  parent: Equipment | undefined,
  machineHour: number | undefined,
): Equipment {
  const machineHourRate = config.machineHourRate ?? parent?.machineHourRate ?? machineHour;
  const staffed: Staffing = config.staffed ?? parent?.staffed ?? 'shifts';
  const silence: Silence = config.silence ?? parent?.silence ?? 'idle';
  return {
    id: id as EquipmentId,
    name: config.name,
    level,
    ...(config.kind === undefined ? {} : { workCenterKind: config.kind }),
    path: parent === undefined ? id : `${parent.path}/${id}`,
    ...(parent === undefined ? {} : { parent: parent.id }),
    staffed,
    silence,
    sourceNames: sourceNamesOf(config),
    ...(machineHourRate === undefined ? {} : { machineHourRate }),
    ...idealTimes(config.idealTimes ?? []),
    ...(config.signals === undefined ? {} : { signals: compileSignals(config.signals) }),
  };
}

function idealTimes(configs: readonly IdealTimeConfig[]): Pick<Equipment, 'idealTimeMs' | 'productIdealTimeMs'> {
  if (configs.length === 0) return {};
  const byProduct = Map.groupBy(configs, ({ product }) => product);
  const timesOf = (of: readonly IdealTimeConfig[]) =>
    Object.fromEntries(of.map(({ operation = '*', secondsPerPiece }) => [operation, secondsPerPiece * 1000]));
  const idealTimeMs = timesOf(byProduct.get(undefined) ?? []);
  byProduct.delete(undefined);
  // Built from entries, so that a product called `__proto__` is one like any other.
  return {
    idealTimeMs,
    productIdealTimeMs: Object.fromEntries([...byProduct].map(([product, of]) => [product, timesOf(of)])),
  };
}

function unknownEquipment(id: string, all: readonly Equipment[]): GembaError {
  const listed = all.slice(0, 10).map((equipment) => equipment.id);
  const more = all.length > listed.length ? ` and ${all.length - listed.length} more` : '';
  return new GembaError(
    'unknown-name',
    `'${id}' is not equipment of this plant. Use an id of the plant file: ${listed.join(', ')}${more}.`,
    { details: { id } },
  );
}
