/** Compiles the trees of stop reasons and defect codes into lists, parents before children. */
import type { DefectCode, LossClass, StopReason } from './plant.ts';
import type { DefectConfig, StopReasonConfig } from './plant-config.ts';

export function compileReasons(configs: readonly StopReasonConfig[], parent?: StopReason): StopReason[] {
  return configs.flatMap((config) => {
    const planned = config.planned ?? parent?.planned ?? false;
    const reason: StopReason = {
      code: config.code,
      name: config.name,
      planned,
      lossClass: config.lossClass ?? inheritedLossClass(planned, parent),
      category: config.category ?? parent?.category ?? config.name,
      path: [...(parent?.path ?? []), config.code],
      ...tellsOf(config.tells ?? parent?.tells),
    };
    return [reason, ...compileReasons(config.children ?? [], reason)];
  });
}

function tellsOf(tells: StopReason['tells']): Pick<StopReason, 'tells'> {
  return tells === undefined ? {} : { tells };
}

/** The parent's, unless this one is planned and the parent is not, or the other way round. */
function inheritedLossClass(planned: boolean, parent: StopReason | undefined): LossClass {
  return parent?.planned === planned ? parent.lossClass : planned ? 'planned' : 'other';
}

export function compileDefects(configs: readonly DefectConfig[], parent?: DefectCode): DefectCode[] {
  return configs.flatMap((config) => {
    const defect: DefectCode = {
      code: config.code,
      name: config.name,
      category: config.category ?? parent?.category ?? config.name,
      path: [...(parent?.path ?? []), config.code],
    };
    return [defect, ...compileDefects(config.children ?? [], defect)];
  });
}

/** Codes of a tree with their dotted paths in the plant file, in its order. */
export function listCodes(
  configs: readonly (StopReasonConfig | DefectConfig)[],
  at: string,
): { readonly code: string; readonly at: string }[] {
  return configs.flatMap((config, i) => [
    { code: config.code, at: `${at}.${i}.code` },
    ...listCodes(config.children ?? [], `${at}.${i}.children`),
  ]);
}
