/** The state file. Where nobody has it open it is read as it lies, so what is found counts where it is found twice. */
import { join } from 'node:path';
import { checkState, type StateCheck } from '../../state/index.ts';
import { type PlantFinding, plantDamage } from './finding.ts';

export interface CheckedPlantState {
  readonly findings: readonly PlantFinding[];
  readonly reports: StateCheck['reports'];
  readonly formatVersion: number | undefined;
}

const path = 'state/state.sqlite';

/** @param dir folder of the store */
export function checkPlantState(dir: string): CheckedPlantState {
  const first = checkState(join(dir, path));
  const check = first.problems.length === 0 ? first : checkState(join(dir, path));
  const { problems, reports, formatVersion } = check;
  const kind = check.kind === 'unreadable' ? 'unreadable' : 'changed';
  return { findings: problems.map((what) => plantDamage('state', kind, path, what)), reports, formatVersion };
}
